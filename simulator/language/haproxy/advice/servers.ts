/** Servers that get nothing, get too much, or are spoken to in a way they do not understand. */
import type { ServerConfig } from '../config.ts';
import { areFewAndDistinct } from '../similar.ts';
import { type Advice, activeServers, called, linesOf, optionOf, type ProxyView, pick } from './view.ts';

export function adviseServers(p: ProxyView, cx: Advice): void {
  const { servers } = p.draft;
  if (!p.be || servers.length === 0 || p.draft.effective.mode === 'log') return;
  adviseRoles(p, cx);
  adviseDuplicates(p, cx);
  adviseTemplates(p, cx);
  adviseProxyProtocol(p, cx);
  adviseMessages(p, cx);
}

function adviseRoles(p: ProxyView, cx: Advice): void {
  const { servers } = p.draft;
  const active = activeServers(p);
  const first = servers[0];
  if (active.length === 0 && servers.length > 1 && !p.draft.effective.options.has('allbackups')) {
    const span = pick(p, first!, 'backup')?.span ?? first!.span;
    cx.say(
      span,
      'all-servers-backup',
      `All servers of ${called(p)} are backups, and of those only the first that is UP is used: the others idle.`,
      {
        hint: "take 'backup' off those that should share the load, or add 'option allbackups'",
      },
    );
  }
  if (active.length > 0 && active.every((s) => pick(p, s, 'weight')?.value === 0) && active.length === servers.length) {
    const weight = pick(p, first!, 'weight')!;
    cx.say(
      weight.span,
      'all-weights-zero',
      `Every server of ${called(p)} has weight 0, which means no new traffic: requests get a 503.`,
      {
        hint: "leave 'weight' out where servers should be used; the default is 1",
      },
    );
  }
}

/** Options that make two ways of one address. */
const WAYS = ['source', 'namespace', 'sni', 'socks4', 'proto', 'alpn', 'interface', 'pool-conn-name'];

function haveSameAddress(a: ServerConfig, b: ServerConfig): boolean {
  return a.address.value.port === b.address.value.port && a.address.value.host === b.address.value.host;
}

function adviseDuplicates(p: ProxyView, cx: Advice): void {
  if (areFewAndDistinct(p.draft.servers, haveSameAddress)) return;
  const seen = new Map<string, ServerConfig>();
  for (const server of p.draft.servers) {
    const { host, port, family } = server.address.value;
    // A name gives each of several servers an address of its own.
    if (
      port === null ||
      port === 0 ||
      family === 'other' ||
      family === 'abns' ||
      family === 'name' ||
      host === '' ||
      host === '0.0.0.0'
    )
      continue;
    const key = `${host} ${port}`;
    const other = seen.get(key);
    if (!other) seen.set(key, server);
    else if (other.span.from !== server.span.from && isSameWay(p, other, server)) {
      cx.say(
        server.address.span,
        'duplicate-address',
        `Server '${other.name.value}' has this address too: one machine gets two servers' share, and its limits and checks count twice.`,
        { hint: "give the two different addresses; 'weight' sends more to one server" },
      );
    }
  }
}

function isSameWay(p: ProxyView, a: ServerConfig, b: ServerConfig): boolean {
  if ([a, b].some((s) => pick(p, s, 'disabled')?.value || optionOf(p, s, 'resolvers'))) return false;
  return (
    WAYS.every((o) => optionOf(p, a, o)?.value.join(' ') === optionOf(p, b, o)?.value.join(' ')) &&
    (['backup', 'ssl', 'sendProxy'] as const).every((o) => pick(p, a, o)?.value === pick(p, b, o)?.value)
  );
}

