/**
 * What stick tables count, and the texts of the fetches (`sc0_…`, `sc_…`, `src_…`) and converters (`table_…`) made of it:
 * over two hundred names for two dozen things.
 */
import type { LongText } from './entries.ts';
import type { SampleLine } from './lines.ts';

interface Counter {
  /** What it is; fits behind "gives". */
  readonly line: string;
  readonly more?: string;
  /** A comparison that makes an example. */
  readonly example: string;
}

const GLITCHES =
  'Glitches are small violations of HTTP/2 and the like, which do not end the connection at once: clients make a few, attackers thousands.';
const ERRORS = 'Requests that HAProxy refuses as invalid count, and responses with a status from 400 to 499.';
const FAILURES = 'Broken responses count, and those with a status from 500 to 599 but 501 and 505.';
const SESSIONS =
  'Sessions are connections that the rules of `tcp-request connection` let pass; in a backend each request counts as one.';
const GENERAL = 'Rules count what they like with it.';
const ARRAY = 'The index counts from 0.';
const TAGS = 'Rules set it with `sc-set-gpt` or `sc-set-gpt0`, to remember what they found out about a client.';

export const COUNTERS: Readonly<Record<string, Counter>> = {
  bytes_in_rate: { line: 'bytes from clients over the table’s period', example: 'gt 10000000' },
  bytes_out_rate: { line: 'bytes to clients over the table’s period', example: 'gt 100000000' },
  conn_cnt: { line: 'connections so far', example: 'gt 1000' },
  conn_cur: {
    line: 'connections at the moment',
    more: 'Goes up when a connection begins to track the key, and down when it ends.',
    example: 'gt 20',
  },
  conn_rate: { line: 'new connections over the table’s period', example: 'gt 50' },
  glitch_cnt: { line: 'protocol glitches so far', more: GLITCHES, example: 'gt 500' },
  glitch_rate: { line: 'protocol glitches over the table’s period', more: GLITCHES, example: 'gt 100' },
  gpc: { line: 'a general counter of the array', more: `${GENERAL} ${ARRAY}`, example: 'gt 5' },
  gpc0: { line: 'the first general counter', more: GENERAL, example: 'gt 5' },
  gpc0_rate: { line: 'growth of the first general counter over the table’s period', more: GENERAL, example: 'gt 5' },
  gpc1: { line: 'the second general counter', more: GENERAL, example: 'gt 5' },
  gpc1_rate: { line: 'growth of the second general counter over the table’s period', more: GENERAL, example: 'gt 5' },
  gpc_rate: {
    line: 'growth of a general counter of the array over the table’s period',
    more: `${GENERAL} ${ARRAY}`,
    example: 'gt 5',
  },
  gpt: { line: 'a general tag of the array', more: `${TAGS} ${ARRAY}`, example: 'eq 1' },
  gpt0: { line: 'the general tag', more: TAGS, example: 'eq 1' },
  http_err_cnt: { line: 'HTTP errors of clients so far', more: ERRORS, example: 'gt 100' },
  http_err_rate: { line: 'HTTP errors of clients over the table’s period', more: ERRORS, example: 'gt 10' },
  http_fail_cnt: { line: 'HTTP failures of servers so far', more: FAILURES, example: 'gt 100' },
  http_fail_rate: { line: 'HTTP failures of servers over the table’s period', more: FAILURES, example: 'gt 10' },
  http_req_cnt: {
    line: 'HTTP requests so far',
    more: 'Valid or not, a request counts once it has begun.',
    example: 'gt 10000',
  },
  http_req_rate: {
    line: 'HTTP requests over the table’s period',
    more: 'Valid or not, a request counts once it has begun. The period is the one given with the table: 100 means 100 in that time, not in a second.',
    example: 'gt 100',
  },
  kbytes_in: { line: 'kilobytes from clients so far', example: 'gt 1000000' },
  kbytes_out: { line: 'kilobytes to clients so far', example: 'gt 1000000' },
  sess_cnt: { line: 'sessions so far', more: SESSIONS, example: 'gt 1000' },
  sess_rate: { line: 'new sessions over the table’s period', more: SESSIONS, example: 'gt 50' },
};

const NAME = /^(sc[0-2]?|src|table)_(?:(get|inc|clr)_)?(\w+)$/;

/** What a name is made of, or null. */
interface Parts {
  /** `sc`, `sc0` to `sc2`, `src`, `table`. */
  readonly whose: string;
  readonly verb: string;
  readonly what: string;
}

function partsOf(name: string): Parts | null {
  const match = NAME.exec(name);
  if (!match) return null;
  const [, whose = '', verb = '', what = ''] = match;
  const known =
    Object.hasOwn(COUNTERS, what) || (whose.startsWith('sc') && /^(tracked|trackers|key)$/.test(what) && verb === '');
  return known ? { whose, verb, what } : null;
}

const ofWhom = ({ whose }: Parts): string =>
  whose === 'table'
    ? 'of the value in a stick table'
    : whose === 'src'
      ? 'of the client’s address in a stick table'
      : `of the entry that ${whose === 'sc' ? 'a counter' : whose} tracks`;

