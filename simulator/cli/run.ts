/** `drydock run`: the configuration at work on this machine's sockets. */
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { addressText, type ListenerLink } from '../drivers/sockets/listeners.ts';
import { resolveNames } from '../drivers/sockets/resolve.ts';
import type { Diagnostic, Severity, Span } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import { withoutPrograms } from '../plan/external-check.ts';
import type { Plan } from '../plan/plan.ts';
import type { KnownAddress } from '../plan/with-addresses.ts';
import { withLogs } from '../plan/with-logs.ts';
import type { InputsHeader } from '../scenario/inputs-form.ts';
import type { Args } from './args.ts';
import type { CliIo, Command } from './command.ts';
import { compile } from './compile.ts';
import { asByteText } from './encoding.ts';
import { findingsOf } from './findings.ts';
import {
  environmentOf,
  FILE_OPTION,
  type LoadedFile,
  loadFiles,
  systemMessage,
  VERSION_OPTION,
  versionOf,
} from './load.ts';
import { indexLines, positionAt } from './positions.ts';
import { processFactsFor } from './process-facts.ts';
import { mayStartPrograms, PROGRAMS_OPTION, withheldChecks } from './programs.ts';
import { namedVariables, recordTo } from './record.ts';
import { reportText, verdict } from './report.ts';
import { serve } from './serve.ts';
import { GRACE_MS } from './signals.ts';

/** What HAProxy prints when it starts, and what is not carried out. What the machine lacks shows when it is needed. */
const SHOWN: readonly Severity[] = ['error', 'warning', 'not-simulated'];

/** In a simulation nobody else is there; on sockets peers are met. */
const isShown = (diagnostic: Diagnostic): boolean =>
  SHOWN.includes(diagnostic.severity) &&
  !(diagnostic.severity === 'not-simulated' && diagnostic.message.includes("'peers'"));

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a configuration on real sockets.',
  usage: '-f FILE… [--haproxy VERSION] [--log] [--pid-file FILE] [--record FILE [--mask-secrets]]',
  operandsAre: 'file',
  options: [
    FILE_OPTION,
    VERSION_OPTION,
    { name: 'log', about: 'log to standard output whatever the configuration says' },
    { name: 'pid-file', value: 'FILE', about: 'where the process writes its number, for `drydock reload`' },
    {
      name: 'record',
      value: 'FILE',
      about: 'write down what comes from clients and servers, for `drydock simulate --replay` and the playground',
    },
    {
      name: 'mask-secrets',
      about:
        'with --record: stars for credentials, cookies and bodies; rules that look at them decide otherwise in a replay',
    },
    {
      name: 'local-peer',
      value: 'NAME',
      about: 'what this process is called in `peers` sections; the machine’s name unless said',
    },
    PROGRAMS_OPTION,
    { name: 'seed', value: 'N', about: 'for what is drawn at random; the time unless said' },
  ],
  notes: [
    'Logs go where the configuration’s `log` lines say: `log stdout format raw local0` in `global` and `log global` in ' +
      '`defaults` print them here. A path such as /dev/log cannot be reached from Node.',
    'SIGUSR1 stops as HAProxy does: listeners close, sessions finish, exit status 0. SIGTERM does the same, and cuts off ' +
      `what is left after ${GRACE_MS / 1000} seconds. SIGINT (Ctrl+C), or any second signal, ends at once.`,
    'SIGUSR2, or `drydock reload`, reads the configuration again and loses no connection: the new one takes over the listening ' +
      'sockets, the old one finishes what it has begun. One with errors is not taken.',
    'A file of --record holds the configuration and what clients and servers said as far as rules can see it: credentials ' +
      'and cookies too, unless --mask-secrets; no private keys. Only its owner may read it. A reload begins another file: FILE.1, FILE.2 …',
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
    let prepared = first;
    const pidFile = args.value('pid-file');
    const recordPath = args.value('record');
    if (recordPath === undefined && args.flag('mask-secrets')) return fail(io, '--mask-secrets is for --record FILE');
    let recorded = 0;
    const status = await serve(first.plan, {
      io,
      seed: Number(seed),
      forceLog: args.flag('log'),
      name: 'drydock run: ',
      processFacts: processFactsFor(version, environment),
      ...(recordPath === undefined
        ? {}
        : {
            record(plan: Plan, startMs: number) {
              const path = `${recordPath}${recorded++ === 0 ? '' : `.${recorded - 1}`}`;
              const header = headerFor(prepared, args, Number(seed), startMs, environment);
              try {
                const recorder = recordTo(resolve(io.cwd, path), header, plan);
                io.err(recordingText(path, header));
                return recorder;
              } catch (error) {
                fail(io, `${path}: ${systemMessage(error)}; nothing is recorded`);
                return null;
              }
            },
          }),
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
        prepared = again;
        return again.plan;
      },
    });
    if (pidFile !== undefined) rmSync(resolve(io.cwd, pidFile), { force: true });
    return status;
  },
};

