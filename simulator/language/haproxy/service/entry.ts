/** One word of the vocabulary: a row of the tables, or a name that is known without one, in the shape that all services share. */
import type { Version } from '../config.ts';
import { LIST_WORDS, PART_MANUALS, type PartRow } from '../keywords/parts.ts';
import type { Row, Value } from '../keywords/row.ts';
import { keywordLine } from '../texts/lines.ts';
import { rank, VERSIONS } from '../version.ts';

/** A word that means something. */
export interface Entry {
  readonly name: string;
  /** With the words in front of it that belong to it: `timeout client`, `http-request deny`. */
  readonly title: string;
  readonly kind: 'section' | 'directive' | 'option' | 'action' | 'value';
  /** As a reader is shown it. */
  readonly form: string;
  /** As lines are understood: `form`, or one that says more. */
  readonly grammar: string;
  /** Empty for names that Drydock only knows to exist. */
  readonly text: string;
  readonly since?: Version;
  readonly until?: Version;
  readonly deprecated?: Version;
  readonly instead?: string;
  readonly manual?: string;
  /** The manual's own index has it under this name. */
  readonly anchor?: string;
  readonly example?: string;
  readonly value?: Value;
  /** Sections where it may stand. */
  readonly sections?: readonly string[];
  /** `if` or `unless` may end the line. */
  readonly conditional?: true;
  /** Its name goes on in the same word: `set-var(txn.x)`, `track-sc0`. */
  readonly glued?: 'parentheses' | 'digits';
  /** Does something in HTTP mode only. */
  readonly http?: true;
  /** What its longer text is filed under, with `name`; the narrowest first. */
  readonly topics: readonly string[];
  /** Rulesets that have the action. */
  readonly rulesets?: readonly string[];
}

export function isIn(row: { readonly since?: Version; readonly until?: Version }, version: Version): boolean {
  return rank(version) >= rank(row.since ?? '2.6') && (row.until === undefined || rank(version) < rank(row.until));
}

/** What the form says behind parentheses that are glued to the name. */
export function behindGlue(form: string): string {
  return form.replace(/^(\[\([^\]]*\)\]|\([^)]*\))\s*/, '');
}

export function conditional(form: string): { readonly conditional?: true } {
  return /<condition>/.test(form) ? { conditional: true } : {};
}

type Facts = Pick<Entry, 'since' | 'until' | 'deprecated' | 'instead' | 'manual' | 'example' | 'value' | 'http'>;

function facts(row: Row & { readonly value?: Value; readonly http?: true }): Facts {
  const { since, until, deprecated, instead, manual, value, http } = row;
  return {
    manual,
    example: row.accepts,
    ...(since && { since }),
    ...(until && { until }),
    ...(deprecated && { deprecated }),
    ...(instead && { instead }),
    ...(value && { value }),
    ...(http && { http }),
  };
}

export function entry(
  row: Row,
  kind: Entry['kind'],
  before: string,
  topics: readonly string[],
  own: Partial<Entry> = {},
): Entry {
  const name = row.name.startsWith(`${before} `) ? row.name.slice(before.length + 1) : row.name;
  const title = before === '' ? name : `${before} ${name}`;
  const glue = /^(\[\(|\()/.test(row.form) ? ({ glued: 'parentheses' } as const) : {};
  return {
    name,
    title,
    kind,
    form: row.form,
    grammar: behindGlue(row.form),
    text: row.text,
    topics,
    ...facts(row),
    ...conditional(row.form),
    ...glue,
    ...own,
  };
}

/** A name without a row: what `keyword-lines.ts` says about it, if anything. */
export function bare(
  name: string,
  kind: Entry['kind'],
  before: string,
  topics: readonly string[],
  own: Partial<Entry> = {},
): Entry {
  const line = keywordLine(topics, name);
  const title = before === '' ? name : `${before} ${name}`;
  if (!line) return { name, title, kind, topics, form: '', grammar: '', text: '', ...own };
  const { form, text, manual, deprecated, instead } = line;
  const glued = form.startsWith('(') ? ({ glued: 'parentheses' } as const) : {};
  return {
    name,
    title,
    kind,
    topics,
    ...own,
    form,
    grammar: behindGlue(form),
    text,
    manual: own.manual ?? manual,
    ...(deprecated && { deprecated }),
    ...(instead && { instead }),
    ...glued,
    ...conditional(form),
  };
}

/** Since when and until when a name is known. */
export function spanOf(has: (version: Version) => boolean): Pick<Entry, 'since' | 'until'> {
  const all = VERSIONS.filter(has);
  const first = all[0];
  const after = VERSIONS[VERSIONS.indexOf(all.at(-1)!) + 1];
  return {
    ...(first !== undefined && first !== VERSIONS[0] && { since: first }),
    ...(first !== undefined && after && { until: after }),
  };
}

/** Lists by the words that readers know them by. */
function shownForm(form: string): string {
  return form.replace(/<@([^>]*)>/g, (_, list: string) => `<${LIST_WORDS[list] ?? list.split(' ').at(-1)}>`);
}

export function part(row: PartRow, before: string, kind: Entry['kind'], list = ''): Entry {
  const { name, form, text, since, until, value } = row;
  const title = before === '' ? name : `${before} ${name}`;
  const [manual, anchor] = PART_MANUALS[list] ?? [];
  return {
    name,
    title,
    kind,
    topics: [list],
    ...(manual && { manual, ...(anchor != null && { anchor: anchor === '=' ? name : anchor || title }) }),
    form: shownForm(form),
    grammar: behindGlue(form),
    text,
    ...(since && { since }),
    ...(until && { until }),
    ...(value && { value }),
    ...conditional(form),
    ...(form.startsWith('(') && { glued: 'parentheses' as const }),
  };
}
