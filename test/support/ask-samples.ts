/**
 * Asks a real HAProxy what sample expressions give: one configuration with a rule for each, one connection, one request
 * after the other. Hundreds of questions take a second.
 */
import net from 'node:net';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { parseExpression } from '../../simulator/language/haproxy/expression.ts';
import { startHaproxy } from './haproxy.ts';
import { haproxyCheck } from './haproxy-check.ts';
import { freePort } from './ports.ts';

export interface SampleQuestion {
  readonly expressions: readonly string[];
  /** Lines of the frontend that stand before the questions. */
  readonly prelude: readonly string[];
  /** Whole sections that come with it. */
  readonly sections: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly request: {
    readonly src: string;
    readonly method?: string;
    readonly target: string;
    readonly headers: readonly (readonly [string, string])[];
  };
}

/** The configuration that answers: `x-case: eN` asks the Nth expression. */
export function questionConfiguration(port: number, question: SampleQuestion): string {
  const lines = [
    'global',
    '  tune.http.maxhdr 200',
    '  expose-experimental-directives',
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 11s',
    '  timeout server 12s',
    'frontend front',
    `  bind 127.0.0.1:${port} accept-proxy name here`,
    ...question.prelude.map((line) => `  ${line}`),
  ];
  for (const [n, expression] of question.expressions.entries()) lines.push(`  ${ruleOf(n, expression)}`);
  return `${[...lines, ...question.sections].join('\n')}\n`;
}

function ruleOf(n: number, expression: string): string {
  const quoted = expression.replace(/[\\" $]/g, '\\$&');
  return `http-request return status 200 content-type text/plain lf-string "<%[${quoted}]>" if { req.hdr(x-case) e${n} }`;
}

/** What this version takes of the expressions: what our reader refuses, and then what HAProxy refuses, is left out. */
export async function knownExpressions(
  binary: string,
  version: Version,
  question: SampleQuestion,
): Promise<readonly string[]> {
  const span = { file: 0, from: 0, to: 0 };
  let left = question.expressions.filter((text) => parseExpression({ text, span }, 0, { version, loadsLua: false }).ok);
  for (let tries = 0; tries < 300; tries++) {
    const text = questionConfiguration(1, { ...question, expressions: left });
    const { lines } = await haproxyCheck({ 'haproxy.cfg': text, ...question.files }, { binary });
    const bad = lines.filter((line) => line.severity === 'error' && line.line !== null).map((line) => line.line!);
    if (bad.length === 0) return left;
    const rows = text.split('\n');
    const numbers = new Set(bad.map((line) => /x-case\) e(\d+) }$/.exec(rows[line - 1] ?? '')?.[1]));
    const rest = left.filter((_one, at) => !numbers.has(String(at)));
    if (rest.length === left.length) throw new Error(`not an expression's fault: ${JSON.stringify(lines.slice(0, 3))}`);
    left = rest;
  }
  return left;
}

/** So many rules at once; some HAProxies do not start with a thousand of them. */
const BATCH = 300;

/** The answers, by expression; a value stands between angle brackets. */
export async function askSamples(
  binary: string,
  version: Version,
  question: SampleQuestion,
): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (let from = 0; from < question.expressions.length; from += BATCH) {
    const some = { ...question, expressions: question.expressions.slice(from, from + BATCH) };
    const batch = { ...some, expressions: await knownExpressions(binary, version, some) };
    const port = await freePort();
    const haproxy = await startHaproxy(questionConfiguration(port, batch), { binary, files: question.files });
    try {
      const bodies = await converse(port, question, batch.expressions.length);
      for (const [at, expression] of batch.expressions.entries()) answers[expression] = bodies[at]!;
    } finally {
      await haproxy.stop();
    }
  }
  return answers;
}

/** All requests on one connection, the client's address told by a PROXY header. */
function converse(port: number, question: SampleQuestion, count: number): Promise<string[]> {
  const { src, method = 'GET', target, headers } = question.request;
  const isV6 = src.includes(':');
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    const bodies: string[] = [];
    let heard = '';
    const next = () => {
      if (bodies.length < count) {
        socket.write(`${method} ${target} HTTP/1.1\r\n${fields}x-case: e${bodies.length}\r\n\r\n`, 'latin1');
      } else {
        socket.destroy();
        resolve(bodies);
      }
    };
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer to question ${bodies.length}`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed at question ${bodies.length}: ${heard}`)));
    socket.once('connect', () => {
      socket.write(`PROXY ${isV6 ? 'TCP6' : 'TCP4'} ${src} ${isV6 ? '::1' : '127.0.0.1'} 1000 80\r\n`);
      next();
    });
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      const end = heard.indexOf('\r\n\r\n');
      const length = Number(/^content-length: *(\d+)/im.exec(heard)?.[1] ?? -1);
      if (end < 0 || heard.length < end + 4 + length) return;
      bodies.push(heard.slice(end + 4, end + 4 + length));
      heard = heard.slice(end + 4 + length);
      next();
    });
  });
}
