/**
 * Everything that two real machines need: haproxy.cfg byte for byte as it is in the editor, a keepalived.conf for each
 * node, the check script, and how to install, check, reload, verify and roll back. Pure: bytes in, files out.
 */
import { type ByteFinding, decodeFile } from './bytes.ts';
import { CHECK_SCRIPT_FILE, checkScriptText, SYSCTL_FILE, sysctlText } from './extras.ts';
import type { FormField, FormProblem, KeepalivedForm } from './form.ts';
import { keepalivedConf, NODE_NAMES } from './keepalived.ts';
import { readme } from './readme.ts';
import { validateForm } from './validate.ts';

export interface BundleFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** UNIX permissions. */
  readonly mode: number;
}

export interface BundleProblem {
  /** The file that it is about, as in `files`. */
  readonly file: string;
  /** `error`: a real program refuses the file, or (in a keepalived.conf) the file was left out. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  /** From 1, when one line is concerned. */
  readonly line?: number;
  /** Set when the form is to blame. */
  readonly field?: FormField;
}

export interface Bundle {
  readonly files: readonly BundleFile[];
  readonly problems: readonly BundleProblem[];
}

/**
 * The files for real machines. haproxy.cfg is always among them, unchanged, whatever it contains; those of keepalived
 * only when the form has no error. Without a form: one machine, no keepalived.
 *
 * @param config the bytes of haproxy.cfg
 * @param form for keepalived on two nodes, or null
 */
export function exportBundle(config: Uint8Array, form: KeepalivedForm | null): Bundle {
  const findings = decodeFile(config).findings;
  const formProblems = form ? validateForm(form) : [];
  const usable = form && !formProblems.some(({ severity }) => severity === 'error') ? form : null;
  const files: BundleFile[] = [{ path: 'haproxy.cfg', bytes: config, mode: 0o644 }];
  if (usable) files.push(...keepalivedFiles(usable));
  files.push(textFile('README.txt', readme({ findings, form: usable, formProblems })));
  return { files, problems: [...findings.map(byteProblem), ...formProblems.map(formProblem)] };
}

function keepalivedFiles(form: KeepalivedForm): BundleFile[] {
  // Not readable by everybody: it may contain a password.
  const mode = 0o640;
  const files = NODE_NAMES.map((name, node) =>
    textFile(`${name}/keepalived.conf`, keepalivedConf(form, node === 0 ? 0 : 1).text, mode),
  );
  const script = checkScriptText(form.checkScript);
  if (script !== null) files.push(textFile(CHECK_SCRIPT_FILE, script, 0o755));
  files.push(textFile(SYSCTL_FILE, sysctlText(form)));
  return files;
}

const textFile = (path: string, text: string, mode = 0o644): BundleFile => ({
  path,
  bytes: new TextEncoder().encode(text),
  mode,
});

const SEVERITY_OF_EFFECT = { refused: 'error', silent: 'warning', harmless: 'note' } as const;

function byteProblem({ code, effect, line, message }: ByteFinding): BundleProblem {
  const severity = SEVERITY_OF_EFFECT[effect];
  return { file: 'haproxy.cfg', severity, code, message, ...(line === null ? {} : { line }) };
}

function formProblem({ field, code, severity, message }: FormProblem): BundleProblem {
  const node = field.endsWith('.1') ? 1 : 0;
  return { file: `${NODE_NAMES[node]}/keepalived.conf`, severity, code, message, field };
}
