/**
 * Expressions and conditions on real requests: what HAProxy evaluates them to, compared with ours. With `RECORD=1` the
 * answers are written down for `test/engine/sample/samples.test.ts`, which needs no program.
 */
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { plan } from '../../simulator/plan/build.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import { askOurs } from '../engine/sample/ask.ts';
import {
  type CaseRequest,
  CONDITIONS,
  EXPRESSIONS,
  FILES,
  REQUESTS,
  sampleConfiguration,
} from '../engine/sample/cases/requests.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { haproxyCheck } from '../support/haproxy-check.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

/** One request on a connection of its own, its source told by a PROXY header; the body of the answer. */
function ask(port: number, request: CaseRequest, which: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('end', () => resolve(answer.split('\r\n\r\n').slice(1).join('\r\n\r\n')));
    const isV6 = request.src.includes(':');
    const proxy = `PROXY ${isV6 ? 'TCP6' : 'TCP4'} ${request.src} ${isV6 ? '::1' : '127.0.0.1'} 1000 80\r\n`;
    const headers = [...request.headers, ['x-case', which], ['Connection', 'close']]
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    socket.write(`${proxy}${request.method ?? 'GET'} ${request.target} HTTP/1.1\r\n${headers}\r\n`, 'latin1');
  });
}

const versionOf = (text: string) => text.split('.').slice(0, 2).join('.') as Version;

describeWithEveryHaproxy('sample expressions and conditions', ({ path, version }) => {
  let haproxy: RunningHaproxy;
  let port = 0;
  let ours: Plan;
  const known: { expressions: string[]; conditions: string[] } = { expressions: [], conditions: [] };

  beforeAll(async () => {
    port = await freePort();
    known.expressions = await knownTo(path, EXPRESSIONS, (list) => sampleConfiguration(port, list, []));
    known.conditions = await knownTo(path, CONDITIONS, (list) => sampleConfiguration(port, [], list));
    const text = sampleConfiguration(port, known.expressions, known.conditions);
    haproxy = await startHaproxy(text, { binary: path, files: FILES });
    const { config } = analyse([{ name: 'haproxy.cfg', text }], { version: versionOf(version) });
    ours = plan(config, { files: FILES });
  });
  const answers: Record<string, string[]> = {};
  afterAll(async () => {
    await haproxy?.stop();
    if (process.env.RECORD) {
      const file = new URL(`../engine/sample/recorded-${versionOf(version)}.json`, import.meta.url);
      writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
    }
  });

  for (const expression of EXPRESSIONS) {
    it(`${version}: ${expression}`, async () => {
      const at = known.expressions.indexOf(expression);
      if (at < 0) return;
      for (const request of REQUESTS) {
        const real = await ask(port, request, `e${at}`);
        answers[expression] = [...(answers[expression] ?? []), real];
        expect(`${request.name}: ${askOurs(ours, request, `e${at}`)}`).toBe(`${request.name}: ${real}`);
      }
    });
  }
  for (const condition of CONDITIONS) {
    it(`${version}: if ${condition}`, async () => {
      const at = known.conditions.indexOf(condition);
      if (at < 0) return;
      for (const request of REQUESTS) {
        const real = await ask(port, request, `c${at}`);
        answers[`if ${condition}`] = [...(answers[`if ${condition}`] ?? []), real];
        expect(`${request.name}: ${askOurs(ours, request, `c${at}`)}`).toBe(`${request.name}: ${real}`);
      }
    });
  }
});

/** What of a list this version takes: those on whose lines it finds an error are left out. */
async function knownTo(
  binary: string,
  list: readonly string[],
  configure: (list: readonly string[]) => string,
): Promise<string[]> {
  let left = [...list];
  for (let tries = 0; tries < 80; tries++) {
    const text = configure(left);
    const { lines } = await haproxyCheck({ 'haproxy.cfg': text, ...FILES }, { binary });
    const bad = new Set(
      lines.filter((line) => line.severity === 'error' && line.line !== null).map((line) => line.line),
    );
    if (bad.size === 0) return left;
    const rows = text.split('\n');
    left = left.filter(
      (_one, at) => ![...bad].some((line) => new RegExp(`x-case\\) [ec]${at} `).test(`${rows[line! - 1]} `)),
    );
  }
  return left;
}
