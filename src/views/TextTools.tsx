import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export type TextPanel = 'builder' | 'scenario' | null;

interface TextToolsProps {
  id: string;
  fileName: Signal<string>;
  panel: Signal<TextPanel>;
  withBuilder: boolean;
  changed: boolean;
  onFile: (file: File) => void;
  onOriginal: () => void;
  children?: ComponentChildren;
}

/** What can be done with the text: open one's own, build, look at the world it runs in, go back, take away. */
export function TextTools({ id, fileName, panel, withBuilder, changed, onFile, onOriginal, children }: TextToolsProps) {
  const input = useRef<HTMLInputElement>(null);
  const toggle = (which: Exclude<TextPanel, null>, label: string) => (
    <button
      type="button"
      class="dd-button"
      aria-expanded={panel.value === which}
      aria-controls={`${id}-panel`}
      data-action={which}
      onClick={() => {
        panel.value = panel.value === which ? null : which;
      }}
    >
      {label}
    </button>
  );
  return (
    <>
      <span class="dd-file-name">{fileName.value}</span>
      <span class="dd-spacer" />
      {withBuilder && toggle('builder', 'Builder')}
      {toggle('scenario', 'Scenario')}
      <button type="button" class="dd-button" onClick={() => input.current?.click()} data-action="open">
        Open a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A configuration of your own"
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          e.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      {changed && (
        <button type="button" class="dd-button" onClick={onOriginal} data-action="original">
          Back to the original
        </button>
      )}
      {children}
    </>
  );
}

/** The scenario as text. It is small, so a plain field does. */
export function ScenarioPanel({
  id,
  scenario,
  onApply,
}: {
  id: string;
  scenario: Signal<string>;
  onApply: () => void;
}) {
  return (
    <div class="dd-scenario">
      <label for={`${id}-scenario`}>scenario.yaml: clients, servers and faults of this world</label>
      <textarea
        id={`${id}-scenario`}
        spellcheck={false}
        rows={14}
        value={scenario.value}
        onInput={(e) => {
          scenario.value = e.currentTarget.value;
        }}
      />
      <button type="button" class="dd-button" onClick={onApply} data-action="apply-scenario">
        Apply and restart
      </button>
    </div>
  );
}

/** What is unusual about an opened file's bytes, said before anything is edited. */
export function ByteFindings({
  findings,
  dismiss,
}: {
  findings: Signal<readonly { readonly code: string; readonly message: string; readonly line: number | null }[]>;
  dismiss: () => void;
}) {
  if (findings.value.length === 0) return null;
  return (
    <div class="dd-byte-findings" role="status">
      <ul>
        {findings.value.map((f) => (
          <li key={f.code}>{f.line === null ? f.message : `line ${f.line}: ${f.message}`}</li>
        ))}
      </ul>
      <p>The file keeps its bytes wherever you do not change it.</p>
      <button type="button" class="dd-mini" onClick={dismiss}>
        Understood
      </button>
    </div>
  );
}
