/** One editor on a page: text in, text and verdict out. The only folder that knows Monaco. */
import type { Span, TextEdit } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { BuilderChange, BuilderResult } from '../builder/change.ts';
import type { BuilderModel } from '../builder/model.ts';
import {
  ask,
  changeDocument,
  closeDocument,
  LanguageTimeout,
  openDocument,
  reopenDocument,
} from './language-client.ts';
import { type Marked, markedOf } from './marked.ts';
import { monaco } from './monaco.ts';
import { EDITOR_OPTIONS } from './options.ts';
import { LANGUAGE_ID, markerOf, rangeOf, registerLanguage } from './providers.ts';
import { followPageTheme } from './themes.ts';

export interface EditorOptions {
  readonly text: string;
  readonly version: Version;
  readonly label: string;
  /** What HAProxy would read where the editor shows something else for it, character for character. */
  toAnalysis(text: string): string;
  /** The text is another one now; `getText` has it. */
  onText(): void;
  onVerdict(verdict: Verdict): void;
}

export interface Verdict extends Marked {
  /** What `haproxy -c` would exit with; null while the checker is being restarted. */
  readonly status: 0 | 1 | 2 | null;
  readonly problem: string | null;
}

export interface EditorHandle {
  getText(): string;
  /** Replaces everything, as one step that can be undone. */
  setText(text: string): void;
  /** Carries out edits as one step that can be undone. */
  applyEdits(edits: readonly TextEdit[]): void;
  setVersion(version: Version): void;
  /** The text as the builder panel shows it. */
  readBuilder(): Promise<BuilderModel>;
  /** Carries out a change of the builder panel; says why when it cannot. */
  build(change: BuilderChange): Promise<string | null>;
  /** Lights these stretches and shows the first. */
  light(spans: readonly Span[]): void;
  lineOf(span: Span): number;
  goTo(span: Span): void;
  focus(): void;
  dispose(): void;
}

/** Scrolling has come to rest. */
const SETTLED_MS = 150;

export async function createEditor(host: HTMLElement, options: EditorOptions): Promise<EditorHandle> {
  registerLanguage();
  followPageTheme();
  const model = monaco.editor.createModel(options.text, LANGUAGE_ID);
  const id = model.uri.toString();
  const editor = monaco.editor.create(host, {
    ...EDITOR_OPTIONS,
    model,
    ariaLabel: `${options.label}. Press Control M to leave the editor with Tab.`,
  });
  await openDocument(id, {
    text: () => options.toAnalysis(model.getValue()),
    characters: () => model.getValueLength(),
    revision: () => model.getVersionId(),
    version: options.version,
  });

  /** Not all findings are marked: others are when somebody looks elsewhere. */
  let isPartial = false;
  const lookedAt = (): number => {
    const line = editor.getVisibleRanges()[0]?.startLineNumber ?? 1;
    return model.getOffsetAt({ lineNumber: line, column: 1 });
  };
  const check = async (): Promise<void> => {
    try {
      const answer = await ask((api) => api.analyse(id, lookedAt()));
      if (model.isDisposed() || answer.revision !== model.getVersionId()) return;
      isPartial = answer.total > answer.diagnostics.length;
      monaco.editor.setModelMarkers(
        model,
        'drydock',
        answer.diagnostics.map((d) => markerOf(model, d)),
      );
      const { diagnostics, counts, total, status } = answer;
      // What the page says about them has a task of its own: keys that were pressed meanwhile come first.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (model.isDisposed()) return;
      options.onVerdict({ diagnostics, counts, total, status, problem: null });
    } catch (error) {
      if (error instanceof LanguageTimeout)
        options.onVerdict({ ...markedOf([], 0), status: null, problem: error.message });
    }
  };
  const listener = model.onDidChangeContent((event) => {
    void changeDocument(
      id,
      model.getVersionId(),
      event.changes.map((c) => ({ offset: c.rangeOffset, length: c.rangeLength, text: options.toAnalysis(c.text) })),
    ).then(check);
    options.onText();
  });
  let scrolled: ReturnType<typeof setTimeout> | undefined;
  const scrolling = editor.onDidScrollChange(() => {
    clearTimeout(scrolled);
    if (isPartial) scrolled = setTimeout(() => void check(), SETTLED_MS);
  });
  const lights = editor.createDecorationsCollection();
  await check();
  const applyEdits = (edits: readonly TextEdit[]): void => {
    editor.pushUndoStop();
    editor.executeEdits(
      'drydock',
      edits.map((e) => ({ range: rangeOf(model, e.span.from, e.span.to), text: e.text })),
    );
    editor.pushUndoStop();
  };

  return {
    getText: () => model.getValue(),
    setText(text) {
      editor.pushUndoStop();
      editor.executeEdits('drydock', [{ range: model.getFullModelRange(), text }]);
      editor.pushUndoStop();
    },
    applyEdits,
    readBuilder: () => ask((api) => api.builder(id)),
    async build(change) {
      const revision = model.getVersionId();
      const result = await ask<BuilderResult>(async (api) => await api.build(id, change));
      if (model.isDisposed() || model.getVersionId() !== revision) return null;
      if (result.refused !== null) return result.refused.message;
      if (result.edits.length > 0) applyEdits(result.edits);
      return null;
    },
    setVersion(version) {
      void reopenDocument(id, version).then(check);
    },
    light(spans) {
      lights.set(
        spans.map((s) => ({
          range: rangeOf(model, s.from, s.to),
          options: { isWholeLine: true, className: 'dd-lit-line', linesDecorationsClassName: 'dd-lit-gutter' },
        })),
      );
      const first = spans[0];
      if (first !== undefined) editor.revealRangeInCenterIfOutsideViewport(rangeOf(model, first.from, first.to));
    },
    lineOf: (span) => model.getPositionAt(span.from).lineNumber,
    goTo(span) {
      editor.setPosition(model.getPositionAt(span.from));
      editor.revealPositionInCenterIfOutsideViewport(model.getPositionAt(span.from));
      editor.focus();
    },
    focus: () => editor.focus(),
    dispose() {
      listener.dispose();
      scrolling.dispose();
      clearTimeout(scrolled);
      closeDocument(id);
      editor.dispose();
      model.dispose();
    },
  };
}
