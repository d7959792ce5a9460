/** Brings one playground to life: editor on the left, world on the right, log below. Loaded when it comes into view. */
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { createEditor } from '../editor/editor.ts';
import { Problems } from '../views/Problems.tsx';
import { Below, World } from '../views/World.tsx';
import { startSimulator } from './simulator.ts';
import { createPlayground } from './store.ts';
import { verdictText } from './verdict.ts';
import './playground.css';

const VERSIONS: readonly Version[] = ['2.6', '2.8', '3.0', '3.2', '3.4'];
const RELOAD_AFTER_MS = 400;

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
  const diagnostics = signal<readonly Diagnostic[]>([]);

  host.hidden = false;
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;
  const editor = await createEditor(host, {
    text: original,
    version,
    label: `${label}, ${root.dataset.file ?? 'haproxy.cfg'}`,
    onText(text) {
      playground.config.value = text;
      // A run that has not begun follows the text; one that has is left alone until it is restarted.
      clearTimeout(reloadTimer);
      if (playground.run.value !== 'ready' && playground.run.value !== 'refused') return;
      reloadTimer = setTimeout(() => void playground.restart(), RELOAD_AFTER_MS);
    },
    onVerdict(verdict) {
      diagnostics.value = verdict.diagnostics;
      const bar = part(root, '.dd-verdict');
      const said = verdict.problem === null
        ? verdictText(playground.version.value, verdict.status, verdict.diagnostics, (d) => editor?.lineOf(d.span) ?? lineIn(original, d.span.from))
        : { tone: 'bad', text: verdict.problem };
      bar.dataset.tone = said.tone;
      if (bar.textContent !== said.text) bar.textContent = said.text;
    },
  });
  fallback.hidden = true;

  const stopLighting = effect(() => editor.light(playground.lit.value));
  const id = root.id;
  render(<World playground={playground} id={id} />, part(root, '.dd-world'));
  render(<Below playground={playground} id={id} lineOf={editor.lineOf} />, part(root, '.dd-below'));
  render(<Problems diagnostics={diagnostics} lineOf={(d) => editor.lineOf(d.span)} goTo={(d) => editor.goTo(d.span)} />, part(root, '.dd-problems'));
  render(<VersionChoice id={id} />, part(root, '.dd-head-tools'));
  part(root, '.dd-world').querySelector('.dd-wait')?.remove();
  await playground.restart();
  root.dataset.ready = '';

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
          {VERSIONS.map((v) => <option key={v} value={v}>{v}</option>)}
        </select>
      </label>
    );
  }

  return () => {
    clearTimeout(reloadTimer);
    stopLighting();
    playground.dispose();
    for (const selector of ['.dd-world', '.dd-below', '.dd-problems', '.dd-head-tools']) render(null, part(root, selector));
    editor.dispose();
    stopSimulator();
  };
}

function lineIn(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
