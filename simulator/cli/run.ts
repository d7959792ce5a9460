/** `drydock run`: the configuration at work on this machine's sockets. */
import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addressText, type ListenerLink } from '../drivers/sockets/listeners.ts';
import { resolveNames } from '../drivers/sockets/resolve.ts';
import type { Severity, Span } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Plan } from '../plan/plan.ts';
import type { Args } from './args.ts';
import type { CliIo, Command } from './command.ts';
import { compile } from './compile.ts';
import { asByteText } from './encoding.ts';
import { findingsOf } from './findings.ts';
import { environmentOf, FILE_OPTION, type LoadedFile, loadFiles, VERSION_OPTION, versionOf } from './load.ts';
import { indexLines, positionAt } from './positions.ts';
import { processFactsFor } from './process-facts.ts';
import { reportText, verdict } from './report.ts';
import { serve } from './serve.ts';
import { GRACE_MS } from './signals.ts';

/** What HAProxy prints when it starts, and what is not carried out. What the machine lacks shows when it is needed. */
const SHOWN: readonly Severity[] = ['error', 'warning', 'not-simulated'];

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a configuration on real sockets.',
  usage: '-f FILE… [--haproxy VERSION] [--log] [--pid-file FILE]',
  operandsAre: 'file',
  options: [
    FILE_OPTION,
    VERSION_OPTION,
    { name: 'log', about: 'log to standard output whatever the configuration says' },
    { name: 'pid-file', value: 'FILE', about: 'where the process writes its number, for `drydock reload`' },
    { name: 'seed', value: 'N', about: 'for what is drawn at random; the time unless said' },
  ],
  notes: [
    'Logs go where the configuration’s `log` lines say: `log stdout format raw local0` in `global` and `log global` in ' +
      '`defaults` print them here. A path such as /dev/log cannot be reached from Node.',
    'SIGUSR1 stops as HAProxy does: listeners close, sessions finish, exit status 0. SIGTERM does the same, and cuts off ' +
      `what is left after ${GRACE_MS / 1000} seconds. SIGINT (Ctrl+C), or any second signal, ends at once.`,
    'SIGUSR2, or `drydock reload`, reads the configuration again and loses no connection: the new one takes over the listening ' +
      'sockets, the old one finishes what it has begun. One with errors is not taken.',
    'Exit status: 0 when it was stopped; 1 when the configuration has errors or cannot be started here; 2 when it has no listener.',
  ],
  async run(args, io) {
    const seed = args.value('seed') ?? String(Date.now());
    if (!/^\d{1,15}$/.test(seed)) return fail(io, `--seed takes a whole number, not '${seed}'`);
    const version = versionOf(args);
    const environment = environmentOf(io.env);
    const first = await prepare(args, io);
    if (typeof first === 'number') return first;
    let { files } = first;
    const pidFile = args.value('pid-file');
    const status = await serve(first.plan, {
      io,
      seed: Number(seed),
      forceLog: args.flag('log'),
      name: 'drydock run: ',
      processFacts: processFactsFor(version, environment),
      failed: (problem, span) => io.err(`${placeIn(files, span)}error: ${problem}\n`),
      started(running, plan) {
        for (const link of running.listeners) io.err(`${listening(plan, link)}\n`);
        io.err(`drydock run: pid ${process.pid}, HAProxy ${version}\n`);
        if (pidFile !== undefined) writeFileSync(resolve(io.cwd, pidFile), `${process.pid}\n`);
      },
      async reload() {
        if (args.values('file').includes('-')) {
          fail(io, 'standard input cannot be read a second time');
          return null;
        }
        const again = await prepare(args, io);
        if (typeof again === 'number') return null;
        files = again.files;
        return again.plan;
      },
    });
    if (pidFile !== undefined) rmSync(resolve(io.cwd, pidFile), { force: true });
    return status;
  },
};

/** Reads the configuration and makes it ready to run; else says why not, and gives the exit status. */
async function prepare(args: Args, io: CliIo): Promise<{ files: readonly LoadedFile[]; plan: Plan } | number> {
  const loaded = await loadFiles(args, io);
  if (!loaded.ok) return fail(io, loaded.problem);
  const { files } = loaded;
  const version = versionOf(args);
  const environment = environmentOf(io.env);
  const analysis = analyse(files, { version, environment });
  const findings = findingsOf(analysis);
  io.err(reportText({ files, diagnostics: findings.filter((d) => SHOWN.includes(d.severity)) }, io.colorErr));
  if (analysis.status !== 0) {
    io.err(`${verdict(analysis.status, version, findings)}\n`);
    return analysis.status;
  }
  const { plan, missing } = compile(files, version, environment, io.cwd);
  const resolved = await resolveNames(args.flag('log') ? withLogs(plan) : plan);
  const problems = [
    ...missing,
    ...resolved.unresolved.map(({ name, server, reason, span }) => ({
      problem: `server ${server}: the name '${name}' does not resolve (${reason})`,
      span,
    })),
  ];
  for (const { problem, span } of problems) io.err(`${placeIn(files, span)}error: ${problem}\n`);
  return problems.length > 0 ? 1 : { files, plan: resolved.plan };
}

function fail(io: CliIo, problem: string): 1 {
  io.err(`drydock run: ${problem}\n`);
  return 1;
}

/** `file:line: `, for spans of the plan. */
function placeIn(files: readonly LoadedFile[], span: Span): string {
  const file = files[span.file];
  if (file === undefined) return '';
  return `${file.name}:${positionAt(indexLines(asByteText([file])[0]!.text), span.from).line}: `;
}

/** The plan with logging on everywhere: what has no format of its own gets that of its mode. */
function withLogs(plan: Plan): Plan {
  const proxies = plan.proxies.map((proxy) => {
    const { frontend, mode } = proxy;
    if (frontend === null || frontend.log.enabled) return proxy;
    const usual = mode === 'http' ? ('http' as const) : ('tcp' as const);
    const format = frontend.log.format === 'connect' ? usual : frontend.log.format;
    return { ...proxy, frontend: { ...frontend, log: { ...frontend.log, enabled: true, format } } };
  });
  return { ...plan, proxies };
}

/** `frontend web listens on http://127.0.0.1:8080` */
function listening(plan: Plan, link: ListenerLink): string {
  const proxy = plan.proxies[link.plan.proxy]!;
  const address = addressText({ ...link.plan, port: link.port });
  const isHttp = proxy.mode === 'http' && link.plan.family.startsWith('ip');
  const scheme = isHttp ? `http${link.plan.ssl === null ? '' : 's'}://` : '';
  return `drydock run: ${proxy.kind} ${proxy.name} listens on ${scheme}${address}`;
}
