/** Timeouts, queues, retries and connection limits. */
import type { At } from '../config.ts';
import { atLeast } from '../version.ts';
import { dnfAt, question } from './conditions.ts';
import {
  type Advice,
  called,
  hasPublicBind,
  lineEdit,
  linesOf,
  nameSpan,
  type ProxyView,
  pick,
  replace,
  setting,
  timeoutOf,
} from './view.ts';

export function adviseLimits(p: ProxyView, cx: Advice): void {
  adviseConnections(p, cx);
  if (!p.be || p.draft.servers.length === 0) return;
  adviseQueue(p, cx);
  adviseRetries(p, cx);
}

/** What a section says itself, defaults sections included. */
export function adviseOwnLines(p: ProxyView, cx: Advice): void {
  adviseTimes(p, cx);
  adviseConnectionMode(p, cx);
}

function adviseConnections(p: ProxyView, cx: Advice): void {
  const all = cx.global.maxconn;
  const own = p.draft.settings.maxconn;
  if (p.fe && own && all && own.value > all.value && all.value > 0) {
    cx.say(
      own.span,
      'maxconn-over-global',
      `Global 'maxconn' stops the whole process at ${all.value} connections, so ${called(p)} never gets to its ${own.value}.`,
      {
        hint: "raise the global limit, or lower this one: a section's connections count in both",
      },
    );
  }
  const mine = setting(p, (s) => s.maxconn);
  for (const bind of p.draft.binds) {
    if (!bind.maxconn || !mine || mine.value <= 0 || bind.maxconn.value <= mine.value) continue;
    cx.say(
      bind.maxconn.span,
      'bind-maxconn-over-section',
      `${called(p)} takes ${mine.value} connections in all, so this 'bind' line never gets to its ${bind.maxconn.value}.`,
      {
        hint: "raise the section's 'maxconn', or lower this one",
      },
    );
  }
}

export function adviseDescriptors(cx: Advice): void {
  const line = cx.globalLines('ulimit-n')[0];
  const files = Number(line?.words[1]?.text);
  const connections = cx.global.maxconn?.value;
  if (!line || !connections || !(files > 0) || files >= 2 * connections) return;
  cx.say(
    line.words[1]!.span,
    'too-few-descriptors',
    `A connection needs two descriptors, one to the client and one to the server: ${files} are not enough for 'maxconn ${connections}', and accepting stops early.`,
    {
      hint: "leave 'ulimit-n' out: HAProxy computes it from 'maxconn'",
    },
  );
}

function adviseQueue(p: ProxyView, cx: Advice): void {
  if (timeoutOf(p, 'queue')) return;
  const limited = p.draft.servers.map((s) => pick(p, s, 'maxconn')).find((m) => m !== undefined && m.value > 0);
  if (!limited) return;
  const connect = timeoutOf(p, 'connect');
  const waits = connect ? `'timeout connect' (${connect / 1000} s) decides how long` : 'they wait for ever';
  const own =
    p.draft.settings.defaultServer.some((d) => d.maxconn === limited) ||
    p.draft.servers.some((s) => s.maxconn === limited);
  cx.say(
    own ? limited.span : nameSpan(p),
    'queue-without-timeout',
    `Above 'maxconn' ${p.draft.effective.mode === 'http' ? 'requests' : 'clients'} wait in a queue, and there is no 'timeout queue': ${waits}, and then ${p.draft.effective.mode === 'http' ? 'they get a 503' : 'their connections are closed'}.`,
    {
      hint: "say 'timeout queue' in this section or in defaults",
      fixes: [{ title: "Add 'timeout queue 10s'", edits: [lineEdit(p.draft.section, 'timeout queue 10s', cx)] }],
    },
  );
}

const REPEATS = new Set([
  'empty-response',
  'junk-response',
  'response-timeout',
  'all-retryable-errors',
  '500',
  '502',
  '503',
  '504',
  '408',
  '425',
]);

