/** The longer texts of the names that `counters.ts` is about. */
import { type CounterParts, partsOf } from './counters.ts';
import type { LongText } from './entries.ts';

const GLITCHES =
  'Glitches are small violations of HTTP/2 and the like, which do not end the connection at once: clients make a few, attackers thousands.';
const ERRORS =
  'Requests that HAProxy refuses as invalid count, and responses with a status from 400 to 499, unless `http-err-codes` (from 3.0 on) says which.';
const FAILURES =
  'Broken responses count, and those with a status from 500 to 599 but 501 and 505, unless `http-fail-codes` (from 3.0 on) says which.';
const SESSIONS =
  'Sessions are connections that the rules of `tcp-request connection` let pass; in a backend each request counts as one.';
const GENERAL = 'Rules count what they like with it.';
const ARRAY = 'The index counts from 0.';
const TAGS = 'Rules set it with `sc-set-gpt` or `sc-set-gpt0`, to remember what they found out about a client.';

const MORE: Readonly<Record<string, string>> = {
  conn_cur: 'Goes up when a connection begins to track the key, and down when it ends.',
  glitch_cnt: GLITCHES,
  glitch_rate: GLITCHES,
  gpc: `${GENERAL} ${ARRAY}`,
  gpc0: GENERAL,
  gpc0_rate: GENERAL,
  gpc1: GENERAL,
  gpc1_rate: GENERAL,
  gpc_rate: `${GENERAL} ${ARRAY}`,
  gpt: `${TAGS} ${ARRAY}`,
  gpt0: TAGS,
  http_err_cnt: ERRORS,
  http_err_rate: ERRORS,
  http_fail_cnt: FAILURES,
  http_fail_rate: FAILURES,
  http_req_cnt: 'Valid or not, a request counts once it has begun.',
  http_req_rate:
    'Valid or not, a request counts once it has begun. The period is the one given with the table: 100 means 100 in that time, not in a second.',
  sess_cnt: SESSIONS,
  sess_rate: SESSIONS,
};

/** Comparisons that make an example. */
const EXAMPLES: Readonly<Record<string, string>> = {
  bytes_in_rate: 'gt 10000000',
  bytes_out_rate: 'gt 100000000',
  conn_cnt: 'gt 1000',
  conn_cur: 'gt 20',
  conn_rate: 'gt 50',
  glitch_cnt: 'gt 500',
  glitch_rate: 'gt 100',
  gpc: 'gt 5',
  gpc0: 'gt 5',
  gpc0_rate: 'gt 5',
  gpc1: 'gt 5',
  gpc1_rate: 'gt 5',
  gpc_rate: 'gt 5',
  gpt: 'eq 1',
  gpt0: 'eq 1',
  http_err_cnt: 'gt 100',
  http_err_rate: 'gt 10',
  http_fail_cnt: 'gt 100',
  http_fail_rate: 'gt 10',
  http_req_cnt: 'gt 10000',
  http_req_rate: 'gt 100',
  kbytes_in: 'gt 1000000',
  kbytes_out: 'gt 1000000',
  sess_cnt: 'gt 1000',
  sess_rate: 'gt 50',
};

const WHOSE_MORE: Readonly<Record<string, string>> = {
  sc: 'The counter is the number that `track-sc…` has. With the name of a table, the same key is looked up there instead.',
  src: 'The same as `src` followed by the converter. Without the name of a table it is this section’s own.',
  table: 'Without the name of a table it is this section’s own.',
};

function moreOf({ whose, verb, what }: CounterParts): string {
  const out: string[] = [];
  if (what === 'trackers') out.push('The table itself counts them, so nothing needs to be stored.');
  if (what === 'tracked') out.push('Rules ask so before they use what is counted.');
  if (what === 'key') out.push('With the type that it had when tracking began.');
  const more = MORE[what];
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
  if (Object.hasOwn(EXAMPLES, what)) {
    if (verb === 'inc' || verb === 'clr') out.push(whose.startsWith('sc') ? '' : 'The entry is made if need be.');
    else out.push(whose.startsWith('sc') ? 'No value while nothing is tracked.' : '0 if there is no such entry.');
  }
  return out.filter((s) => s !== '').join(' ');
}

function needsOf({ whose, what }: CounterParts): string {
  const tracked = whose.startsWith('sc') ? `\`track-sc${whose.slice(2) || '…'}\` earlier` : '';
  const stored = Object.hasOwn(EXAMPLES, what) ? `a stick table that stores \`${what}\`` : '';
  return what === 'tracked' ? '' : [tracked, stored].filter((s) => s !== '').join('; ');
}

/** How it is called in an example: a table of arrays for what is in arrays. */
function callOf(name: string, { whose, what }: CounterParts): string {
  const isArray = /^(gpc|gpt|gpc_rate)$/.test(what);
  const table = isArray ? 'marks' : 'per_ip';
  const own = [isArray ? '0' : '', whose === 'sc' ? '0' : '', whose === 'src' || whose === 'table' ? table : ''];
  const args = own.filter((a) => a !== '').join(',');
  return `${whose === 'table' ? 'src,' : ''}${name}${args === '' ? '' : `(${args})`}`;
}

function exampleOf(name: string, parts: CounterParts): string {
  const call = callOf(name, parts);
  if (parts.what === 'key') return `log-format "%ci %ST key=%[${call}]"`;
  if (parts.what === 'tracked') return `http-request set-header X-Tracked yes if { ${call} }`;
  if (parts.what === 'trackers') return `http-request deny deny_status 429 if { ${call} gt 50 }`;
  if (parts.verb === 'clr') return `http-request set-var(txn.before) ${call}`;
  const example = EXAMPLES[parts.what]!;
  return parts.what.startsWith('gpt')
    ? `use_backend app2 if { ${call} ${example} }`
    : `http-request deny deny_status 429 if { ${call} ${example} }`;
}

/** The longer text for a name that is made of a counter, or null. */
export function counterText(name: string): LongText | null {
  const parts = partsOf(name);
  return parts && { text: moreOf(parts), needs: needsOf(parts), example: [exampleOf(name, parts)] };
}
