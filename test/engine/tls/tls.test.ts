/** TLS as facts: ours against what HAProxy said of real handshakes (`RECORD=1` with `test/oracle/tls.test.ts`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Output } from '../../../simulator/engine/io.ts';
import { createEngine, step } from '../../../simulator/engine/step.ts';
import { certificatesOf } from '../../../simulator/engine/tls/certificate.ts';
import type { TlsFacts } from '../../../simulator/engine/tls/facts.ts';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import { requestLogLine } from '../../../simulator/trace/log-lines.ts';
import { BINDS, FILES, HANDSHAKES, type Handshake, pem, tlsConfiguration } from './cases.ts';
import { type Recorded, type RecordedTls, settledLine } from './recorded.ts';

/** What OpenSSL finds of the clients' certificates, with `ca.pem` as the authority. */
const VERDICTS = { alice: 0, bob: 0, old: 10, self: 18 } as const;
const SERVER = certificatesOf(pem('server'))[0]!;
const ROOT = certificatesOf(pem('ca'))[0]!.subject;

function clientFacts(one: Handshake, { hello, cipher, version }: RecordedTls): TlsFacts {
  const { certificate, sni = null, alpn } = one;
  const common = { sni, alpn: alpn ?? null, version, cipher, hello: atob(hello), own: SERVER };
  if (!certificate) return common;
  const [shown, ...others] = certificatesOf(pem(certificate === 'alice' ? 'alice-chain' : certificate));
  return {
    ...common,
    certificate: shown!,
    chain: others.map(({ der }) => der),
    verify: VERDICTS[certificate],
    root: certificate === 'self' ? shown!.subject : ROOT,
  };
}

/** Every connection to the server but the first takes up the session of one before. */
function serverFacts(isFirst: boolean): TlsFacts {
  return {
    sni: 'www.example.org',
    alpn: null,
    version: 'TLSv1.3',
    certificate: SERVER,
    ...(isFirst ? {} : { resumed: true }),
  };
}

interface Said {
  readonly front: readonly string[] | null;
  readonly back: readonly string[] | null;
  readonly log: string;
}

function play(ours: Plan, one: Handshake, recorded: RecordedTls, isFirst: boolean, counts: readonly number[]): Said {
  const state = createEngine(ours, { seed: 1, startMs: 0, explain: false });
  const listener = Object.keys(BINDS).indexOf(one.bind);
  const out: Output[] = [];
  const tell = (input: Parameters<typeof step>[3]) => step(ours, state, 1, input, out);
  const src = { host: '127.0.0.1', port: 0 };
  tell({ type: 'accepted', client: 1, listener, src, dst: { host: '127.0.0.1', port: 443 } });
  tell({ type: 'tlsDone', client: 1, ...clientFacts(one, recorded) });
  const head = { method: 'GET', target: '/', version: '1.1' as const, headers: [{ name: 'host', value: 'h' }] };
  tell({ type: 'requestHead', client: 1, head, body: 'none', headBytes: 30 });
  tell({ type: 'requestEnd', client: 1 });
  const connect = out.find((output) => output.type === 'connect');
  if (connect?.type === 'connect') {
    const { conn } = connect;
    tell({ type: 'connected', conn, tls: serverFacts(isFirst) });
    const answer = { version: '1.1' as const, status: 200, reason: 'OK', headers: [] };
    tell({ type: 'responseHead', conn, head: answer, body: 'none', headBytes: 30 });
    tell({ type: 'responseEnd', conn, reusable: false });
  }
  const answer = out.find((output) => output.type === 'forwardResponse');
  const headers = answer?.type === 'forwardResponse' ? answer.head.headers : null;
  const said = (which: string, count: number) =>
    headers &&
    Array.from(
      { length: count },
      (_, at) => headers.find(({ name }) => name === `x-${which}-${at}`)?.value ?? '(none)',
    );
  const log = out.flatMap((output) => (output.type === 'log' ? [requestLogLine(ours, output.record, (ms) => ms)] : []));
  return { front: said('f', counts[0]!), back: said('b', counts[1]!), log: settledLine(log.join('\n')) };
}

for (const version of ['2.6', '3.0', '3.2', '3.4'] as const) {
  const file = new URL(`recorded-${version}.json`, import.meta.url);
  const { front, back, handshakes } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const text = `global\n  log stdout format raw local0\n${tlsConfiguration((bind) => 8000 + Object.keys(BINDS).indexOf(bind), 9000, front, back)}`;
  const ours = plan(analyse([{ name: 'haproxy.cfg', text }], { version }).config, { files: FILES });
  for (const one of HANDSHAKES) {
    it(`${version}: ${one.name}`, () => {
      const recorded = handshakes[one.name]!;
      const isFirst = recorded.back !== null && recorded.back[back.indexOf('ssl_bc_is_resumed')] === '[0]';
      const answers = play(ours, one, recorded, isFirst, [front.length, back.length]);
      const differing = (list: readonly string[], mine: readonly string[] | null, theirs: readonly string[] | null) =>
        list.flatMap((expression, at) =>
          mine?.[at] === theirs?.[at] ? [] : [`${expression}: ${mine?.[at]}, HAProxy: ${theirs?.[at]}`],
        );
      expect(differing(front, answers.front, recorded.front)).toEqual([]);
      expect(differing(back, answers.back, recorded.back)).toEqual([]);
      expect(answers.log).toBe(recorded.log);
    });
  }

  it(`${version}: everything that was asked is said to be simulated`, () => {
    expect(ours.notSimulated.map(({ message }) => message)).toEqual([]);
  });
}
