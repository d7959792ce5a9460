/** A file of inputs as the playground opens it: its configuration as bytes, and what has to be said of it. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { InputsHeader } from '../../simulator/scenario/inputs-form.ts';

/** Something to be said of a file that was opened. */
export interface Notice {
  readonly code: string;
  readonly line: number | null;
  readonly message: string;
}

export type ShownInputs =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly version: Version; readonly finding: Notice }
  | { readonly ok: false; readonly finding: Notice };

/** Looks at the first line only; the simulator reads the rest. */
export function shownInputs(text: string): ShownInputs {
  const header = headerOf(text);
  if (header === null) return { ok: false, finding: notice('its first line cannot be read.') };
  const { files, version, secrets } = header;
  const [first, ...others] = files;
  const joined = files.map(({ text: part }) => part).join('');
  const bytes = Uint8Array.from(joined, (character) => character.charCodeAt(0));
  const of = others.length === 0 ? (first?.name ?? '') : `${files.length} files, one behind the other`;
  const said =
    secrets === 'masked'
      ? 'Credentials, cookies and bodies were replaced by stars when it was written.'
      : 'It holds what clients and servers said, credentials too: think before you pass it on. It stays in your browser.';
  return {
    ok: true,
    bytes,
    version,
    finding: notice(`A recorded run of ${of}: the same clients and servers again, as they were. ${said}`),
  };
}

const notice = (message: string): Notice => ({ code: 'recorded', line: null, message });

const VERSIONS: readonly Version[] = ['2.6', '2.8', '3.0', '3.2', '3.4'];

function headerOf(text: string): InputsHeader | null {
  const end = text.indexOf('\n');
  try {
    const header = JSON.parse(end < 0 ? text : text.slice(0, end)) as Partial<InputsHeader>;
    const isWhole = Array.isArray(header.files) && header.files.every((file) => typeof file?.text === 'string');
    return isWhole && VERSIONS.includes(header.version as Version) ? (header as InputsHeader) : null;
  } catch {
    return null;
  }
}
