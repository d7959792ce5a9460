/** One request through the engine: which server it went to, and which cookies either side saw. */
import type { Header, Output } from '../../../simulator/engine/io.ts';
import type { EngineState } from '../../../simulator/engine/state.ts';
import { step } from '../../../simulator/engine/step.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import type { CookieRequest, Exchange } from './cookie-cases.ts';

const COMPARED = ['cookie', 'set-cookie', 'cache-control'];

export const compared = (headers: readonly Header[]) =>
  headers.filter(({ name }) => COMPARED.includes(name)).map(({ name, value }) => `${name}: ${value}`);

/** @param client a new id for every exchange */
export function exchange(
  plan: Plan,
  state: EngineState,
  nowMs: number,
  client: number,
  path: string,
  request: CookieRequest,
): Exchange {
  let server = '<NOSRV>';
  let seenByServer: string[] = [];
  let seenByClient: string[] = [];
  let letters = '';
  const tell = (input: Parameters<typeof step>[3]) => {
    const out: Output[] = [];
    step(plan, state, nowMs, input, out);
    for (const output of out) perform(output);
  };
  const perform = (output: Output): void => {
    switch (output.type) {
      case 'connect':
        server = plan.proxies[output.proxy]!.backend!.servers[output.server]!.name;
        // the paused server's address refuses
        if (server === 's2') tell({ type: 'connectFailed', conn: output.conn, reason: 'refused' });
        else tell({ type: 'connected', conn: output.conn });
        return;
      case 'forwardRequest': {
        seenByServer = compared(output.head.headers);
        const headers = [
          ...request.answers.map(([name, value]) => ({ name: name.toLowerCase(), value })),
          { name: 'content-length', value: '0' },
        ];
        const head = { version: '1.1' as const, status: request.status, reason: 'X', headers };
        tell({ type: 'responseHead', conn: output.conn, head, body: 'none', headBytes: 100 });
        tell({ type: 'responseEnd', conn: output.conn, reusable: false });
        return;
      }
      case 'forwardResponse':
        seenByClient = compared(output.head.headers);
        return;
      case 'log':
        server = output.record.server;
        letters = output.record.termination;
        return;
      default:
    }
  };
  tell({
    type: 'accepted',
    client,
    listener: 0,
    src: { host: '127.0.0.1', port: 1000 },
    dst: { host: '127.0.0.1', port: 80 },
  });
  const headers = request.cookies.map((value) => ({ name: 'cookie', value }));
  const head = {
    method: request.method,
    target: path,
    version: '1.1' as const,
    headers: [{ name: 'host', value: 'x' }, ...headers],
  };
  tell({ type: 'requestHead', client, head, body: 'none', headBytes: 100 });
  tell({ type: 'requestEnd', client });
  tell({ type: 'clientClosed', client, how: 'end' });
  return { server, seenByServer, seenByClient, letters };
}
