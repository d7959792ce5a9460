/** The words of `add server`, read as a `server` line of the backend is. */
import { analyse } from '../../language/haproxy/analyse.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { plan } from '../../plan/build.ts';
import type { ServerPlan } from '../../plan/plan.ts';
import type { Backend } from './lookup.ts';

export type ParsedServer =
  | { readonly ok: true; readonly server: ServerPlan }
  | { readonly ok: false; readonly problem: string };

const quoted = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`;

/** The plan of one server more; it is in maintenance, as such servers are at first. */
export function parseServer(version: Version, proxy: Backend, name: string, words: readonly string[]): ParsedServer {
  const timeouts = ['connect', 'server', 'check'].map((which) => `  timeout ${which} 1s\n`).join('');
  const text = `backend cli\n  mode ${proxy.mode === 'http' ? 'http' : 'tcp'}\n${timeouts}  server ${[name, ...words].map(quoted).join(' ')}\n`;
  const { config, diagnostics } = analyse([{ name: 'runtime socket', text }], { version });
  const wrong = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (wrong !== undefined) return { ok: false, problem: wrong.message };
  const server = plan(config).proxies[0]?.backend?.servers[0];
  if (server === undefined) return { ok: false, problem: 'this is no server' };
  const { servers } = proxy.backend;
  const puid = servers.reduce((most, one) => Math.max(most, one.puid), 0) + 1;
  // checks of such servers speak TLS only where that is said of them
  const { check } = server;
  const { tls, ...bare } = check ?? {};
  const asked = check === null || words.includes('check-ssl') || tls === undefined ? check : (bare as typeof check);
  return {
    ok: true,
    server: { ...server, check: asked, index: servers.length, puid, disabled: true, span: proxy.span },
  };
}
