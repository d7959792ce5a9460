/** Pages of a section's own, and `unique-id-format`. Manual, "errorfile", "unique-id-format", "unique-id-header". */
import type { Config, Format, ReplyConfig, Section, Settings, Word } from '../language/haproxy/config.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import type { ReplyPlan } from './action-plan.ts';
import { type ErrorFiles, formatOf, planReply, type ReplySource } from './actions.ts';
import { nearest } from './inherit.ts';
import type { FrontendPlan } from './plan.ts';
import type { RuleSource } from './rules.ts';

/** What every `http-errors` section has for its statuses. */
export function errorFilesOf(config: Config): ErrorFiles {
  const sections = config.sections.filter(({ kind }) => kind === 'http-errors');
  return new Map(
    sections.map(({ name, directives }) => {
      const files: Record<number, string> = {};
      for (const { words } of directives) {
        const [keyword, status, file] = words;
        if (keyword?.text === 'errorfile' && status && file) files[Number.parseInt(status.text, 10)] = file.text;
      }
      return [name?.text ?? '', files];
    }),
  );
}

/** The sections whose words a proxy's settings were made of, its own first. */
export function sectionsOf(bySettings: SectionsBySettings, chain: readonly Settings[]): readonly Section[] {
  return chain.flatMap((settings) => bySettings.get(settings) ?? []);
}

export type SectionsBySettings = ReadonlyMap<Settings, Section>;

export function sectionsBySettings(config: Config): SectionsBySettings {
  return new Map([...config.proxies, ...config.defaults].map(({ settings, section }) => [settings, section]));
}

/** The answers that a section has for statuses: of the lines for one status the last counts, and its own before its defaults'. */
export function planPages(sections: readonly Section[], source: ReplySource): Record<number, ReplyPlan> {
  const pages: Record<number, ReplyPlan> = {};
  for (const { directives } of [...sections].reverse()) {
    for (const { words } of directives) {
      const [keyword, first, second] = words.map(({ text }) => text);
      const status = Number.parseInt(first ?? '', 10);
      if (keyword === 'errorfile' && second !== undefined) {
        pages[status] = planReply(status, { headers: [], body: { kind: 'errorfile', text: second } }, source);
      } else if (keyword?.startsWith('errorloc') && second !== undefined) {
        const code = keyword === 'errorloc303' ? 303 : 302;
        pages[status] = {
          status,
          contentType: null,
          headers: [],
          body: { kind: 'location', status: code, url: second },
        };
      } else if (keyword === 'errorfiles' && first !== undefined) addFiles(pages, words, source);
      else if (keyword === 'http-error') addError(pages, words, source);
    }
  }
  return pages;
}

/** `errorfiles NAME [STATUS…]`. */
function addFiles(pages: Record<number, ReplyPlan>, words: readonly Word[], source: ReplySource): void {
  const wanted = words.slice(2).map(({ text }) => Number.parseInt(text, 10));
  for (const [key, text] of Object.entries(source.errorFiles?.get(words[1]!.text) ?? {})) {
    const status = Number(key);
    if (wanted.length > 0 && !wanted.includes(status)) continue;
    pages[status] = planReply(status, { headers: [], body: { kind: 'errorfile', text } }, source);
  }
}

/** `http-error status STATUS …`: the words are those of a `return`; without any, the answer is empty. */
function addError(pages: Record<number, ReplyPlan>, words: readonly Word[], source: ReplySource): void {
  const headers: { name: string; value: Format }[] = [];
  let status = 0;
  let contentType: string | undefined;
  let body: ReplyConfig['body'];
  for (let at = 1; at < words.length; at++) {
    const kind = words[at]!.text;
    const value = words[at + 1];
    if (kind === 'default-errorfiles') body = { kind, text: '' };
    else if (value === undefined) break;
    else if (kind === 'hdr') {
      const format = formatOf(words[at + 2], source);
      if (format) headers.push({ name: value.text, value: format });
      at += 2;
    } else {
      if (kind === 'status') status = Number.parseInt(value.text, 10);
      else if (kind === 'content-type') contentType = value.text;
      else {
        const format = kind === 'lf-string' ? formatOf(value, source) : literal(value, kind);
        body = { kind, text: value.text, ...(format ? { format } : {}) };
      }
      at++;
    }
  }
  const reply = planReply(
    status,
    { headers, ...(contentType === undefined ? {} : { contentType }), ...(body ? { body } : {}) },
    source,
  );
  pages[status] = body?.kind === 'default-errorfiles' ? { ...reply, body: { kind: 'built-in' } } : reply;
}

function literal({ text, span }: Word, kind: string): Format | null {
  return kind === 'string' ? { source: text, parts: [{ type: 'text', text }], span } : null;
}

const ANYWHERE = 2 ** 22 - 1;

export function planUniqueId(chain: readonly Settings[], { version }: RuleSource): FrontendPlan['uniqueId'] {
  const said = nearest(chain, (settings) => settings.other['unique-id-format']);
  const text = said?.value[0];
  if (!said || text === undefined) return null;
  const read = parseFormat(
    { text, span: said.span },
    { places: ANYWHERE, dialect: { version, loadsLua: true }, http: true },
  );
  const header = nearest(chain, (settings) => settings.other['unique-id-header'])?.value[0] ?? null;
  return read.ok ? { format: read.value.format, header: header === null ? null : header.toLowerCase() } : null;
}