function adviseRetries(p: ProxyView, cx: Advice): void {
  const retries = setting(p, (s) => s.retries);
  const redispatch = p.draft.settings.redispatch;
  if (redispatch?.value.enabled && retries?.value === 0) {
    cx.say(
      redispatch.span,
      'redispatch-without-retries',
      `'option redispatch' sends a retry to another server, and 'retries 0' allows no retry: it does nothing.`,
      {
        hint: "'retries 1' is enough for one attempt elsewhere",
      },
    );
  }
  const retryOn = p.draft.settings.other['retry-on'];
  const repeats = retryOn?.value.find((r) => REPEATS.has(r));
  if (retryOn && repeats && repeats !== '0rtt-rejected' && p.draft.effective.mode === 'http' && !cx.sparesRetries) {
    cx.say(
      retryOn.span,
      'retry-repeats-post',
      `With '${repeats}', a request that the server has already read is sent again: an order or a payment may be carried out twice.`,
      {
        hint: "add 'http-request disable-l7-retry unless METH_GET'",
        fixes: [
          {
            title: 'Retry only GET and HEAD',
            edits: [lineEdit(p.draft.section, 'http-request disable-l7-retry unless METH_GET', cx)],
          },
        ],
      },
    );
  }
  const reuse = p.draft.settings.httpReuse;
  const rescued = setting(p, (s) => s.other['retry-on'])?.value.some(
    (r) => r === 'empty-response' || r === 'all-retryable-errors',
  );
  if (reuse?.value === 'always' && p.draft.effective.mode === 'http' && !rescued && retries?.value !== 0) {
    cx.say(
      reuse.span,
      'reuse-without-retry',
      `With 'always', even a client's first request may go over a kept connection that the server is just closing, and then the client gets a 502.`,
      {
        hint: "add 'retry-on conn-failure empty-response', or say 'http-reuse safe'",
      },
    );
  }
}

const LONG_MS: Readonly<Record<string, number>> = { client: 6 * 3_600_000, server: 6 * 3_600_000 };
const IN_SECONDS = new Set(['client', 'server', 'http-request', 'queue', 'tunnel']);

function adviseTimes(p: ProxyView, cx: Advice): void {
  const http = p.draft.effective.mode === 'http';
  for (const d of linesOf(p, 'timeout')) {
    const [, name, value] = d.words;
    if (!name || !value) continue;
    const time = p.draft.settings.timeoutsMs[name.text as 'client'];
    if (!time || time.span.from !== d.span.from) continue;
    if (
      IN_SECONDS.has(name.text) &&
      /^\d+$/.test(value.text) &&
      time.value > 0 &&
      time.value < 1000 &&
      (time.value >= 100 || !atLeast(cx.version, '3.2'))
    ) {
      cx.say(
        value.span,
        'timeout-in-milliseconds',
        `A number without a unit means milliseconds: '${value.text}' is ${time.value / 1000} s, and slow clients and servers are cut off.`,
        {
          hint: `write '${value.text}s' for seconds, or '${value.text}ms'`,
          fixes: [
            ...replace(`Write '${value.text}s'`, value.span, `${value.text}s`),
            ...replace(`Write '${value.text}ms'`, value.span, `${value.text}ms`),
          ],
        },
      );
    }
    const limit = LONG_MS[name.text];
    if (http && limit && time.value > limit) {
      cx.say(
        value.span,
        'timeout-too-long',
        `A ${name.text} that is gone without a word keeps its connection for ${Math.round(time.value / 3_600_000)} hours: they pile up until 'maxconn' is reached.`,
        {
          hint: "a minute is usual for HTTP; 'timeout tunnel' is for WebSockets",
        },
      );
    }
    if (name.text === 'connect' && time.value >= 120_000) {
      cx.say(
        value.span,
        'connect-timeout-too-long',
        `A server that does not answer is tried for ${time.value / 1000} s, and again with each retry, while the client waits.`,
        {
          hint: 'a few seconds are enough on any network: 5s',
        },
      );
    }
  }
}

const MODES = new Set(['httpclose', 'http-server-close', 'http-keep-alive']);

