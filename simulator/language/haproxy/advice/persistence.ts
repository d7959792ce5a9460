/** Cookies, hashes and stick tables that do not keep clients where they should stay. */
import type { Directive, ServerConfig } from '../config.ts';
import {
  type Advice,
  activeServers,
  called,
  isChecked,
  isSet,
  linesOf,
  optionOf,
  type ProxyView,
  pick,
  replace,
  setting,
  timeoutOf,
} from './view.ts';

export function advisePersistence(p: ProxyView, cx: Advice): void {
  if (p.be) {
    adviseCookies(p, cx);
    adviseHash(p, cx);
  }
  adviseTable(p, cx);
}

function adviseCookies(p: ProxyView, cx: Advice): void {
  const { servers, effective } = p.draft;
  if (effective.mode !== 'http' || servers.length === 0) return;
  const { cookie } = effective;
  const withCookie = servers.filter((s) => pick(p, s, 'cookie'));
  if (!cookie) {
    const [server] = withCookie;
    const mark = server?.cookie;
    // Rules and logs may use the value all the same.
    if (!mark || effective.rdpPersist || linesOf(p, 'appsession').length > 0) return;
    cx.say(
      mark.span,
      'server-cookie-unused',
      `The servers of ${called(p)} have cookie values, but there is no 'cookie' line that would set or read one: clients are not kept anywhere.`,
      {
        hint: "add 'cookie SRV insert indirect nocache'",
      },
    );
    return;
  }
  if (cookie.dynamic || servers.length < 2) return;
  const own = p.draft.settings.cookie;
  if (withCookie.length === 0) {
    if (!own) return;
    cx.say(
      own.span,
      'cookie-without-values',
      `No server of ${called(p)} has a cookie value, so '${cookie.name}' is never set and never understood: clients are not kept anywhere.`,
      {
        hint: "add 'cookie <value>' to each server, or 'dynamic' here together with 'dynamic-cookie-key'",
        fixes: [
          {
            title: "Add 'cookie <name>' to the servers",
            edits: [...new Map(servers.map((s) => [s.span.to, s])).values()].map((s) => ({
              span: { ...s.span, from: s.span.to },
              text: ` cookie ${s.name.value}`,
            })),
          },
        ],
      },
    );
    return;
  }
  adviseCookieValues(p, servers, cx);
}

function adviseCookieValues(p: ProxyView, servers: readonly ServerConfig[], cx: Advice): void {
  const seen = new Map<string, ServerConfig>();
  for (const server of servers) {
    const value = pick(p, server, 'cookie');
    if (!value) {
      if (
        pick(p, server, 'backup')?.value ||
        pick(p, server, 'disabled')?.value ||
        pick(p, server, 'weight')?.value === 0
      )
        continue;
      cx.say(
        server.name.span,
        'server-without-cookie',
        `Server '${server.name.value}' has no cookie value, the others have: clients that land on it are not kept there.`,
        {
          hint: `add 'cookie ${server.name.value}'`,
          fixes: [
            {
              title: `Add 'cookie ${server.name.value}'`,
              edits: [{ span: { ...server.span, from: server.span.to }, text: ` cookie ${server.name.value}` }],
            },
          ],
        },
      );
      continue;
    }
    const other = seen.get(value.value);
    if (!other) seen.set(value.value, server);
    else if (other.cookie && server.cookie && !pick(p, server, 'backup')?.value && !pick(p, other, 'backup')?.value) {
      cx.say(
        server.cookie.span,
        'duplicate-cookie',
        `Servers '${other.name.value}' and '${server.name.value}' share the cookie value '${value.value}': clients of the second are sent to the first next time.`,
        {
          hint: 'give each server a value of its own',
        },
      );
    }
  }
}

const HASHES = new Set(['source', 'uri', 'hdr', 'url_param', 'hash', 'rdp-cookie']);

function adviseHash(p: ProxyView, cx: Advice): void {
  const own = p.draft.settings;
  if (!own.hashType && !(own.balance && HASHES.has(own.balance.value.algorithm))) return;
  const balance = setting(p, (s) => s.balance);
  const type = setting(p, (s) => s.hashType);
  if (own.hashType && balance && !HASHES.has(balance.value.algorithm) && balance.value.algorithm !== 'sticky') {
    cx.say(
      own.hashType.span,
      'hash-type-unused',
      `'hash-type' is about algorithms that hash, and '${balance.value.algorithm}' does not: the line does nothing.`,
      {
        hint: "remove it, or choose 'balance source', 'uri' or 'hash'",
      },
    );
  }
  if (
    !own.balance ||
    !HASHES.has(own.balance.value.algorithm) ||
    p.draft.effective.hashConsistent ||
    type?.value[0] === 'consistent'
  )
    return;
  if (own.balance.value.algorithm === 'source' && (own.stickRules.length > 0 || p.draft.effective.cookie)) return;
  const servers = activeServers(p);
  // Two servers, one of which leaves: everybody is on the other one, however it is computed.
  const changing = servers.filter((s) => isChecked(p, s) || optionOf(p, s, 'resolvers'));
  if (servers.length < 3 || changing.length < 2 || isSet(p, 'transparent')) return;
  const moves =
    own.balance.value.algorithm === 'source'
      ? 'nearly all clients move to another server'
      : 'nearly every key moves to another server, and caches start empty';
  const { span } = own.balance;
  cx.say(
    span,
    'hash-moves-everybody',
    `The hash is spread over the servers that are UP: when one of the ${servers.length} fails or returns, ${moves}.`,
    {
      hint: "add 'hash-type consistent', which moves only the failed server's share, or keep clients with a stick table",
      ...(type
        ? {}
        : {
            fixes: [
              {
                title: "Add 'hash-type consistent'",
                edits: [{ span: { ...span, to: span.from }, text: `hash-type consistent\n${indentOf(span, cx)}` }],
              },
            ],
          }),
    },
  );
}

