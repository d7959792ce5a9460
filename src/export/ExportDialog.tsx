import { useMemo, useRef, useState } from 'preact/hooks';
import { type Bundle, type BundleFile, exportBundle } from '../../simulator/export/bundle.ts';
import { DEFAULT_FORM, type FormField, type KeepalivedForm } from '../../simulator/export/form.ts';
import { failoverTimes } from '../../simulator/export/timing.ts';
import { zipBundle } from '../../simulator/export/zip.ts';
import { CheckFields, Field, NodeFields } from './fields.tsx';

interface ExportProps {
  id: string;
  /** The bytes as they are now; asked when the dialog opens. */
  bytes: () => Uint8Array;
  /** What the checker says: the dialog repeats it, since an export may be on its way to a real machine. */
  verdict: () => string;
}

/** "Take it away": haproxy.cfg, and a keepalived.conf for each of two nodes from a small form. */
export function ExportDialog({ id, bytes, verdict }: ExportProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [config, setConfig] = useState<Uint8Array | null>(null);
  const [pair, setPair] = useState(true);
  const [form, setForm] = useState<KeepalivedForm>(DEFAULT_FORM);
  const bundle = useMemo(
    () => (config === null ? null : exportBundle(config, pair ? form : null)),
    [config, pair, form],
  );
  const open = () => {
    setConfig(bytes());
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" class="dd-button" onClick={open} data-action="export">
        Export
      </button>
      <dialog class="dd-dialog" ref={dialog} aria-labelledby={`${id}-export-title`}>
        <div class="dd-dialog-head">
          <h2 id={`${id}-export-title`}>Take it away</h2>
          <button type="button" class="dd-button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {bundle !== null && (
          <div class="dd-dialog-body">
            <p class="dd-quiet">{verdict()}</p>
            <label class="dd-check">
              <input type="checkbox" checked={pair} onChange={(e) => setPair(e.currentTarget.checked)} />
              Two load balancers that share an address (keepalived)
            </label>
            {pair && <Form id={id} form={form} change={setForm} bundle={bundle} />}
            {pair && !bundle.problems.some((p) => p.field !== undefined && p.severity === 'error') && (
              <Times form={form} />
            )}
            <Files bundle={bundle} id={id} />
          </div>
        )}
      </dialog>
    </>
  );
}

interface FormProps {
  id: string;
  form: KeepalivedForm;
  change: (form: KeepalivedForm) => void;
  bundle: Bundle;
}

function Form({ id, form, change, bundle }: FormProps) {
  const problem = (field: FormField) => bundle.problems.find((p) => p.field === field);
  const set = (part: Partial<KeepalivedForm>) => change({ ...form, ...part });
  return (
    <div class="dd-form">
      <fieldset>
        <legend>The shared address</legend>
        <Field
          id={`${id}-vip`}
          label="Virtual address"
          hint="with its prefix length"
          value={form.virtualAddress}
          problem={problem('virtualAddress')}
          onInput={(v) => set({ virtualAddress: v })}
        />
        <Field
          id={`${id}-if`}
          label="Interface"
          value={form.interface}
          problem={problem('interface')}
          onInput={(v) => set({ interface: v })}
        />
        <Field
          id={`${id}-vrid`}
          label="Virtual router id"
          hint="1 to 255, the same on both"
          type="number"
          value={String(form.virtualRouterId)}
          problem={problem('virtualRouterId')}
          onInput={(v) => set({ virtualRouterId: Number(v) })}
        />
        <Field
          id={`${id}-adv`}
          label="Advert interval"
          hint="seconds"
          type="number"
          value={String(form.advertIntervalS)}
          problem={problem('advertIntervalS')}
          onInput={(v) => set({ advertIntervalS: Number(v) })}
        />
        <label class="dd-check">
          <input
            type="checkbox"
            checked={form.nopreempt === true}
            onChange={(e) => set({ nopreempt: e.currentTarget.checked })}
          />
          The address stays where it is when the first node comes back
        </label>
        {problem('nopreempt') !== undefined && <p class="dd-field-problem">{problem('nopreempt')?.message}</p>}
      </fieldset>
      <NodeFields id={id} form={form} set={set} problem={problem} />
      <CheckFields id={id} form={form} set={set} problem={problem} />
    </div>
  );
}

/** What this form promises, by VRRP's own arithmetic. */
function Times({ form }: { form: KeepalivedForm }) {
  const times = failoverTimes(form);
  const seconds = (s: number) => `${s.toFixed(1)} s`;
  return (
    <p>
      {`Until node b holds the address: ${seconds(times.keepalivedStoppedS)} after keepalived is stopped on node a, at most ${seconds(times.nodeLostS)} after node a is lost, at most ${seconds(times.checkFailedS)} after its check begins to fail.`}
    </p>
  );
}

function Files({ bundle, id }: { bundle: Bundle; id: string }) {
  const [shown, show] = useState(0);
  const file = bundle.files[Math.min(shown, bundle.files.length - 1)];
  const blocking = bundle.problems.filter((p) => p.severity !== 'note' && p.field === undefined);
  return (
    <section aria-label="Files">
      {blocking.map((p) => (
        <p class="dd-failure" key={`${p.file}${p.code}`}>{`${p.file}: ${p.message}`}</p>
      ))}
      <div class="dd-file-list">
        {bundle.files.map((f, i) => (
          <button key={f.path} type="button" class="dd-mini" aria-pressed={f === file} onClick={() => show(i)}>
            {f.path}
          </button>
        ))}
      </div>
      {file !== undefined && (
        <section class="dd-preview" tabindex={0} aria-label={file.path} id={`${id}-preview`}>
          <pre>{new TextDecoder().decode(file.bytes)}</pre>
        </section>
      )}
      <div class="dd-save">
        {file !== undefined && (
          <button
            type="button"
            class="dd-button"
            data-action="save-file"
            onClick={() => save(nameOf(file), file.bytes)}
          >{`Save ${nameOf(file)}`}</button>
        )}
        <button
          type="button"
          class="dd-button dd-primary"
          data-action="save-all"
          onClick={() => save('haproxy-bundle.zip', zipBundle(bundle))}
        >
          Save all (zip)
        </button>
      </div>
    </section>
  );
}

/** `node-a/keepalived.conf` is saved as `node-a-keepalived.conf`: a browser's downloads know no folders. */
const nameOf = (file: BundleFile): string => file.path.replaceAll('/', '-');

function save(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