interface Ready {
  readonly files: readonly LoadedFile[];
  readonly plan: Plan;
  readonly contents: Readonly<Record<string, string>>;
  readonly addresses: readonly KnownAddress[];
}

/** Reads the configuration and makes it ready to run; else says why not, and gives the exit status. */
async function prepare(args: Args, io: CliIo): Promise<Ready | number> {
  const loaded = await loadFiles(args, io);
  if (!loaded.ok) return fail(io, loaded.problem);
  const { files } = loaded;
  const version = versionOf(args);
  const environment = environmentOf(io.env);
  const localPeer = args.value('local-peer') ?? hostname();
  const analysis = analyse(files, { version, environment, localPeer });
  const findings = findingsOf(analysis);
  io.err(reportText({ files, diagnostics: findings.filter(isShown) }, io.colorErr));
  if (analysis.status !== 0) {
    io.err(`${verdict(analysis.status, version, findings)}\n`);
    return analysis.status;
  }
  const { plan: compiled, missing, contents } = compile(files, version, environment, io.cwd, localPeer);
  const mayStart = mayStartPrograms(args.flag(PROGRAMS_OPTION.name), io.env);
  for (const { span, message } of mayStart ? [] : withheldChecks(compiled))
    io.err(`${placeIn(files, span)}warning: ${message}\n`);
  const plan = mayStart ? compiled : withoutPrograms(compiled);
  const resolved = await resolveNames(args.flag('log') ? withLogs(plan) : plan);
  const problems = [
    ...missing,
    ...resolved.unresolved.map(({ name, server, reason, span }) => ({
      problem: `server ${server}: the name '${name}' does not resolve (${reason})`,
      span,
    })),
  ];
  for (const { problem, span } of problems) io.err(`${placeIn(files, span)}error: ${problem}\n`);
  return problems.length > 0 ? 1 : { files, plan: resolved.plan, contents, addresses: resolved.addresses };
}

/** What is written before the inputs. */
function headerFor(
  { files, contents, addresses }: Ready,
  args: Args,
  seed: number,
  startMs: number,
  environment: Readonly<Record<string, string>>,
): InputsHeader {
  const texts = asByteText(files).map(({ name, text }) => ({ name, text }));
  return {
    drydock: 'inputs',
    format: 1,
    secrets: args.flag('mask-secrets') ? 'masked' : 'kept',
    version: versionOf(args),
    seed,
    startMs,
    localMs: -60_000 * new Date(startMs).getTimezoneOffset(),
    logs: args.flag('log'),
    files: texts,
    contents,
    environment: namedVariables(texts, environment),
    localPeer: args.value('local-peer') ?? hostname(),
    addresses,
  };
}

function recordingText(path: string, { secrets, environment }: InputsHeader): string {
  const holds =
    secrets === 'kept'
      ? 'it will hold requests and responses as rules see them, credentials and cookies too (--mask-secrets leaves them out)'
      : 'credentials, cookies and bodies are replaced by stars';
  const names = Object.keys(environment);
  const variables = names.length === 0 ? '' : `; with the values of ${names.join(', ')}`;
  return `drydock run: recording to ${path}: the configuration, and what is said; ${holds}${variables}\n`;
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

/** `frontend web listens on http://127.0.0.1:8080` */
function listening(plan: Plan, link: ListenerLink): string {
  const proxy = plan.proxies[link.plan.proxy]!;
  const address = addressText({ ...link.plan, port: link.port });
  const isHttp = proxy.mode === 'http' && link.plan.family.startsWith('ip');
  const scheme = isHttp ? `http${link.plan.ssl === null ? '' : 's'}://` : '';
  return `drydock run: ${proxy.kind} ${proxy.name} listens on ${scheme}${address}`;
}