function adviseConnectionMode(p: ProxyView, cx: Advice): void {
  const said = linesOf(p, 'option').filter((d) => MODES.has(d.words[1]?.text ?? '') && d.prefix === null);
  for (let i = 0; i + 1 < said.length; i++) {
    const d = said[i]!;
    const next = said[i + 1]!;
    if (d.words[1]!.text === next.words[1]!.text) continue;
    cx.say(
      d.span,
      'connection-mode-undone',
      `Of the connection modes one holds, the last: '${next.words[1]!.text}' below undoes this line.`,
      {
        hint: 'remove one of the two',
      },
    );
  }
  const close = p.draft.settings.options['httpclose'];
  const keep = p.draft.settings.timeoutsMs['http-keep-alive'];
  if (close?.value && keep) {
    cx.say(
      keep.span,
      'keep-alive-closed',
      `'option httpclose' ends every connection after one answer, so there is no keep-alive for this timeout to limit.`,
      {
        hint: "remove one of the two: 'option httpclose' costs a new connection, and a TLS handshake, for each request",
      },
    );
  }
}

/** It does more than show statistics. */
function leadsSomewhere(p: ProxyView): boolean {
  const { settings, effective, servers } = p.draft;
  return servers.length > 0 || settings.useBackends.length > 0 || effective.defaultBackend !== null || !effective.stats;
}

/** Frontends that share a defaults section are told once. */
export function adviseSlowRequests(cx: Advice): void {
  const open = cx.proxies.filter(
    (p) =>
      p.fe &&
      p.draft.effective.mode === 'http' &&
      hasPublicBind(p) &&
      !timeoutOf(p, 'http-request') &&
      leadsSomewhere(p),
  );
  for (const group of byDefaults(open)) {
    const [first] = group;
    const more = group.length > 1 ? ` (and of ${group.length - 1} more)` : '';
    cx.say(
      nameSpan(first!),
      'slow-requests',
      `Nothing limits how long clients of ${called(first!)}${more} may take to send a request: with a byte now and then, a few machines can hold all connections.`,
      {
        hint: "add 'timeout http-request 10s'",
        fixes: [
          {
            title: "Add 'timeout http-request 10s'",
            edits: group.map((p) => lineEdit(p.draft.section, 'timeout http-request 10s', cx)),
          },
        ],
      },
    );
  }
}

export function byDefaults(proxies: readonly ProxyView[]): readonly (readonly ProxyView[])[] {
  const groups = new Map<number | null, ProxyView[]>();
  for (const p of proxies) {
    const key = p.draft.defaultsIndex;
    const group = groups.get(key);
    if (group) group.push(p);
    else groups.set(key, [p]);
  }
  return [...groups.values()];
}

const SHORT_TUNNEL_MS = 600_000;

/** Connections that are upgraded live under the timeouts of requests, unless they have one of their own. */
export function adviseTunnels(p: ProxyView, cx: Advice): void {
  if (!p.fe || p.draft.effective.mode !== 'http' || p.draft.settings.useBackends.length === 0) return;
  const asks = (condition: { readonly span: At<unknown>['span'] } | null): boolean => {
    const dnf = condition ? dnfAt(p.conditions, condition.span.from) : null;
    return (
      dnf?.some((atoms) =>
        atoms.some(
          (a) =>
            !a.negated &&
            a.acls.some(
              (acl) =>
                /hdr\(upgrade\)/.test(question(acl)) && acl.config.patterns.some((x) => /^websocket$/i.test(x.value)),
            ),
        ),
      ) ?? false
    );
  };
  const said = new Set<string>();
  for (const rule of p.draft.settings.useBackends) {
    const target = cx.backends.get(rule.backend.value);
    if (!target || timeoutOf(target, 'tunnel') || said.has(target.name) || !asks(rule.condition)) continue;
    const server = timeoutOf(target, 'server') ?? 0;
    const client = timeoutOf(p, 'client') ?? 0;
    const least = Math.min(server || client, client || server);
    if (least === 0 || least >= SHORT_TUNNEL_MS) continue;
    said.add(target.name);
    cx.say(
      rule.backend.span,
      'tunnel-timeout-missing',
      `A WebSocket that is silent for ${least / 1000} s is cut: ${called(target)} has no 'timeout tunnel', so the timeouts of requests hold.`,
      {
        hint: "add 'timeout tunnel 1h' to the backend",
        fixes: [{ title: "Add 'timeout tunnel 1h'", edits: [lineEdit(target.draft.section, 'timeout tunnel 1h', cx)] }],
      },
    );
  }
}
