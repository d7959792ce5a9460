/**
 * `option external-check`: a program decides. In a simulation its verdict is a fact of the scenario; on sockets, where none
 * may be started unless it was asked for, a plain TCP check is made in its place. Facts: manual, "external-check"; HAProxy 3.2 was asked what its programs are given.
 */
import type { Settings } from '../language/haproxy/config.ts';
import { nearest } from './inherit.ts';
import type { CheckPlan, Plan } from './plan.ts';

/** `external-check command` and `external-check path`. */
export interface ExternalCheckPlan {
  readonly command: string;
  /** The PATH that the program is looked for in, and sees. */
  readonly path: string;
}

/** What a program finds in PATH when nothing is said. */
const DEFAULT_PATH = '';

/** The program that would check a backend's servers; null: none. */
export function externalCheck(chain: readonly Settings[]): ExternalCheckPlan | null {
  const kind = nearest(chain, (settings) => settings.check)?.value;
  const command = nearest(chain, (settings) => settings.other['external-check command'])?.value[0];
  if (kind?.kind !== 'other' || kind.name !== 'external-check' || command === undefined) return null;
  const path = nearest(chain, (settings) => settings.other['external-check path'])?.value[0];
  return { command, path: path ?? DEFAULT_PATH };
}

/** The plan of somebody who may not start the programs that the configuration names. */
export function withoutPrograms(plan: Plan): Plan {
  const decide = (check: CheckPlan | null): CheckPlan | null =>
    check?.kind === 'external' ? { ...check, kind: 'tcp' } : check;
  const proxies = plan.proxies.map((proxy) => {
    if (proxy.backend === null || !proxy.backend.servers.some(({ check }) => check?.external)) return proxy;
    const servers = proxy.backend.servers.map((server) => ({ ...server, check: decide(server.check) }));
    return { ...proxy, backend: { ...proxy.backend, servers } };
  });
  return { ...plan, proxies };
}
