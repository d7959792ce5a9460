/** A few sections of a text, studied as if they were all of it. */
import type { Diagnostic, Span } from '../../diagnostic.ts';
import { type AnalyseOptions, type Rest, type Study, study } from '../analyse.ts';
import type { Config } from '../config.ts';
import { indexAt } from '../offsets.ts';
import type { Finding } from '../report.ts';
import { type Chunk, isByItself } from './chunks.ts';
import { type Placed, place } from './places.ts';

/** More that there is to say about a configuration; looked for whenever it is studied. */
export type Also = (config: Config) => readonly Diagnostic[];

export interface Subject {
  /** The file's. */
  readonly name: string;
  readonly options: AnalyseOptions;
  readonly also: Also;
}

export interface Part {
  /** By chunk; what is about the process is not among them. */
  readonly findings: ReadonlyMap<number, readonly Placed[]>;
  /** What is about the process as a whole, for comparing it: advice, and the rest. */
  readonly wideAdvice: string;
  readonly wideOther: string;
  readonly wide: readonly Placed[];
  /** What other sections see of global and defaults sections; equal for what makes no difference to them. */
  readonly shared: () => string;
  readonly hasErrors: boolean;
  /** Something was not found that may have been meant to be something else in the rest of the text. */
  readonly guesses: boolean;
  /** Chunks that take connections. */
  readonly takers: ReadonlySet<number>;
}

/** Advice about several sections together, filed with the first of them. */
const ABOUT_SEVERAL: ReadonlySet<string> = new Set(['slow-requests', 'client-address-lost', 'log-without-requests']);

/** The finding may have its reason anywhere in the text. */
export function isWide({ finding, homes }: Placed, chunks: readonly Chunk[]): boolean {
  return !isByItself(chunks[homes[0]!]!) || ABOUT_SEVERAL.has(finding.diagnostic.code);
}

export function isAdvice({ finding }: Placed): boolean {
  return finding.diagnostic.severity === 'advice';
}

/**
 * @param pieces indexes of the chunks to study, growing
 * @param touched those of them that the study is about
 * @returns null where they do not come out as the sections that they are
 */
export function studyPieces(
  pieces: readonly number[],
  chunks: readonly Chunk[],
  touched: ReadonlySet<number>,
  rest: Omit<Rest, 'isWanted'>,
  { name, options, also }: Subject,
): Part | null {
  const texts = pieces.map((i) => chunks[i]!.text);
  const starts = startsOf(texts);
  const isWanted = ({ from }: Span): boolean => touched.has(pieces[indexAt(starts, from)]!);
  const done = study([{ name, text: texts.join('') }], options, { ...rest, isWanted });
  const sections = pieces.filter((i) => chunks[i]!.kind !== '');
  const isAsBefore = (i: number, k: number): boolean => {
    const section = done.config.sections[k];
    return section?.kind === chunks[i]!.kind && (section.name?.text ?? '') === chunks[i]!.name;
  };
  if (sections.length !== done.config.sections.length || !sections.every(isAsBefore)) return null;
  const findings = new Map<number, Placed[]>();
  const wide: Placed[] = [];
  const all = allFindings(done, also);
  for (const finding of all) {
    const placed = place(finding, starts, pieces);
    if (isWide(placed, chunks)) {
      wide.push(placed);
      continue;
    }
    const home = placed.homes[0]!;
    const list = findings.get(home);
    if (list) list.push(placed);
    else findings.set(home, [placed]);
  }
  return {
    findings,
    wideAdvice: written(wide.filter(isAdvice)),
    wideOther: written(wide.filter((p) => !isAdvice(p))),
    wide,
    shared: done.shared,
    hasErrors: hasErrors(all.filter((f) => isWanted(f.diagnostic.span))),
    guesses: all.some((f) => isWanted(f.diagnostic.span) && guesses(f)),
    takers: new Set(done.takers.map((k) => sections[k]!)),
  };
}

/** Equal for what says the same. */
export function written(found: readonly Placed[]): string {
  return JSON.stringify(found.map(({ finding, homes }) => ({ finding, homes })));
}

/** Where each of some texts begins when they stand one behind the other. */
export function startsOf(texts: readonly string[]): number[] {
  let at = 0;
  return texts.map((text) => {
    const start = at;
    at += text.length;
    return start;
  });
}

/** The findings of a study, and what there is to say besides, once a place. */
export function allFindings({ findings, config }: Study, also: Also): readonly Finding[] {
  const more = also(config);
  if (more.length === 0) return findings;
  const key = ({ code, span }: Diagnostic): string => `${code} ${span.from}`;
  const known = new Set(findings.map((f) => key(f.diagnostic)));
  const added = more
    .filter((d) => !known.has(key(d)))
    .map((diagnostic): Finding => ({ diagnostic, phase: 'ours', aborts: false, harmless: false }));
  return [...findings, ...added];
}

/** Something is wrong that keeps advice from being given. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((f) => f.diagnostic.severity === 'error' && !f.harmless);
}

/** Its hint is a name of another section, and backends' names are known. */
function guesses({ diagnostic: { code, hint } }: Finding): boolean {
  return GUESSED.has(code) && (hint === undefined || hint.startsWith('did you mean'));
}

const GUESSED: ReadonlySet<string> = new Set(['unknown-table', 'unknown-frontend', 'unknown-server', 'unknown-proxy']);
