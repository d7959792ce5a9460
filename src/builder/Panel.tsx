import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { BuilderChange, NewHealthCheck, NewStickiness } from './change.ts';
import type { BuilderBackend, BuilderModel, BuilderSection, BuilderServer, Said } from './model.ts';

interface PanelProps {
  id: string;
  model: Signal<BuilderModel | null>;
  /** Why the last change was refused. */
  refusal: Signal<string | null>;
  change: (change: BuilderChange) => void;
}

/** The file as a form. It shows what the text says and writes text edits; it keeps nothing of its own. */
export function BuilderPanel({ id, model, refusal, change }: PanelProps) {
  const sections = model.value?.sections ?? [];
  if (sections.length === 0)
    return <p class="dd-empty">There is no frontend, backend or listen section in this text yet.</p>;
  return (
    <div class="dd-builder">
      {refusal.value !== null && (
        <p class="dd-failure" role="alert">
          {refusal.value}
        </p>
      )}
      {sections.map((section) => (
        <SectionForm
          key={`${section.section}-${section.kind}-${section.name}`}
          id={`${id}-s${section.section}`}
          section={section}
          change={change}
        />
      ))}
    </div>
  );
}

function origin(said: Said<unknown>): string {
  return said.from === 'here' ? '' : said.from === 'built-in' ? 'HAProxy’s own' : `from ${said.from}`;
}

function SectionForm({
  id,
  section,
  change,
}: {
  id: string;
  section: BuilderSection;
  change: (change: BuilderChange) => void;
}) {
  return (
    <fieldset class="dd-builder-section">
      <legend>
        {`${section.kind} ${section.name}`} <span class="dd-quiet">{`mode ${section.mode.value}`}</span>
      </legend>
      {section.binds.map((bind, i) => (
        <TextField
          key={bind.line}
          id={`${id}-bind${i}`}
          label="Listens on"
          value={bind.address}
          commit={(address) => change({ type: 'set-bind', section: section.section, line: bind.line, address })}
        />
      ))}
      {section.backend !== null && <BackendForm id={id} section={section} backend={section.backend} change={change} />}
    </fieldset>
  );
}

interface BackendFormProps {
  id: string;
  section: BuilderSection;
  backend: BuilderBackend;
  change: (change: BuilderChange) => void;
}

function BackendForm({ id, section, backend, change }: BackendFormProps) {
  const { balance, algorithms, servers } = backend;
  const known = algorithms.includes(balance.value.algorithm) ? algorithms : [balance.value.algorithm, ...algorithms];
  const names = new Set(servers.map((s) => s.name));
  let next = servers.length + 1;
  while (names.has(`server${next}`)) next += 1;
  return (
    <>
      <div class="dd-form-row">
        <div class="dd-form-field">
          <label for={`${id}-balance`}>Algorithm</label>
          <select
            id={`${id}-balance`}
            value={balance.value.algorithm}
            onChange={(e) =>
              change({ type: 'set-balance', section: section.section, algorithm: e.currentTarget.value })
            }
          >
            {known.map((a) => (
              <option key={a} value={a}>
                {a}
              </option>
            ))}
          </select>
          <span class="dd-quiet">{origin(balance)}</span>
        </div>
        <Stickiness id={id} section={section} backend={backend} change={change} />
        <HealthCheck id={id} section={section} backend={backend} change={change} />
      </div>
      <ul class="dd-builder-servers" aria-label={`Servers of ${section.name}`}>
        {servers.map((server, i) => (
          <ServerForm
            key={server.line}
            id={`${id}-srv${i}`}
            section={section.section}
            server={server}
            index={i}
            count={servers.length}
            change={change}
          />
        ))}
      </ul>
      <div>
        <button
          type="button"
          class="dd-button"
          data-action="add-server"
          onClick={() =>
            change({
              type: 'add-server',
              section: section.section,
              server: { name: `server${next}`, address: `192.0.2.${100 + next}:80`, check: true },
            })
          }
        >
          Add a server
        </button>
      </div>
    </>
  );
}

function Stickiness({ id, section, backend, change }: BackendFormProps) {
  const { stickiness } = backend;
  const choose = (kind: string) => {
    if (kind === 'other') return;
    change({ type: 'set-stickiness', section: section.section, stickiness: { kind } as NewStickiness });
  };
  return (
    <div class="dd-form-field">
      <label for={`${id}-stick`}>Stickiness</label>
      <select id={`${id}-stick`} value={stickiness.kind} onChange={(e) => choose(e.currentTarget.value)}>
        <option value="none">none</option>
        {(section.mode.value === 'http' || stickiness.kind === 'cookie') && <option value="cookie">a cookie</option>}
        <option value="stick-src">the client’s address, remembered</option>
        <option value="source">balance source</option>
        {stickiness.kind === 'other' && <option value="other">{stickiness.summary}</option>}
      </select>
    </div>
  );
}

