/** `drydock haproxy` without `-c`: starts, as HAProxy does it. */
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { resolveNames } from '../../drivers/sockets/resolve.ts';
import { analyse } from '../../language/haproxy/analyse.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { withoutPrograms } from '../../plan/external-check.ts';
import type { Plan } from '../../plan/plan.ts';
import type { CliIo } from '../command.ts';
import { compile } from '../compile.ts';
import { asByteText } from '../encoding.ts';
import type { LoadedFile } from '../load.ts';
import { indexLines, positionAt } from '../positions.ts';
import { processFactsFor } from '../process-facts.ts';
import { mayStartPrograms, type Withheld, withheldChecks, withheldSections } from '../programs.ts';
import { type Serving, serve } from '../serve.ts';
import { type Master, openMaster, programsOf } from './master.ts';
import { message } from './messages.ts';
import type { HaproxyOptions } from './options.ts';
import { releaseOf } from './texts.ts';

export interface Start {
  readonly options: HaproxyOptions;
  readonly version: Version;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly LoadedFile[];
  readonly io: CliIo;
  say(text: string): void;
  /** Reads and judges the configuration once more; null when it cannot be taken, which has been said. */
  again(): Promise<readonly LoadedFile[] | null>;
}

export async function start(what: Start): Promise<number> {
  const { options, version, environment, io, say } = what;
  const mayStart = mayStartPrograms(options.allowsPrograms, io.env);
  const plan = await planOf(what, what.files);
  if (plan === null) return 1;
  let isFirst = true;
  const masters: Master[] = [];
  const masterOf = async (serving: Serving): Promise<void> => {
    const { config } = analyse(asByteText(what.files), { version, environment });
    if (!mayStart) withheld(what, withheldSections(config));
    const opened = await openMaster(serving, {
      addresses: options.masterSockets,
      programs: mayStart ? programsOf(config) : [],
      release: releaseOf(version),
      say: (text) => say(message('ALERT', text)),
    });
    if (opened.ok) masters.push(opened.master);
    else say(message('ALERT', opened.problem));
  };
  const status = await serve(plan, {
    io,
    seed: Date.now(),
    forceLog: false,
    interruptedStatus: INTERRUPTED,
    name: 'drydock haproxy: ',
    processFacts: processFactsFor(version, environment),
    failed: (problem) => say(message('ALERT', problem)),
    started(_running, _plan, serving) {
      if (!isFirst) return;
      isFirst = false;
      if (options.master) void masterOf(serving);
      if (options.pidFile !== null) writeFileSync(resolve(io.cwd, options.pidFile), `${process.pid}\n`);
      for (const pid of options.oldPids) signal(pid, options.oldMayFinish ? 'SIGUSR1' : 'SIGTERM');
    },
    async reload() {
      const files = await what.again();
      return files === null ? null : planOf(what, files);
    },
  });
  for (const master of masters) master.close();
  // HAProxy leaves this signal to the system, and whoever waits for the process sees that it ended by it
  if (status === INTERRUPTED) process.kill(process.pid, 'SIGINT');
  return status;
}

/** What the files say, ready to run; null when something is missing, which is said. */
async function planOf(what: Start, files: readonly LoadedFile[]): Promise<Plan | null> {
  const { options, version, environment, io, say } = what;
  const { plan: compiled, missing } = compile(files, version, environment, io.cwd, options.localPeer ?? hostname());
  const mayStart = mayStartPrograms(options.allowsPrograms, io.env);
  if (!mayStart) withheld(what, withheldChecks(compiled));
  const resolved = await resolveNames(limited(mayStart ? compiled : withoutPrograms(compiled), options.maxconn));
  const problems = missing.map(({ problem }) => problem);
  if (!options.ignoresUnresolved) {
    for (const { name, server } of resolved.unresolved) {
      problems.push(`config : server '${server}' : could not resolve address '${name}'.`);
    }
  }
  for (const problem of problems) say(message('ALERT', problem));
  return problems.length > 0 ? null : resolved.plan;
}

/** Says, in HAProxy's form, what is accepted and not started. */
function withheld({ files, say }: Start, lines: readonly Withheld[]): void {
  for (const { span, message: text } of lines) {
    const file = files[span.file];
    const line = file === undefined ? 0 : positionAt(indexLines(file.text), span.from).line;
    say(message('WARNING', `config : [${file?.name ?? ''}:${line}] : ${text}.`));
  }
}

/** What a shell says of a process that SIGINT has ended. */
const INTERRUPTED = 130;

function limited(plan: Plan, maxconn: number | null): Plan {
  return maxconn === null || maxconn === 0 ? plan : { ...plan, process: { ...plan.process, maxconn } };
}

/** A process that is not there any more needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}
