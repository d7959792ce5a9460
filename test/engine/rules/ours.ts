/** Plays the cases of rules against the engine: a server that sends back what it was sent. */
import type { Header, Output } from '../../../simulator/engine/io.ts';
import { createEngine, nextDeadline, step } from '../../../simulator/engine/step.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import { requestLogLine } from '../../../simulator/trace/log-lines.ts';
import { type RuleCase, requestText } from './cases.ts';

export function playOurs(plan: Plan, at: number, one: RuleCase): string[] {
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const listener = plan.listeners.findIndex((candidate) => plan.proxies[candidate.proxy]!.name === `f${at}`);
  const heard: string[] = [];
  let nowMs = 1;
  for (const [index, lines] of one.requests.entries()) {
    const client = index + 1;
    const seen: string[] = [];
    const logged: string[] = [];
    let isOver = false;
    const tell = (input: Parameters<typeof step>[3]): void => {
      const out: Output[] = [];
      step(plan, state, nowMs, input, out);
      for (const output of out) react(output);
    };
    const react = (output: Output): void => {
      switch (output.type) {
        case 'connect':
          tell({ type: 'connected', conn: output.conn, src: { host: '127.0.0.1', port: 1 } });
          return;
        case 'forwardRequest': {
          const { method, target, headers } = output.head;
          const body = `${method} ${target}\n${printed(headers)}`;
          const answer = (one.answer ?? []).map((line) => line.split(/: (.*)/s) as [string, string]);
          const answerHeaders = answer.map(([name, value]) => ({ name: name.toLowerCase(), value }));
          const head = {
            version: '1.1' as const,
            status: 200,
            reason: 'OK',
            headers: [...answerHeaders, { name: 'content-length', value: String(body.length) }],
          };
          echoed = body;
          tell({ type: 'responseHead', conn: output.conn, head, body: 'length', headBytes: 100 });
          tell({ type: 'responseBody', conn: output.conn, bytes: body.length, data: body });
          tell({ type: 'responseEnd', conn: output.conn, reusable: true });
          return;
        }
        case 'inform':
          seen.push(shown(output.head.status, output.head.reason, output.head.headers, ''));
          return;
        case 'forwardResponse':
          seen.push(shown(output.head.status, output.head.reason, output.head.headers, echoed));
          return;
        case 'respond':
          seen.push(shown(output.head.status, output.head.reason, output.head.headers, output.body));
          return;
        case 'closeClient':
          isOver = true;
          return;
        case 'log':
          logged.push(requestLogLine(plan, output.record, (ms) => ms));
          return;
        default:
          return;
      }
    };
    let echoed = '';
    const src = { host: '127.0.0.1', port: 1000 };
    tell({ type: 'accepted', client, listener, src, dst: { host: '127.0.0.1', port: 80 } });
    const [head = '', body = ''] = requestText(lines).split(/\r\n\r\n(.*)/s);
    const [line = '', ...fields] = head.split('\r\n');
    const [method = '', target = ''] = line.split(' ');
    const headers = fields.map((field) => {
      const [name = '', value = ''] = field.split(/: ?(.*)/s);
      return { name: name.toLowerCase(), value: value.trim() };
    });
    tell({
      type: 'requestHead',
      client,
      head: { method, target, version: '1.1', headers },
      body: body === '' ? 'none' : 'length',
      headBytes: head.length,
    });
    if (body !== '') tell({ type: 'requestBody', client, bytes: body.length, data: body });
    tell({ type: 'requestEnd', client });
    for (let guard = 0; guard < 20 && !isOver; guard++) {
      const due = nextDeadline(state);
      if (due === null || due > nowMs + 1500) break;
      nowMs = Math.max(nowMs, due);
      tell({ type: 'deadline' });
    }
    heard.push(`${seen.join('\n') || '(nothing)'}\n${logged.join('\n') || '(no log)'}`);
    nowMs += 10;
  }
  return heard;
}

export function shown(status: number, reason: string, headers: readonly Header[], body: string): string {
  return `${status} ${reason}\n${printed(headers)}\n${body}`;
}

/** Without what concerns the connection alone. */
export function printed(headers: readonly Header[]): string {
  return headers
    .filter(({ name }) => !['connection', 'host', 'date', 'transfer-encoding'].includes(name))
    .map(({ name, value }) => `${name}: ${value}\n`)
    .join('');
}
