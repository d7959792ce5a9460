/** The words of `add server`, read as a `server` line of the backend is. */
import { analyse } from '../../language/haproxy/analyse.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { plan } from '../../plan/build.ts';
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import type { Backend } from './lookup.ts';

export type ParsedServer =
  | { readonly ok: true; readonly server: ServerPlan }
  | { readonly ok: false; readonly problem: string };

const quoted = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`;

/** The plan of one server more; it is in maintenance, as such servers are at first. */
export function parseServer(version: Version, proxy: Backend, name: string, said: readonly string[]): ParsedServer {
  // whom it follows is no server of the few lines here
  const track = said.indexOf('track');
  const words = track < 0 ? said : said.toSpliced(track, 2);
  const timeouts = ['connect', 'server', 'check'].map((which) => `  timeout ${which} 1s\n`).join('');
  const text = `backend cli\n  mode ${proxy.mode === 'http' ? 'http' : 'tcp'}\n${timeouts}  server ${[name, ...words].map(quoted).join(' ')}\n`;
  const { config, diagnostics } = analyse([{ name: 'runtime socket', text }], { version });
  const wrong = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (wrong !== undefined) return { ok: false, problem: wrong.message };
  const server = plan(config).proxies[0]?.backend?.servers[0];
  if (server === undefined) return { ok: false, problem: 'this is no server' };
  const { servers } = proxy.backend;
  const puid = servers.reduce((most, one) => Math.max(most, one.puid), 0) + 1;
  const check = server.check && checkOf(server.check, proxy, words);
  const { span } = proxy;
  const trackName = track < 0 ? null : (said[track + 1] ?? '');
  const added = { index: servers.length, puid, disabled: true, isAdded: true as const, span };
  return { ok: true, server: { ...server, ...added, check, trackName } };
}

/** What the backend asks of its servers; TLS and the PROXY header only where they are said of the checks themselves. */
function checkOf({ tls, sendProxy, ...own }: CheckPlan, proxy: Backend, words: readonly string[]): CheckPlan {
  return {
    ...own,
    ...proxy.backend.checks,
    span: proxy.backend.checks.span ?? own.span,
    sendProxy: words.includes('check-send-proxy') ? sendProxy : null,
    ...(tls === undefined || !words.includes('check-ssl') ? {} : { tls }),
  };
}