/** Arguments as `fetch-lines.ts` writes them. */
function argsOf({ whose, what }: Parts): string {
  const index = /^(gpc|gpt|gpc_rate)$/.test(what) ? 'index' : '';
  const required = [index, whose === 'sc' ? 'counter' : ''].filter((a) => a !== '').join(',');
  if (what === 'key') return required;
  return required === '' ? '[table]' : `${required}[,table]`;
}

function lineOf(parts: Parts): string {
  const { whose, verb, what } = parts;
  if (what === 'tracked') return `true if ${whose === 'sc' ? 'the counter' : whose} tracks something`;
  if (what === 'trackers') return `connections that track the same key at the moment, ${ofWhom(parts)}`;
  if (what === 'key') return `the key that ${whose === 'sc' ? 'the counter' : whose} tracks`;
  const { line } = COUNTERS[what]!;
  if (verb === 'inc') return `adds one to ${line} ${ofWhom(parts)}, and gives it`;
  if (verb === 'clr') return `sets ${line} ${ofWhom(parts)} to 0, and gives what it was`;
  return `${line}, ${ofWhom(parts)}`;
}

/** The one line for a name that is made of a counter, or null. */
export function counterLine(name: string): SampleLine | null {
  const parts = partsOf(name);
  return parts && { args: argsOf(parts), text: lineOf(parts), manual: parts.whose === 'table' ? '7.3.1' : '7.3.3' };
}

const WHOSE_MORE: Readonly<Record<string, string>> = {
  sc: 'The counter is the number that `track-sc…` has. With the name of a table, the same key is looked up there instead.',
  src: 'The same as `src` followed by the converter. Without the name of a table it is this section’s own.',
  table: 'Without the name of a table it is this section’s own.',
};

function moreOf({ whose, verb, what }: Parts): string {
  const out: string[] = [];
  if (what === 'trackers') out.push('The table itself counts them, so nothing needs to be stored.');
  if (what === 'tracked') out.push('Rules ask so before they use what is counted.');
  if (what === 'key') out.push('With the type that it had when tracking began.');
  const more = COUNTERS[what]?.more;
  if (more !== undefined) out.push(more);
  const general =
    whose === 'src'
      ? WHOSE_MORE.src!.replace(
          'the converter',
          `\`table_${verb === 'get' ? what : verb === '' ? what : `${verb}_${what}`}\``,
        )
      : undefined;
  if (what !== 'key')
    out.push(general ?? WHOSE_MORE[whose] ?? 'With the name of a table, the same key is looked up there instead.');
  else if (whose === 'sc') out.push('The counter is the number that `track-sc…` has.');
  if (COUNTERS[what]) {
    if (verb === 'inc' || verb === 'clr') out.push(whose.startsWith('sc') ? '' : 'The entry is made if need be.');
    else out.push(whose.startsWith('sc') ? 'No value while nothing is tracked.' : '0 if there is no such entry.');
  }
  return out.filter((s) => s !== '').join(' ');
}

function needsOf({ whose, what }: Parts): string {
  const tracked = whose.startsWith('sc') ? `\`track-sc${whose.slice(2) || '…'}\` earlier` : '';
  const stored = Object.hasOwn(COUNTERS, what) ? `a stick table that stores \`${what}\`` : '';
  return what === 'tracked' ? '' : [tracked, stored].filter((s) => s !== '').join('; ');
}

/** How it is called in an example: a table of arrays for what is in arrays. */
function callOf(name: string, { whose, what }: Parts): string {
  const isArray = /^(gpc|gpt|gpc_rate)$/.test(what);
  const table = isArray ? 'marks' : 'per_ip';
  const own = [isArray ? '0' : '', whose === 'sc' ? '0' : '', whose === 'src' || whose === 'table' ? table : ''];
  const args = own.filter((a) => a !== '').join(',');
  return `${whose === 'table' ? 'src,' : ''}${name}${args === '' ? '' : `(${args})`}`;
}

function exampleOf(name: string, parts: Parts): string {
  const call = callOf(name, parts);
  if (parts.what === 'key') return `log-format "%ci %ST key=%[${call}]"`;
  if (parts.what === 'tracked') return `http-request set-header X-Tracked yes if { ${call} }`;
  if (parts.what === 'trackers') return `http-request deny deny_status 429 if { ${call} gt 50 }`;
  if (parts.verb === 'clr') return `http-request set-var(txn.before) ${call}`;
  const { example } = COUNTERS[parts.what]!;
  return parts.what.startsWith('gpt')
    ? `use_backend app2 if { ${call} ${example} }`
    : `http-request deny deny_status 429 if { ${call} ${example} }`;
}

/** The longer text for a name that is made of a counter, or null. */
export function counterText(name: string): LongText | null {
  const parts = partsOf(name);
  return parts && { text: moreOf(parts), needs: needsOf(parts), example: [exampleOf(name, parts)] };
}