function indentOf(span: Directive['span'], cx: Advice): string {
  const text = cx.files[span.file]?.text ?? '';
  return /^[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', span.from - 1) + 1, span.from))?.[0] ?? '    ';
}

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Longest period of the table's rates, as written. */
function longestPeriod(store: readonly string[]): { readonly item: string; readonly ms: number } | null {
  let longest: { item: string; ms: number } | null = null;
  for (const item of store) {
    const match = /_rate\((?:\d+,)?(\d+)(us|ms|s|m|h|d)?\)/.exec(item);
    const ms = match ? Number(match[1]) * UNITS_MS[match[2] ?? 'ms']! : 0;
    if (ms > (longest?.ms ?? 0)) longest = { item, ms };
  }
  return longest;
}

const SHORTEST_STICKY_MS = 60_000;

function adviseTable(p: ProxyView, cx: Advice): void {
  const table = p.draft.settings.stickTable;
  if (!table) return;
  const line = linesOf(p, 'stick-table')[0];
  const after = (word: string): Directive['span'] => {
    const at = line?.words.findIndex((w) => w.text === word) ?? -1;
    return line?.words[at + 1]?.span ?? table.span;
  };
  const { expireMs, store, nopurge, type } = table.value;
  if (expireMs === undefined) {
    // One entry that never goes is a known way to remember which server is the active one.
    if (nopurge && table.value.sizeEntries > 8) {
      cx.say(
        table.span,
        'table-never-expires',
        `Entries never expire, and 'nopurge' keeps old ones when the table is full: from then on new clients are neither counted nor kept.`,
        {
          hint: "add 'expire 30m', or take 'nopurge' out",
        },
      );
    }
  } else {
    const period = longestPeriod(store);
    if (period && expireMs > 0 && expireMs < period.ms) {
      cx.say(
        after('expire'),
        'table-expires-early',
        `'${period.item}' counts over ${period.ms / 1000} s, but an entry is forgotten after ${expireMs / 1000} s without traffic: who pauses that long starts at zero.`,
        {
          hint: "let 'expire' be at least as long as the longest period",
        },
      );
    } else adviseStickiness(p, expireMs, after('expire'), cx);
  }
  if (type === 'ip') adviseFamily(p, after('type'), cx);
}

function adviseStickiness(p: ProxyView, expireMs: number, span: Directive['span'], cx: Advice): void {
  const sticks = p.draft.settings.stickRules.some(
    (r) => (r.kind === 'on' || r.kind.startsWith('store')) && (!r.table || r.table.value === p.name),
  );
  if (!sticks || expireMs === 0) return;
  const tcp = p.draft.effective.mode === 'tcp';
  const idle = Math.max(timeoutOf(p, 'tunnel') ?? 0, tcp ? (timeoutOf(p, 'server') ?? 0) : 0);
  const say = (why: string): void => {
    cx.say(
      span,
      'table-expires-early',
      `A client is forgotten ${expireMs / 1000} s after its last ${tcp ? 'connect' : 'request'}, ${why}.`,
      {
        hint: "let 'expire' be longer than clients stay away: 30m, or hours",
      },
    );
  };
  if (tcp && expireMs < idle && expireMs < 3_600_000)
    say(`while its connection may stay open for ${idle / 1000} s: when it reconnects, it may get another server`);
  else if (expireMs < SHORTEST_STICKY_MS) say('and may get another server after that: a short pause ends the session');
}

/** A table of IPv4 addresses that clients with IPv6 addresses come to. */
function adviseFamily(p: ProxyView, span: Directive['span'], cx: Advice): void {
  if (!p.fe) return;
  const keyed =
    p.draft.settings.stickRules.some((r) => r.expr.fetch === 'src' && r.expr.converters.length === 0) ||
    ['tcp-request', 'http-request'].some((k) => linesOf(p, k).some((d) => tracksSource(d, p.name)));
  if (!keyed) return;
  const six = p.draft.binds.some(
    (b) =>
      b.addresses.some((a) => a.value.family === 'ipv6' && a.value.host !== '::1') &&
      !b.options.some((o) => o.value[0] === 'v6only' && p.draft.binds.every((x) => x === b)),
  );
  if (!six) return;
  cx.say(
    span,
    'table-without-ipv6',
    `${called(p)} listens on IPv6 too, and a table of type ip has no room for such addresses: those clients are neither counted nor kept.`,
    {
      hint: "write 'type ipv6': IPv4 addresses fit in as well",
      fixes: replace("Write 'ipv6'", span, 'ipv6'),
    },
  );
}

function tracksSource(d: Directive, own: string): boolean {
  const at = d.words.findIndex((w) => w.text.startsWith('track-sc'));
  if (at < 0 || d.words[at + 1]?.text !== 'src') return false;
  return d.words[at + 2]?.text !== 'table' || d.words[at + 3]?.text === own;
}
