/** `peers` sections that this process is part of: where it listens, who the others are. Manual, "peers". */
import type { Config, PeersConfig } from '../language/haproxy/config.ts';
import { checkSteps } from './check.ts';
import { planListeners } from './listeners.ts';
import type { ListenerPlan, ServerPlan } from './plan.ts';
import { planServers } from './server.ts';

export interface PeersPlan {
  readonly name: string;
  /** What this process is called among them. */
  readonly me: string;
  /** Null: nobody can come. */
  readonly listener: ListenerPlan | null;
  /** The others. */
  readonly others: readonly ServerPlan[];
}

/** Those that do something: this process is one of the peers. */
export function sharingPeers({ peers }: Config): readonly PeersConfig[] {
  return peers.filter(({ disabled, me, proxy }) => !disabled && proxy.servers.some(({ name }) => name.value === me));
}

export function planPeers(config: Config): PeersPlan[] {
  return sharingPeers(config).map(({ name, me, proxy }): PeersPlan => {
    const { version } = config;
    const servers = planServers(
      proxy,
      [proxy.settings],
      checkSteps({ check: null, rules: [] }, version),
      new Set(),
      version,
    );
    const mine = servers.find((server) => server.name === me)!;
    const [bound] = planListeners({ ...config, proxies: [proxy] }, () => false);
    const isPeerLine = proxy.section.directives.some(({ words }) => words[0]!.text === 'peer');
    const own: ListenerPlan = {
      id: 0,
      sectionId: 1,
      proxy: 0,
      host: mine.host,
      port: mine.port ?? 0,
      family: mine.family === 'name' ? 'ipv4' : mine.family,
      name: null,
      ssl: null,
      acceptProxy: false,
      maxconn: null,
      span: mine.span,
    };
    return {
      name,
      me: me!,
      listener: bound ?? (isPeerLine ? own : null),
      others: servers.filter((server) => server !== mine),
    };
  });
}
