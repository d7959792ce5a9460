import type { FaultRequest, ServerFrame } from '../../simulator/worker-api.ts';
import type { Playground } from '../playground/store.ts';
import { stateLook } from './states.ts';

const FAULTS: readonly { readonly fault: FaultRequest['fault']; readonly label: string; readonly title: string }[] = [
  { fault: 'refuse', label: 'Kill', title: 'The program dies: new connections are refused, open ones end' },
  { fault: 'hang', label: 'Hang', title: 'The kernel accepts connections, the program never answers' },
  { fault: 'slow', label: 'Slow', title: 'Answers take ten times as long' },
  { fault: 'none', label: 'Revive', title: 'Everything works again' },
];

/** What each server is doing, in figures, and the buttons that break it. */
export function ServerTable({ playground }: { playground: Playground }) {
  const topology = playground.loaded.value?.topology;
  const frame = playground.frame.value;
  if (topology === null || topology === undefined) return null;
  const rows = topology.backends.flatMap((backend) => backend.servers.map((server) => ({ backend, server })));
  const severalBackends = new Set(rows.map((r) => r.backend.proxy)).size > 1;
  // A share is of what the server's own backend got.
  const totalOf = (proxy: number) =>
    frame?.servers.reduce((sum, s) => (s.proxy === proxy ? sum + s.total : sum), 0) ?? 0;
  return (
    <section class="dd-table-holder" tabindex={0} aria-label="Servers">
      <table class="dd-table">
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">State</th>
            <th scope="col">Break it</th>
            <th scope="col" class="dd-num">
              Now
            </th>
            <th scope="col" class="dd-num">
              Queue
            </th>
            <th scope="col" class="dd-num">
              Total
            </th>
            <th scope="col" class="dd-num">
              Share
            </th>
            <th scope="col" class="dd-num">
              Errors
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ backend, server }) => {
            const state: ServerFrame | undefined = frame?.servers.find(
              (s) => s.proxy === backend.proxy && s.server === server.index,
            );
            const look = stateLook(state, server.checked);
            const total = totalOf(backend.proxy);
            return (
              <tr key={`${backend.proxy}/${server.index}`}>
                <th scope="row">
                  {severalBackends && <span class="dd-quiet">{backend.name}/</span>}
                  {server.name}
                  {server.backup && <span class="dd-quiet"> backup</span>}
                </th>
                <td>
                  <span class={`dd-chip dd-${look.tone}`}>{look.label || '–'}</span>
                </td>
                <td class="dd-break">
                  <span class="dd-faults">
                    {FAULTS.map(({ fault, label, title }) => (
                      <button
                        key={fault}
                        type="button"
                        class="dd-mini"
                        title={title}
                        aria-label={`${label} ${server.name}`}
                        aria-pressed={fault !== 'none' && state?.fault === fault}
                        onClick={() => void playground.inject({ proxy: backend.proxy, server: server.index, fault })}
                      >
                        {label}
                      </button>
                    ))}
                  </span>
                </td>
                <td class="dd-num" data-unit="now">
                  {state?.current ?? 0}
                </td>
                <td class="dd-num dd-spare">{state?.queue ?? 0}</td>
                <td class="dd-num" data-unit="total">
                  {state?.total ?? 0}
                </td>
                <td class="dd-num dd-spare">
                  {total === 0 || state === undefined ? '–' : `${Math.round((100 * state.total) / total)}%`}
                </td>
                <td class="dd-num" data-unit="errors">
                  {state?.errors ?? 0}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
