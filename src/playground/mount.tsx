/** Brings one playground to life: editor on the left, world on the right, log below. Loaded when it comes into view. */
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { looksLikeInputs } from '../../simulator/scenario/inputs-form.ts';
import { analysisText, type OpenedFile, openBytes, saveBytes } from '../builder/bytes.ts';
import type { BuilderModel } from '../builder/model.ts';
import { BuilderPanel } from '../builder/Panel.tsx';
import { createEditor, type EditorHandle } from '../editor/editor.ts';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { type Findings, Problems } from '../views/Problems.tsx';
import { ByteFindings, ScenarioPanel, type TextPanel, TextTools } from '../views/TextTools.tsx';
import { Below, World } from '../views/World.tsx';
import { type Notice, shownInputs } from './inputs.ts';
import { startSimulator } from './simulator.ts';
import { createPlayground, type Playground } from './store.ts';
import { verdictText } from './verdict.ts';
import './playground.css';

const VERSIONS: readonly Version[] = ['2.6', '2.8', '3.0', '3.2', '3.4'];
const RELOAD_AFTER_MS = 400;
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
const LARGEST_INPUTS_BYTES = 64 * 1024 * 1024;

function part<T extends HTMLElement>(root: HTMLElement, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`the playground has no ${selector}`);
  return found;
}

