/** Servers after reading: names, tracking, TLS, and what HAProxy will look up. */
import type { ServerConfig } from '../config.ts';
import { anyServerSays, didYouMean, type ProxyDraft } from '../lower/context.ts';
import { rename } from '../lower/successors.ts';
import { areFewAndDistinct } from '../similar.ts';
import { atLeast } from '../version.ts';
import { type CheckContext, inSection, optionOn, sectionWords, usesSystemResolvers } from './context.ts';
import type { TrackingCheck } from './tracking.ts';

export function checkServers(draft: ProxyDraft, cx: CheckContext, checkTracking: TrackingCheck): void {
  checkNames(draft, cx);
  // Most servers say nothing of most of this, and there are many.
  const tracks = anyServerSays(draft, 'track');
  const encrypts = draft.effective.checksOverTls || anyServerSays(draft, 'ssl') || anyServerSays(draft, 'check-ssl');
  const resolves = anyServerSays(draft, 'resolvers');
  const opensFast = anyServerSays(draft, 'tfo');
  for (const server of draft.servers) {
    if (tracks) checkTracking(draft, server);
    if (encrypts) checkTls(draft, server, cx);
    checkTransport(draft, server, cx);
    if (resolves) checkResolvers(draft, server, cx);
    if (opensFast) checkFastOpen(draft, server, cx);
  }
}

/** The names that have to be resolved when HAProxy starts; after everything else is right. */
export function checkServerNames(draft: ProxyDraft, cx: CheckContext): void {
  for (const server of draft.servers) {
    const extra = draft.serverExtras.get(server);
    if (!extra?.resolves) continue;
    const never =
      optionOn(server, draft, 'init-addr') && (server.other['init-addr']?.value[0] ?? '').startsWith('none');
    const mayFail = optionOn(server, draft, 'init-addr') || optionOn(server, draft, 'resolvers');
    if (never) continue;
    const { host } = server.address.value;
    const consequence = mayFail
      ? 'the server starts disabled if nobody knows the name'
      : 'it does not start if nobody knows the name';
    cx.report.environment(
      extra.resolves,
      'name-to-resolve',
      `HAProxy will look up '${host}' when it starts: ${consequence}`,
      {
        hint: "use an address, or 'init-addr last,libc,none' to start anyway",
      },
    );
  }
}

function haveSameName(a: ServerConfig, b: ServerConfig): boolean {
  return a.name.value === b.name.value;
}

export function checkNames(draft: ProxyDraft, cx: CheckContext): void {
  const { version, report } = cx;
  if (areFewAndDistinct(draft.servers, haveSameName)) return;
  const seen = new Map<string, ServerConfig>();
  /** Of all servers, once one is there twice. */
  let names: Set<string> | undefined;
  for (const server of draft.servers) {
    const name = server.name.value;
    const other = seen.get(name);
    const withIds = server.id !== undefined || other?.id !== undefined;
    if (other) names ??= new Set(draft.servers.map((s) => s.name.value));
    const another = other && names ? rename({ text: name, span: server.name.span }, (n) => names?.has(n) ?? false) : {};
    if (other && (!withIds || version === '3.4')) {
      report.error(
        server.name.span,
        'duplicate-server',
        `${sectionWords(draft)} has a server '${name}' already`,
        another,
      );
    } else if (other && atLeast(version, '3.2')) {
      report.warning(
        server.name.span,
        'duplicate-server',
        `${sectionWords(draft)} has a server '${name}' already: this is dangerous, and refused from 3.3 on`,
        another,
      );
    }
    // Until 3.0, servers with ids of their own may share names.
    if (!other || (withIds && server.id === undefined)) seen.set(name, server);
  }
}

const NO_OPTIONS: ReadonlySet<string> = new Set();

export function checkTls(draft: ProxyDraft, server: ServerConfig, cx: CheckContext): void {
  const options = draft.serverExtras.get(server)?.options ?? NO_OPTIONS;
  const off = server.ssl?.value === false || options.has('no-ssl');
  const ssl =
    draft.effective.checksOverTls ||
    (optionOn(server, draft, 'ssl') && !off) ||
    (optionOn(server, draft, 'check-ssl') && !options.has('no-check-ssl'));
  if (!ssl) return;
  const verify =
    server.other['verify']?.value[0] ??
    draft.settings.defaultServer.findLast((o) => o.other['verify'])?.other['verify']?.value[0];
  const inherited = verify === undefined && draft.effective.defaultServer.has('verify');
  const global = cx.global.other['ssl-server-verify']?.value[0] === 'none';
  if (verify === 'none' || inherited || (verify === undefined && global) || optionOn(server, draft, 'ca-file')) return;
  cx.report.error(
    server.other['verify']?.span ?? server.ssl?.span ?? server.span,
    'missing-ca-file',
    `server '${server.name.value}' checks certificates, but has no ca-file to check them against`,
    {
      hint: "add 'ca-file /etc/ssl/certs/ca-certificates.crt', or 'verify none' where the network is trusted",
    },
  );
}

function checkResolvers(draft: ProxyDraft, server: ServerConfig, cx: CheckContext): void {
  if (draft.seen.has('a ring')) return;
  const written = server.other['resolvers'] ?? draft.effective.defaultServer.get('resolvers');
  if (!written) return;
  const name = typeof written.value === 'string' ? written.value : (written.value[0] ?? '');
  const names = cx.otherNames.get('resolvers');
  if (names?.has(name)) return;
  if (name === 'default') return usesSystemResolvers(written.span, cx);
  const message = `there is no resolvers section '${name}' for server '${server.name.value}'`;
  cx.report.error(
    written.span,
    'unknown-resolvers',
    message,
    inSection(draft, didYouMean(name, names ?? [], written.span)),
  );
}

function checkTransport(draft: ProxyDraft, server: ServerConfig, cx: CheckContext): void {
  const { mode } = draft.effective;
  if (mode === 'log' || draft.seen.has('a ring')) return;
  if (server.address.value.transport === 'datagram')
    cx.report.error(
      server.address.span,
      'unsupported-transport',
      `server '${server.name.value}' would be spoken to in datagrams: only 'mode log' does that`,
    );
  else if (mode === 'spop' && server.sendProxy && cx.version === '3.4')
    cx.report.warning(server.sendProxy.span, 'ignored-in-log', "'send-proxy' means nothing in 'mode spop'");
}

function checkFastOpen(draft: ProxyDraft, server: ServerConfig, cx: CheckContext): void {
  if (!optionOn(server, draft, 'tfo')) return;
  const reasons = draft.settings.other['retry-on']?.value ?? [];
  if (
    reasons.includes('all-retryable-errors') ||
    (reasons.includes('empty-response') && reasons.includes('response-timeout'))
  )
    return;
  cx.report.warning(
    server.span,
    'tfo-without-retry',
    "'tfo' should go with 'retry-on conn-failure empty-response response-timeout'",
    { hint: 'without it, a lost first packet is a lost request' },
  );
}

export { inSection };
