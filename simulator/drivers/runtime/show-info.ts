/** `show info`: the process, a line a fact. Facts that have no meaning here (pools, pipes, TLS keys) are 0. */
import { inOrderOfId } from '../../engine/id-table.ts';
import type { EngineState } from '../../engine/state.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

type Row = readonly [position: number, name: string, tags: string, type: string, value: string | number];

function uptimeText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${Math.floor(hours / 24)}d ${hours % 24}h${two(Math.floor(seconds / 60) % 60)}m${two(seconds % 60)}s`;
}

function total(state: EngineState, of: 'connections' | 'requests' | 'bytesOut'): number {
  return state.proxies.reduce((sum, proxy) => sum + proxy.counters[of], 0);
}

function rows(view: RuntimeView): readonly Row[] {
  const { plan, state, process, nowMs } = view;
  const seconds = Math.floor((nowMs - state.startMs) / 1000);
  const { maxconn } = plan.process;
  const listeners = state.listeners.filter((listener) => listener.open).length;
  return [
    [0, 'Name', 'POS', 'str', 'HAProxy'],
    [1, 'Version', 'POS', 'str', process.release],
    [2, 'Release_date', 'POS', 'str', '2026/11/18'],
    [3, 'Nbthread', 'CGS', 'u32', 1],
    [4, 'Nbproc', 'CGS', 'u32', 1],
    [5, 'Process_num', 'KGP', 'u32', 1],
    [6, 'Pid', 'SGP', 'u32', process.pid],
    [7, 'Uptime', 'MDP', 'str', uptimeText(seconds)],
    [8, 'Uptime_sec', 'MDP', 'u32', seconds],
    [9, 'Memmax_MB', 'CLP', 'u32', 0],
    [10, 'PoolAlloc_MB', 'MGP', 'u32', 0],
    [11, 'PoolUsed_MB', 'MGP', 'u32', 0],
    [12, 'PoolFailed', 'MCP', 'u32', 0],
    [13, 'Ulimit-n', 'CLP', 'u32', 2 * maxconn + 30],
    [14, 'Maxsock', 'CLP', 'u32', 2 * maxconn + 30],
    [15, 'Maxconn', 'CLP', 'u32', maxconn],
    [16, 'Hard_maxconn', 'CLP', 'u32', maxconn],
    [17, 'CurrConns', 'MGP', 'u32', state.actconn],
    [18, 'CumConns', 'MCP', 'u32', total(state, 'connections')],
    [19, 'CumReq', 'MCP', 'u32', total(state, 'requests')],
    [20, 'MaxSslConns', 'MMP', 'u32', 0],
    [21, 'CurrSslConns', 'MGP', 'u32', inOrderOfId(state.clients).filter((client) => client.tls !== null).length],
    [22, 'CumSslConns', 'MCP', 'u32', 0],
    [23, 'Maxpipes', 'CLP', 'u32', 0],
    [24, 'PipesUsed', 'MGP', 'u32', 0],
    [25, 'PipesFree', 'MGP', 'u32', 0],
    [26, 'ConnRate', 'MRP', 'u32', 0],
    [27, 'ConnRateLimit', 'CLP', 'u32', 0],
    [28, 'MaxConnRate', 'MMP', 'u32', 0],
    [29, 'SessRate', 'MRP', 'u32', 0],
    [30, 'SessRateLimit', 'CLP', 'u32', 0],
    [31, 'MaxSessRate', 'MMP', 'u32', 0],
    [32, 'SslRate', 'MRP', 'u32', 0],
    [33, 'SslRateLimit', 'CLP', 'u32', 0],
    [34, 'MaxSslRate', 'MMP', 'u32', 0],
    [35, 'SslFrontendKeyRate', 'MGP', 'u32', 0],
    [36, 'SslFrontendMaxKeyRate', 'MMP', 'u32', 0],
    [37, 'SslFrontendSessionReuse_pct', 'MGP', 'u32', 0],
    [38, 'SslBackendKeyRate', 'MRP', 'u32', 0],
    [39, 'SslBackendMaxKeyRate', 'MMP', 'u32', 0],
    [40, 'SslCacheLookups', 'MCP', 'u32', 0],
    [41, 'SslCacheMisses', 'MCP', 'u32', 0],
    [42, 'CompressBpsIn', 'MRP', 'u32', 0],
    [43, 'CompressBpsOut', 'MRP', 'u32', 0],
    [44, 'CompressBpsRateLim', 'CLP', 'u32', 0],
    [47, 'Tasks', 'MGP', 'u32', state.streams.size + 1],
    [48, 'Run_queue', 'MGP', 'u32', 1],
    [49, 'Idle_pct', 'MaP', 'u32', 100],
    [50, 'node', 'COS', 'str', process.node],
    [52, 'Stopping', 'MGP', 'u32', state.stopping ? 1 : 0],
    [53, 'Jobs', 'MGP', 'u32', listeners + state.clients.size + 1],
    [54, 'Unstoppable Jobs', 'MGP', 'u32', 0],
    [55, 'Listeners', 'MGP', 'u32', listeners],
    [56, 'ActivePeers', 'MGP', 'u32', 0],
    [57, 'ConnectedPeers', 'MGP', 'u32', 0],
    [58, 'DroppedLogs', 'MGP', 'u32', 0],
    [59, 'BusyPolling', 'MGP', 'u32', 0],
    [60, 'FailedResolutions', 'MGP', 'u32', 0],
    [61, 'TotalBytesOut', 'MGP', 'u64', total(state, 'bytesOut')],
    [62, 'TotalSplicedBytesOut', 'MGP', 'u64', 0],
    [63, 'BytesOutRate', 'MRP', 'u64', 0],
    [64, 'DebugCommandsIssued', 'MGP', 'u32', 0],
    [65, 'CumRecvLogs', 'MCP', 'u32', 0],
    [66, 'Build info', 'POS', 'str', process.release],
    [67, 'Memmax_bytes', 'CLP', 'u32', 0],
    [68, 'PoolAlloc_bytes', 'MGP', 'u64', 0],
    [69, 'PoolUsed_bytes', 'MGP', 'u64', 0],
    [70, 'Start_time_sec', 'MDP', 'u32', Math.floor(process.bootMs / 1000)],
    [71, 'Tainted', 'SGP', 'str', 0],
    [72, 'TotalWarnings', 'MCP', 'u32', 0],
    [73, 'MaxconnReached', 'MCP', 'u32', 0],
    [74, 'BootTime_ms', 'MDP', 'u32', 0],
    [75, 'Niced_tasks', 'MGP', 'u32', 0],
    [76, 'CurrStreams', 'MGP', 'u64', state.streams.size],
    [77, 'CumStreams', 'MGP', 'u64', state.nextStream - 1],
    [78, 'BlockedTrafficWarnings', 'MGP', 'u32', 0],
  ];
}

export const SHOW_INFO: readonly RuntimeRow[] = [
  {
    words: ['show', 'info'],
    level: 'user',
    help: '[typed|json]: facts about the process',
    run(view, words) {
      const form = words.slice(2);
      if (form.includes('json')) {
        const list = rows(view).map(([pos, name, , type, value]) => ({
          field: { pos, name },
          processNum: 1,
          value: { type, value },
        }));
        return `${JSON.stringify(list)}\n`;
      }
      if (form.includes('typed')) {
        return rows(view)
          .map(([pos, name, tags, type, value]) => `${pos}.${name}.1:${tags}:${type}:${value}\n`)
          .join('');
      }
      return rows(view)
        .map(([, name, , , value]) => `${name}: ${value}\n`)
        .join('');
    },
  },
];
