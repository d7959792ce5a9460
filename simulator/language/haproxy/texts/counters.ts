/**
 * What stick tables count, and the one-line texts of the fetches (`sc0_…`, `sc_…`, `src_…`) and converters (`table_…`) made
 * of it: over two hundred names for two dozen things.
 */
import type { SampleLine } from './lines.ts';

/** What it is; fits behind "gives". */
const COUNTERS: Readonly<Record<string, string>> = {
  bytes_in_rate: 'bytes from clients over the table’s period',
  bytes_out_rate: 'bytes to clients over the table’s period',
  conn_cnt: 'connections so far',
  conn_cur: 'connections at the moment',
  conn_rate: 'new connections over the table’s period',
  glitch_cnt: 'protocol glitches so far',
  glitch_rate: 'protocol glitches over the table’s period',
  gpc: 'a general counter of the array',
  gpc0: 'the first general counter',
  gpc0_rate: 'growth of the first general counter over the table’s period',
  gpc1: 'the second general counter',
  gpc1_rate: 'growth of the second general counter over the table’s period',
  gpc_rate: 'growth of a general counter of the array over the table’s period',
  gpt: 'a general tag of the array',
  gpt0: 'the general tag',
  http_err_cnt: 'HTTP errors of clients so far',
  http_err_rate: 'HTTP errors of clients over the table’s period',
  http_fail_cnt: 'HTTP failures of servers so far',
  http_fail_rate: 'HTTP failures of servers over the table’s period',
  http_req_cnt: 'HTTP requests so far',
  http_req_rate: 'HTTP requests over the table’s period',
  kbytes_in: 'kilobytes from clients so far',
  kbytes_out: 'kilobytes to clients so far',
  sess_cnt: 'sessions so far',
  sess_rate: 'new sessions over the table’s period',
};

const NAME = /^(sc[0-2]?|src|table)_(?:(get|inc|clr)_)?(\w+)$/;

/** What a name is made of. */
export interface CounterParts {
  /** `sc`, `sc0` to `sc2`, `src`, `table`. */
  readonly whose: string;
  readonly verb: string;
  readonly what: string;
}

/** Takes a name apart; null for names that are made otherwise. */
export function partsOf(name: string): CounterParts | null {
  const match = NAME.exec(name);
  if (!match) return null;
  const [, whose = '', verb = '', what = ''] = match;
  const known =
    Object.hasOwn(COUNTERS, what) || (whose.startsWith('sc') && /^(tracked|trackers|key)$/.test(what) && verb === '');
  return known ? { whose, verb, what } : null;
}

const ofWhom = ({ whose }: CounterParts): string =>
  whose === 'table'
    ? 'of the value in a stick table'
    : whose === 'src'
      ? 'of the client’s address in a stick table'
      : `of the entry that ${whose === 'sc' ? 'a counter' : whose} tracks`;

/** Arguments as `fetch-lines.ts` writes them. */
function argsOf({ whose, what }: CounterParts): string {
  const index = /^(gpc|gpt|gpc_rate)$/.test(what) ? 'index' : '';
  const required = [index, whose === 'sc' ? 'counter' : ''].filter((a) => a !== '').join(',');
  if (what === 'key') return required;
  return required === '' ? '[table]' : `${required}[,table]`;
}

function lineOf(parts: CounterParts): string {
  const { whose, verb, what } = parts;
  if (what === 'tracked') return `true if ${whose === 'sc' ? 'the counter' : whose} tracks something`;
  if (what === 'trackers') return `connections that track the same key at the moment, ${ofWhom(parts)}`;
  if (what === 'key') return `the key that ${whose === 'sc' ? 'the counter' : whose} tracks`;
  const line = COUNTERS[what]!;
  if (verb === 'inc') return `adds one to ${line} ${ofWhom(parts)}, and gives the new value`;
  if (verb === 'clr') return `sets ${line} ${ofWhom(parts)} to 0, and gives what it was`;
  return `${line}, ${ofWhom(parts)}`;
}

/** The one line for a name that is made of a counter, or null. */
export function counterLine(name: string): SampleLine | null {
  const parts = partsOf(name);
  return parts && { args: argsOf(parts), text: lineOf(parts), manual: parts.whose === 'table' ? '7.3.1' : '7.3.3' };
}
