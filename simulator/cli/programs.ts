/**
 * Programs that a configuration names: checks of `option external-check`, and `program` sections. They are started only when
 * whoever starts Drydock says so: `--allow-programs`, or an environment variable (a service unit, a test suite).
 */
import type { Span } from '../language/diagnostic.ts';
import type { Config, Section } from '../language/haproxy/config.ts';
import type { Plan } from '../plan/plan.ts';

export const PROGRAMS_OPTION = {
  name: 'allow-programs',
  about:
    'start the programs that the configuration names (external checks, `program` sections); or DRYDOCK_ALLOW_PROGRAMS=1',
};

/** @param isGiven whether the command line says so */
export function mayStartPrograms(isGiven: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isGiven || env['DRYDOCK_ALLOW_PROGRAMS'] === '1';
}

export interface Withheld {
  readonly span: Span;
  readonly message: string;
}

const HOW = '--allow-programs, or DRYDOCK_ALLOW_PROGRAMS=1 in the environment, allows it';

/** Lines of `program` sections that are accepted and not carried out. */
export function withheldSections({ sections }: Config): Withheld[] {
  return sections.flatMap(({ kind, name, directives }) =>
    kind === 'program'
      ? directives.filter(isCommand).map(({ span }) => ({ span, message: sectionText(name?.text) }))
      : [],
  );
}

const sectionText = (name = ''): string => `the command of program '${name}' is accepted and not started: ${HOW}`;

/** The lines by which a program would check servers. */
export function withheldChecks({ proxies }: Plan): Withheld[] {
  const message = `'option external-check' is accepted and starts no program, a plain TCP check is made instead: ${HOW}`;
  const checks = proxies.flatMap(({ backend }) => backend?.servers.map(({ check }) => check) ?? []);
  const lines = new Map(
    checks.map((check) =>
      check?.external && check.span
        ? ([`${check.span.file} ${check.span.from}`, check.span] as const)
        : (['', null] as const),
    ),
  );
  return [...lines.values()].flatMap((span) => (span === null ? [] : [{ span, message }]));
}

const isCommand = ({ words }: Section['directives'][number]): boolean => words[0]?.text === 'command';