function HealthCheck({ id, section, backend, change }: BackendFormProps) {
  const { healthCheck } = backend;
  const method = healthCheck.method ?? 'GET';
  const path = healthCheck.path ?? '/health';
  const set = (check: NewHealthCheck) =>
    change({ type: 'set-health-check', section: section.section, healthCheck: check });
  const choose = (kind: string) => {
    if (kind === 'http') set({ kind, method, path });
    else if (kind === 'none' || kind === 'tcp' || kind === 'mllp') set({ kind });
  };
  return (
    <>
      <div class="dd-form-field">
        <label for={`${id}-health`}>Health check</label>
        <select id={`${id}-health`} value={healthCheck.kind} onChange={(e) => choose(e.currentTarget.value)}>
          <option value="none">none</option>
          <option value="tcp">a connection</option>
          {(section.mode.value === 'http' || healthCheck.kind === 'http') && (
            <option value="http">an HTTP request</option>
          )}
          {(section.mode.value === 'tcp' || healthCheck.kind === 'mllp') && (
            <option value="mllp">an HL7 message</option>
          )}
          {healthCheck.kind === 'other' && <option value="other">steps of its own</option>}
        </select>
        <span class="dd-quiet">
          {healthCheck.servers === 0 ? '' : `${healthCheck.checked} of ${healthCheck.servers} servers`}
        </span>
      </div>
      {healthCheck.kind === 'http' && (
        <TextField
          id={`${id}-path`}
          label="Path"
          value={path}
          commit={(value) => set({ kind: 'http', method, path: value })}
        />
      )}
    </>
  );
}

interface ServerFormProps {
  id: string;
  section: number;
  server: BuilderServer;
  index: number;
  count: number;
  change: (change: BuilderChange) => void;
}

function ServerForm({ id, section, server, index, count, change }: ServerFormProps) {
  const { line } = server;
  const at = { section, line };
  if (server.locked !== null) {
    return (
      <li class="dd-builder-server">
        <span>{server.name}</span>
        <span class="dd-quiet">{server.locked}</span>
      </li>
    );
  }
  return (
    <li class="dd-builder-server">
      <TextField
        id={`${id}-name`}
        label="Name"
        value={server.name}
        commit={(name) => change({ type: 'rename-server', ...at, name })}
      />
      <TextField
        id={`${id}-address`}
        label="Address"
        value={server.address}
        commit={(address) => change({ type: 'set-address', ...at, address })}
      />
      <TextField
        id={`${id}-weight`}
        label="Weight"
        type="number"
        value={String(server.weight.value)}
        commit={(v) => change({ type: 'set-weight', ...at, weight: Number(v) })}
      />
      <label class="dd-check">
        <input
          type="checkbox"
          checked={server.check.value}
          onChange={(e) => change({ type: 'set-check', ...at, check: e.currentTarget.checked })}
        />
        check
      </label>
      <label class="dd-check">
        <input
          type="checkbox"
          checked={server.backup.value}
          onChange={(e) => change({ type: 'set-backup', ...at, backup: e.currentTarget.checked })}
        />
        backup
      </label>
      <span class="dd-builder-moves">
        <button
          type="button"
          class="dd-mini"
          aria-label={`Move ${server.name} up`}
          disabled={index === 0}
          onClick={() => change({ type: 'move-server', ...at, to: index - 1 })}
        >
          ↑
        </button>
        <button
          type="button"
          class="dd-mini"
          aria-label={`Move ${server.name} down`}
          disabled={index === count - 1}
          onClick={() => change({ type: 'move-server', ...at, to: index + 1 })}
        >
          ↓
        </button>
        <button
          type="button"
          class="dd-mini"
          aria-label={`Remove ${server.name}`}
          onClick={() => change({ type: 'remove-server', ...at })}
        >
          Remove
        </button>
      </span>
    </li>
  );
}

/** What is typed becomes an edit when the field is left or Enter is pressed, so that half a word never reaches the text. */
function TextField({
  id,
  label,
  value,
  type = 'text',
  commit,
}: {
  id: string;
  label: string;
  value: string;
  type?: 'text' | 'number';
  commit: (value: string) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const finish = () => {
    if (draft !== null && draft !== value) commit(draft);
    setDraft(null);
  };
  return (
    <div class="dd-form-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={draft ?? value}
        spellcheck={false}
        autocomplete="off"
        onInput={(e) => setDraft(e.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(e) => {
          if (e.key === 'Enter') finish();
          if (e.key === 'Escape') setDraft(null);
        }}
      />
    </div>
  );
}
