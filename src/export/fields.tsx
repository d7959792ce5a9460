import type { BundleProblem } from '../../simulator/export/bundle.ts';
import type { CheckScript, FormField, KeepalivedForm } from '../../simulator/export/form.ts';

interface FieldProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  type?: 'text' | 'number';
  problem: BundleProblem | undefined;
  onInput: (value: string) => void;
}

/** A labelled input whose problem is tied to it for screen readers. */
export function Field({ id, label, value, hint, type = 'text', problem, onInput }: FieldProps) {
  const notes = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`]
    .filter((n) => n !== '')
    .join(' ');
  return (
    <div class="dd-form-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={problem?.severity === 'error'}
        {...(notes === '' ? {} : { 'aria-describedby': notes })}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
      {hint !== undefined && (
        <span class="dd-quiet" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem !== undefined && (
        <p class="dd-field-problem" id={`${id}-problem`}>
          {problem.message}
        </p>
      )}
    </div>
  );
}

interface GroupProps {
  id: string;
  form: KeepalivedForm;
  set: (part: Partial<KeepalivedForm>) => void;
  problem: (field: FormField) => BundleProblem | undefined;
}

export function NodeFields({ id, form, set, problem }: GroupProps) {
  const unicast = form.transport.kind === 'unicast' ? form.transport.addresses : null;
  const replaced = <T,>(pair: readonly [T, T], node: 0 | 1, value: T): [T, T] =>
    node === 0 ? [value, pair[1]] : [pair[0], value];
  return (
    <fieldset>
      <legend>The two nodes</legend>
      <label class="dd-check">
        <input
          type="checkbox"
          checked={unicast !== null}
          onChange={(e) =>
            set({
              transport: e.currentTarget.checked
                ? { kind: 'unicast', addresses: ['192.0.2.11', '192.0.2.12'] }
                : { kind: 'multicast' },
            })
          }
        />
        Unicast: the network between them carries no multicast
      </label>
      {([0, 1] as const).map((node) => (
        <div class="dd-form-row" key={node}>
          <Field
            id={`${id}-rid${node}`}
            label={`Node ${node === 0 ? 'a' : 'b'}: name`}
            value={form.routerIds[node]}
            problem={problem(`routerIds.${node}`)}
            onInput={(v) => set({ routerIds: replaced(form.routerIds, node, v) })}
          />
          <Field
            id={`${id}-prio${node}`}
            label="Priority"
            type="number"
            value={String(form.priorities[node])}
            problem={problem(`priorities.${node}`)}
            onInput={(v) => set({ priorities: replaced(form.priorities, node, Number(v)) })}
          />
          {unicast !== null && (
            <Field
              id={`${id}-addr${node}`}
              label="Own address"
              value={unicast[node]}
              problem={problem(`transport.addresses.${node}`)}
              onInput={(v) => set({ transport: { kind: 'unicast', addresses: replaced(unicast, node, v) } })}
            />
          )}
        </div>
      ))}
      <Field
        id={`${id}-pass`}
        label="Password"
        hint="optional, at most 8 characters count"
        value={form.authPass ?? ''}
        problem={problem('authPass')}
        onInput={(v) => set({ authPass: v })}
      />
    </fieldset>
  );
}

export function CheckFields({ id, form, set, problem }: GroupProps) {
  const check = form.checkScript;
  const setCheck = (next: CheckScript) => set({ checkScript: next });
  const timing = { intervalS: check.intervalS, fall: check.fall, rise: check.rise, weight: check.weight };
  const kinds = {
    'haproxy-process': () => setCheck({ ...timing, kind: 'haproxy-process' }),
    http: () => setCheck({ ...timing, kind: 'http', url: 'http://127.0.0.1/health' }),
    custom: () => setCheck({ ...timing, kind: 'custom', command: '/usr/local/bin/check-haproxy' }),
  };
  return (
    <fieldset>
      <legend>When is a node fit to serve?</legend>
      <div class="dd-form-field">
        <label for={`${id}-kind`}>Check</label>
        <select
          id={`${id}-kind`}
          value={check.kind}
          onChange={(e) => kinds[e.currentTarget.value as keyof typeof kinds]?.()}
        >
          <option value="haproxy-process">A haproxy process exists</option>
          <option value="http">A page is answered through it</option>
          <option value="custom">A command of your own</option>
        </select>
      </div>
      {check.kind === 'http' && (
        <Field
          id={`${id}-url`}
          label="URL"
          value={check.url}
          problem={problem('checkScript.url')}
          onInput={(v) => setCheck({ ...check, url: v })}
        />
      )}
      {check.kind === 'custom' && (
        <Field
          id={`${id}-cmd`}
          label="Command"
          value={check.command}
          problem={problem('checkScript.command')}
          onInput={(v) => setCheck({ ...check, command: v })}
        />
      )}
      <div class="dd-form-row">
        <Field
          id={`${id}-int`}
          label="Every"
          hint="seconds"
          type="number"
          value={String(check.intervalS)}
          problem={problem('checkScript.intervalS')}
          onInput={(v) => setCheck({ ...check, intervalS: Number(v) })}
        />
        <Field
          id={`${id}-fall`}
          label="fall"
          type="number"
          value={String(check.fall)}
          problem={problem('checkScript.fall')}
          onInput={(v) => setCheck({ ...check, fall: Number(v) })}
        />
        <Field
          id={`${id}-rise`}
          label="rise"
          type="number"
          value={String(check.rise)}
          problem={problem('checkScript.rise')}
          onInput={(v) => setCheck({ ...check, rise: Number(v) })}
        />
        <Field
          id={`${id}-weight`}
          label="weight"
          hint="empty: a failed check means FAULT"
          value={check.weight === null ? '' : String(check.weight)}
          problem={problem('checkScript.weight')}
          onInput={(v) => setCheck({ ...check, weight: v.trim() === '' ? null : Number(v) })}
        />
      </div>
    </fieldset>
  );
}
