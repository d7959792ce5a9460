/** `show servers state`, `show servers conn`, `show backend`. */
import type { ServerState } from '../../engine/state.ts';
import type { ServerPlan } from '../../plan/plan.ts';
import { type Backend, backendNamed, proxyNumber, serversOf } from './lookup.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

const STATE_HEADER =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change ' +
  'srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn ' +
  'srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port';

/** HAProxy's numbers of check results, by its names. */
const CHECK_STATUS: Readonly<Record<string, number>> = {
  UNK: 0,
  INI: 1,
  SOCKERR: 4,
  L4OK: 6,
  L4TOUT: 7,
  L4CON: 8,
  L6OK: 9,
  L6TOUT: 10,
  L6RSP: 11,
  L7TOUT: 12,
  L7RSP: 13,
  L7OK: 15,
  L7OKC: 16,
  L7STS: 17,
  PROCERR: 18,
  PROCTOUT: 19,
  PROCOK: 20,
};

const OPERATION = { stopped: 0, starting: 1, running: 2, stopping: 3 } as const;

/** Bits: 1 forced maintenance, 4 it was configured so, 8 forced drain. */
function adminBits(plan: ServerPlan, server: ServerState): number {
  if (server.admin === 'drain') return 8;
  if (server.admin === 'ready') return 0;
  return plan.disabled ? 5 : 1;
}

/** Configured, enabled, and an agent's. */
const AGENT_STATE = 22;

function stateLine(view: RuntimeView, proxy: Backend, plan: ServerPlan): string {
  const server = view.state.proxies[proxy.id]!.servers[plan.index]!;
  const { check } = server;
  const status = CHECK_STATUS[check?.last?.status ?? 'INI'] ?? 1;
  const passed = check?.last == null ? 0 : /OK/.test(check.last.status) ? 3 : 2;
  const isName = plan.family === 'name';
  const address = plan.family === 'unix' || plan.family === 'abns' ? 'unix' : plan.host === '' ? '0.0.0.0' : plan.host;
  const fields = [
    proxyNumber(view.plan, proxy),
    proxy.name,
    plan.puid,
    plan.name,
    isName ? '-' : address,
    server.admin === 'maint' ? 0 : OPERATION[server.running],
    adminBits(plan, server),
    server.userWeight,
    plan.weight,
    Math.floor((view.nowMs - server.changedMs) / 1000),
    status,
    check === null ? 0 : passed,
    check === null ? (plan.disabled ? 0 : (plan.rise ?? 2)) : check.health,
    (check === null ? 0 : 6) + (server.admin === 'maint' && (check !== null || plan.disabled) ? 8 : 0),
    plan.agent ? AGENT_STATE : 0,
    0,
    0,
    isName ? plan.host : '-',
    plan.port ?? 0,
    '-',
    plan.ssl ? 1 : plan.refusesSsl ? -1 : 0,
    plan.check?.port != null && plan.check.port !== plan.port ? plan.check.port : 0,
    plan.check != null && plan.check.host !== plan.host ? plan.check.host : '-',
    plan.agent && plan.agent.host !== plan.host ? plan.agent.host : '-',
    plan.agent?.port ?? 0,
  ];
  return `${fields.join(' ')}\n`;
}

function chosen(view: RuntimeView, name: string | undefined): readonly Backend[] | string {
  if (name === undefined) return view.plan.proxies.filter((proxy): proxy is Backend => proxy.backend !== null);
  const proxy = backendNamed(view, name);
  return proxy === null ? "Can't find backend.\n" : [proxy];
}

export const SHOW_SERVERS: readonly RuntimeRow[] = [
  {
    words: ['show', 'servers', 'state'],
    level: 'user',
    help: '[<backend>]: the state of servers, in the form of a server-state file',
    run(view, words) {
      const proxies = chosen(view, words[3]);
      if (typeof proxies === 'string') return proxies;
      return `1\n${STATE_HEADER}\n${proxies.flatMap((p) => serversOf(p).map((s) => stateLine(view, p, s))).join('')}`;
    },
  },
  {
    words: ['show', 'servers', 'conn'],
    level: 'user',
    help: '[<backend>]: the connections of servers',
    run(view, words) {
      const proxies = chosen(view, words[3]);
      if (typeof proxies === 'string') return proxies;
      let text =
        '# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[1]\n';
      for (const proxy of proxies) {
        for (const plan of serversOf(proxy)) {
          const server = view.state.proxies[proxy.id]!.servers[plan.index]!;
          const idle = server.idle.length + server.safe.length;
          text += `${proxy.name}/${plan.name} ${proxyNumber(view.plan, proxy)}/${plan.puid} ${plan.host} ${plan.port ?? 0} - 5000 `;
          text += `${server.usedConns} ${server.maxUsedConns} ${server.estimatedConns} ${server.idle.length} ${server.safe.length} -1 ${idle} ${idle}\n`;
        }
      }
      return text;
    },
  },
  {
    words: ['show', 'backend'],
    level: 'user',
    help: ': the names of backends',
    run: (view) =>
      `# name\n${view.plan.proxies
        .filter((proxy) => proxy.backend !== null)
        .map((proxy) => `${proxy.name}\n`)
        .join('')}`,
  },
];
