/** `drydock run`: the configuration at work on this machine's sockets. */

import { systemClock } from '../drivers/sockets/clock.ts';
import { type Running, runSockets } from '../drivers/sockets/index.ts';
import { addressText, type ListenerLink } from '../drivers/sockets/listeners.ts';
import { openLogTargets } from '../drivers/sockets/log-targets.ts';
import { resolveNames } from '../drivers/sockets/resolve.ts';
import type { Diagnostic, Severity } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Version } from '../language/haproxy/config.ts';
import { plan as makePlan } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import { environmentOf } from './check.ts';
import type { CliIo, Command } from './command.ts';
import { asByteText } from './encoding.ts';
import { FILE_OPTION, type LoadedFile, loadFiles, VERSION_OPTION, versionOf } from './load.ts';
import { createReporter } from './logging.ts';
import { indexLines, positionAt } from './positions.ts';
import { reportText, verdict } from './report.ts';

/** How long sessions may take to finish after SIGTERM. */
const GRACE_MS = 5000;

/** What HAProxy prints when it starts, and what a person who runs something should know. */
const SHOWN: readonly Severity[] = ['error', 'warning', 'environment', 'not-simulated'];

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a configuration on real sockets.',
  usage: '-f FILE… [--haproxy VERSION] [--log]',
  operandsAre: 'file',
  options: [
    FILE_OPTION,
    VERSION_OPTION,
    { name: 'log', about: 'log to standard output whatever the configuration says' },
    { name: 'seed', value: 'N', about: 'for what is drawn at random; the time unless said' },
  ],
  notes: [
    'Logs go where the configuration’s `log` lines say: `log stdout format raw local0` in `global` and `log global` in `defaults` ' +
      'print them here. A path such as /dev/log cannot be reached from Node.',
    'SIGUSR1 stops as HAProxy does: listeners close, sessions finish, exit status 0. SIGTERM does the same, and cuts off what is left ' +
      `after ${GRACE_MS / 1000} seconds. SIGINT (Ctrl+C), or any second signal, ends at once.`,
    'Exit status: 0 when it was stopped; 1 when the configuration has errors or cannot be started here; 2 when it has no listener.',
  ],
  async run(args, io) {
    const loaded = await loadFiles(args, io);
    if (!loaded.ok) return fail(io, loaded.problem);
    const { files } = loaded;
    const version = versionOf(args);
    const environment = environmentOf(io.env);
    const { diagnostics, status } = analyse(files, { version, environment });
    io.err(reportText({ files, diagnostics: diagnostics.filter((d) => SHOWN.includes(d.severity)) }, io.colorErr));
    if (status !== 0) {
      io.err(`${verdict(status, version, diagnostics)}\n`);
      return status;
    }
    const seed = args.value('seed');
    if (seed !== undefined && !/^\d{1,15}$/.test(seed)) return fail(io, `--seed takes a whole number, not '${seed}'`);
    const compiled = makePlan(analyse(asByteText(files), { version, environment }).config);
    return start(
      compiled,
      files,
      diagnostics,
      io,
      args.flag('log'),
      seed === undefined ? Date.now() : Number(seed),
      version,
    );
  },
};

function fail(io: CliIo, problem: string): 1 {
  io.err(`drydock run: ${problem}\n`);
  return 1;
}

async function start(
  compiled: Plan,
  files: readonly LoadedFile[],
  diagnostics: readonly Diagnostic[],
  io: CliIo,
  forceLog: boolean,
  seed: number,
  version: Version,
): Promise<number> {
  const place = (span: Diagnostic['span']) => {
    const file = files[span.file];
    return file === undefined
      ? ''
      : `${file.name}:${positionAt(indexLines(asByteText([file])[0]!.text), span.from).line}: `;
  };
  const said = new Set(diagnostics.map((d) => d.code));
  for (const finding of compiled.notSimulated) {
    if (!said.has(finding.code)) io.err(`${place(finding.span)}not-simulated: ${finding.message}\n`);
  }
  const { plan, unresolved } = await resolveNames(forceLog ? withLogs(compiled) : compiled);
  for (const { name, server, reason, span } of unresolved) {
    io.err(`${place(span)}error: server ${server}: the name '${name}' does not resolve (${reason})\n`);
  }
  if (unresolved.length > 0) return 1;

  const targets = openLogTargets(plan, { stdout: io.out, stderr: io.err }, forceLog);
  for (const address of targets.unreachable)
    io.err(`drydock run: log lines for ${address} are dropped: it cannot be reached from here\n`);
  const reporter = createReporter(plan, systemClock, targets, io.err);
  const started = await runSockets(plan, { clock: systemClock, seed, report: reporter });
  if (!started.ok) {
    targets.close();
    io.err(`${place(started.span)}error: ${started.problem}\n`);
    return 1;
  }
  const { running } = started;
  for (const link of running.listeners) io.err(`${listening(plan, link)}\n`);
  io.err(`drydock run: pid ${process.pid}, HAProxy ${version}\n`);
  await untilStopped(running, () => reporter.stopped(running.state), io);
  targets.close();
  return 0;
}

/** The plan with logging on everywhere: what has no format of its own gets that of its mode. */
function withLogs(plan: Plan): Plan {
  const proxies = plan.proxies.map((proxy) => {
    const { frontend, mode } = proxy;
    if (frontend === null || frontend.log.enabled) return proxy;
    const format =
      frontend.log.format === 'connect'
        ? mode === 'http'
          ? ('http' as const)
          : ('tcp' as const)
        : frontend.log.format;
    return { ...proxy, frontend: { ...frontend, log: { ...frontend.log, enabled: true, format } } };
  });
  return { ...plan, proxies };
}

/** `frontend web: http://127.0.0.1:8080` */
function listening(plan: Plan, link: ListenerLink): string {
  const proxy = plan.proxies[link.plan.proxy]!;
  const address = addressText({ ...link.plan, port: link.port });
  const scheme =
    proxy.mode === 'http' && link.plan.family.startsWith('ip') ? `http${link.plan.ssl === null ? '' : 's'}://` : '';
  return `drydock run: ${proxy.kind} ${proxy.name} listens on ${scheme}${address}`;
}

/** Waits for signals, and for the end that they bring. */
async function untilStopped(running: Running, onStopping: () => void, io: CliIo): Promise<void> {
  let stopping = false;
  let grace: NodeJS.Timeout | undefined;
  const soft = (signal: NodeJS.Signals) => {
    if (stopping) {
      running.kill();
      return;
    }
    stopping = true;
    onStopping();
    if (signal === 'SIGTERM') grace = setTimeout(() => running.kill(), GRACE_MS);
    running.stop();
    const open = running.state.clients.size;
    if (open > 0) io.err(`drydock run: stopping; ${open} connection${open === 1 ? '' : 's'} still open\n`);
  };
  const hard = () => running.kill();
  process.on('SIGUSR1', soft);
  process.on('SIGTERM', soft);
  process.on('SIGINT', hard);
  await running.ended;
  clearTimeout(grace);
  process.off('SIGUSR1', soft);
  process.off('SIGTERM', soft);
  process.off('SIGINT', hard);
}