function adviseTemplates(p: ProxyView, cx: Advice): void {
  for (const d of linesOf(p, 'server-template')) {
    const address = d.words[3];
    const range = d.words[2]?.text ?? '';
    const server = p.draft.servers.find((s) => s.span.from === d.span.from);
    if (!address || !server || server.address.value.family !== 'name' || optionOf(p, server, 'resolvers')) continue;
    if (/^(1|1-1|(\d+)-\2)$/.test(range)) continue;
    cx.say(
      address.span,
      'template-without-resolvers',
      `Without 'resolvers' the name is looked up once, when HAProxy starts, and all servers of the template get the same address.`,
      {
        hint: "add 'resolvers <section>': each server then takes an address of its own, and changes are followed",
      },
    );
  }
}

/** Protocols whose servers do not take a PROXY header, by port and by kind of check. */
const DEAF_PORTS: Readonly<Record<number, string>> = {
  22: 'SSH',
  1433: 'SQL Server',
  1521: 'Oracle',
  2575: 'MLLP',
  3389: 'RDP',
  5432: 'PostgreSQL',
  6379: 'Redis',
  27017: 'MongoDB',
};

function adviseProxyProtocol(p: ProxyView, cx: Advice): void {
  if (p.draft.effective.mode !== 'tcp') return;
  const check = p.draft.effective.check;
  const byCheck =
    check?.kind === 'other' ? { 'redis-check': 'Redis', 'pgsql-check': 'PostgreSQL' }[check.name] : undefined;
  for (const server of p.draft.servers) {
    const proxy = pick(p, server, 'sendProxy');
    if (!proxy) continue;
    const { port } = server.address.value;
    const protocol = byCheck ?? (isMllp(p) ? 'MLLP' : port === null ? undefined : DEAF_PORTS[port]);
    if (!protocol) continue;
    cx.say(
      proxy.span,
      'send-proxy-not-understood',
      `'${proxy.value === 'v2' ? 'send-proxy-v2' : 'send-proxy'}' puts a header in front of every connection, and ${protocol} servers take it for a broken message: they hang up or wait for ever.`,
      {
        hint: 'remove it, unless something in front of the server understands the PROXY protocol',
      },
    );
    return;
  }
}

/** HL7 messages over MLLP, by its port, its name or its checks. */
export function isMllp(p: ProxyView): boolean {
  if (p.draft.effective.mode !== 'tcp') return false;
  if (/hl7|mllp/i.test(p.name)) return true;
  if (p.draft.servers.some((s) => s.address.value.port === 2575)) return true;
  if (p.draft.binds.some((b) => b.addresses.some((a) => a.value.portFrom === 2575))) return true;
  return linesOf(p, 'tcp-check').some(
    (d) => d.words[1]?.text === 'send-binary' && /^0b4d5348/i.test(d.words[2]?.text ?? ''),
  );
}

/** What a feed of messages needs: order, silence, and answers that are looked at. */
function adviseMessages(p: ProxyView, cx: Advice): void {
  if (!isMllp(p)) return;
  const active = activeServers(p);
  const balance = p.draft.settings.balance;
  if (active.length > 1 && balance && ['leastconn', 'random'].includes(balance.value.algorithm)) {
    cx.say(
      balance.span,
      'leastconn-keeps-no-order',
      `'${balance.value.algorithm}' looks at connections, not at messages: a feed is one connection, and after a reconnect it may go on at another server while the first still works on what came before.`,
      {
        hint: "keep one active server and make the others 'backup'; that keeps messages in order",
      },
    );
  }
  const check = p.draft.effective.check;
  const looks = check?.kind === 'tcp-check' && linesOf(p, 'tcp-check').some((d) => d.words[1]?.text.startsWith('send'));
  if (
    active.length > 0 &&
    active.every((s) => pick(p, s, 'check')?.value) &&
    !looks &&
    !p.draft.inherited?.check &&
    check?.kind !== 'other'
  ) {
    const span = pick(p, active[0]!, 'check')!.span;
    cx.say(
      span,
      'mllp-connect-check',
      `This check only connects: an engine that still accepts connections and no longer acknowledges messages stays UP.`,
      {
        hint: "use 'option tcp-check' with 'send-binary' of a harmless message and 'expect rbinary' of its MSA",
      },
    );
  }
}