/** @returns how to take it down again */
export async function mount(root: HTMLElement): Promise<() => void> {
  const fallback = part(root, '.dd-fallback');
  const host = part(root, '.dd-editor');
  const original = fallback.textContent ?? '';
  const version = (VERSIONS.find((v) => v === root.dataset.version) ?? '3.2') as Version;
  const label = root.dataset.label ?? 'Configuration';
  const { simulator, dispose: stopSimulator } = startSimulator();
  const playground = createPlayground(simulator, { config: original, scenario: root.dataset.scenario ?? '', version });
  const findings = signal<Findings>({ diagnostics: [], total: 0 });
  const fileName = signal(root.dataset.file ?? 'haproxy.cfg');
  const panel = signal<TextPanel>(null);
  const changed = signal(false);
  const builderModel = signal<BuilderModel | null>(null);
  const builderRefusal = signal<string | null>(null);
  let opened: OpenedFile = openBytes(new TextEncoder().encode(original));
  const byteFindings = signal<readonly Notice[]>([]);

  /** Counts the checker's answers: the panel reads the text again after each. */
  const verdicts = signal(0);
  host.hidden = false;
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;
  let textTimer: ReturnType<typeof setTimeout> | undefined;
  const takeText = () => {
    const text = editor.getText();
    playground.config.value = analysisText(opened, text);
    changed.value = text !== original || fileName.value !== root.dataset.file;
  };
  /** The first verdict comes before the editor. */
  let handle: EditorHandle | null = null;
  const editor = await createEditor(host, {
    text: original,
    version,
    label: `${label}, ${root.dataset.file ?? 'haproxy.cfg'}`,
    toAnalysis: (text) => analysisText(opened, text),
    onText() {
      // A long text takes a while to put together: after the key was dealt with.
      clearTimeout(textTimer);
      textTimer = setTimeout(takeText, 0);
      // A run that has not begun follows the text; one that has is left alone until it is restarted.
      clearTimeout(reloadTimer);
      const waits = () => playground.run.value === 'ready' || playground.run.value === 'refused';
      if (!waits()) return;
      reloadTimer = setTimeout(() => {
        if (waits()) void playground.restart();
      }, RELOAD_AFTER_MS);
    },
    onVerdict(verdict) {
      findings.value = verdict;
      const bar = part(root, '.dd-verdict');
      const said =
        verdict.problem === null
          ? verdictText(
              playground.version.value,
              verdict.status,
              verdict,
              (d) => handle?.lineOf(d.span) ?? lineIn(original, d.span.from),
            )
          : { tone: 'bad', text: verdict.problem };
      bar.dataset.tone = said.tone;
      if (bar.textContent !== said.text) bar.textContent = said.text;
      verdicts.value += 1;
    },
  });
  handle = editor;
  fallback.hidden = true;

  /** What `drydock run --record` wrote: its configuration, and its clients and servers in the scenario's place. */
  const openInputs = (text: string, name: string) => {
    const shown = shownInputs(text);
    if (!shown.ok) {
      byteFindings.value = [{ ...shown.finding, message: `${name}: ${shown.finding.message}` }];
      return;
    }
    opened = openBytes(shown.bytes);
    byteFindings.value = [shown.finding];
    fileName.value = name;
    playground.scenario.value = '';
    playground.version.value = shown.version;
    editor.setVersion(shown.version);
    editor.setText(opened.editorText);
    playground.config.value = analysisText(opened, opened.editorText);
    playground.inputs.value = text;
    changed.value = true;
  };

  const openFile = async (file: File) => {
    const isInputs = looksLikeInputs(await file.slice(0, 64).text());
    if (isInputs && file.size <= LARGEST_INPUTS_BYTES) {
      openInputs(await file.text(), file.name);
      await playground.restart();
      return;
    }
    if (file.size > LARGEST_FILE_BYTES) {
      byteFindings.value = [
        {
          code: 'empty-file',
          line: null,
          message: `${file.name} has ${file.size} bytes; this editor takes up to ${LARGEST_FILE_BYTES}.`,
        },
      ];
      return;
    }
    opened = openBytes(new Uint8Array(await file.arrayBuffer()));
    byteFindings.value = [...opened.findings];
    fileName.value = file.name;
    playground.inputs.value = null;
    // Its world is not known: the scenario's clients and servers have other names.
    playground.scenario.value = '';
    editor.setText(opened.editorText);
    takeText();
    changed.value = true;
    await playground.restart();
  };
  const backToOriginal = () => {
    opened = openBytes(new TextEncoder().encode(original));
    byteFindings.value = [];
    fileName.value = root.dataset.file ?? 'haproxy.cfg';
    playground.scenario.value = root.dataset.scenario ?? '';
    playground.inputs.value = null;
    editor.setText(original);
    takeText();
    changed.value = false;
    void playground.restart();
  };
  const dropping = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    root.firstElementChild?.classList.toggle('dd-dropping', event.type === 'dragover');
    const file = event.type === 'drop' ? event.dataTransfer.files[0] : undefined;
    if (file !== undefined) void openFile(file);
  };
  for (const type of ['dragover', 'dragleave', 'drop'] as const) root.addEventListener(type, dropping);

  const stopLighting = effect(() => editor.light(playground.lit.value));
  const id = root.id;
  render(<World playground={playground} id={id} />, part(root, '.dd-world'));
  render(<Below playground={playground} id={id} lineOf={editor.lineOf} />, part(root, '.dd-below'));
  render(
    <Problems findings={findings} lineOf={(d) => editor.lineOf(d.span)} goTo={(d) => editor.goTo(d.span)} />,
    part(root, '.dd-problems'),
  );
  render(<Tools />, part(root, '.dd-text-tools'));
  render(<Panel />, part(root, '.dd-panel-host'));
  const stopPanel = effect(() => {
    part(root, '.dd-panel-host').hidden = panel.value === null && byteFindings.value.length === 0;
  });
  const stopBuilder = effect(() => {
    void verdicts.value;
    if (panel.value !== 'builder') return;
    void editor.readBuilder().then((model) => {
      builderModel.value = model;
    });
  });
  render(<VersionChoice id={id} />, part(root, '.dd-head-tools'));
  part(root, '.dd-world').querySelector('.dd-wait')?.remove();
  await playground.restart();
  // For those who want to see for themselves that a run is the same everywhere: its hash, from a simulator of its own.
  Object.assign(root, {
    async hashOfRun(seed: number, untilMs: number): Promise<string> {
      const other = startSimulator();
      const { config, scenario, version: of } = playground;
      await other.simulator.load({ config: config.value, scenario: scenario.value, version: of.value, seed });
      let reachedMs = 0;
      while (reachedMs < untilMs) {
        const frame = await other.simulator.advance(untilMs);
        if (frame.ended) break;
        reachedMs = frame.nowMs;
      }
      const hash = await other.simulator.hash();
      other.dispose();
      return hash;
    },
  });
  const startsItself = root.dataset.autostart !== undefined && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const stopWatching = startsItself ? runInView(root, playground) : () => {};
  root.dataset.ready = '';
  root.dispatchEvent(new Event('drydock:ready', { bubbles: true }));

  function Tools() {
    return (
      <TextTools
        id={id}
        fileName={fileName}
        panel={panel}
        withBuilder={root.dataset.builder !== undefined}
        changed={changed.value}
        onFile={(file) => void openFile(file)}
        onOriginal={backToOriginal}
      >
        {root.dataset.export !== undefined && (
          <ExportDialog
            id={id}
            bytes={() => saveBytes(opened, editor.getText()).bytes}
            verdict={() => part(root, '.dd-verdict').textContent ?? ''}
          />
        )}
      </TextTools>
    );
  }

  function Panel() {
    return (
      <div id={`${id}-panel`}>
        <ByteFindings
          findings={byteFindings}
          dismiss={() => {
            byteFindings.value = [];
          }}
        />
        {panel.value === 'builder' && (
          <BuilderPanel
            id={`${id}-builder`}
            model={builderModel}
            refusal={builderRefusal}
            change={(change) =>
              void editor.build(change).then((why) => {
                builderRefusal.value = why;
              })
            }
          />
        )}
        {panel.value === 'scenario' && (
          <ScenarioPanel id={id} scenario={playground.scenario} onApply={() => void playground.restart()} />
        )}
      </div>
    );
  }

  function VersionChoice({ id: owner }: { id: string }) {
    return (
      <label class="dd-field" for={`${owner}-version`}>
        HAProxy
        <select
          id={`${owner}-version`}
          value={playground.version.value}
          onChange={(e) => {
            const next = VERSIONS.find((v) => v === e.currentTarget.value);
            if (next === undefined) return;
            playground.version.value = next;
            editor.setVersion(next);
            void playground.restart();
          }}
        >
          {VERSIONS.map((v) => (
            <option key={v} value={v}>
              {v}
            </option>
          ))}
        </select>
      </label>
    );
  }

  return () => {
    clearTimeout(reloadTimer);
    clearTimeout(textTimer);
    stopLighting();
    stopPanel();
    stopBuilder();
    stopWatching();
    for (const type of ['dragover', 'dragleave', 'drop'] as const) root.removeEventListener(type, dropping);
    playground.dispose();
    for (const selector of [
      '.dd-world',
      '.dd-below',
      '.dd-problems',
      '.dd-head-tools',
      '.dd-text-tools',
      '.dd-panel-host',
    ])
      render(null, part(root, selector));
    editor.dispose();
    stopSimulator();
  };
}

/** Runs while it can be seen. Once the reader has paused it, it stays as he left it. */
function runInView(root: HTMLElement, playground: Playground): () => void {
  let isOurs = true;
  const watch = new IntersectionObserver((entries) => {
    const isSeen = entries.some((e) => e.isIntersecting);
    if (isSeen && isOurs) void playground.start();
    else if (!isSeen) {
      isOurs = playground.run.value === 'running';
      playground.pause();
    }
  });
  watch.observe(root);
  return () => watch.disconnect();
}

function lineIn(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
