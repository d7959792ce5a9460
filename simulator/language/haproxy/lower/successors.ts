/** Quick fixes that put something in the place of what is gone, missing or there twice. */
import type { Fix, Span } from '../../diagnostic.ts';
import type { Directive, Word } from '../config.ts';
import type { Extra } from '../report.ts';
import type { ProxyContext, ProxyDraft } from './context.ts';

/** Writes other words in the place of `span`. */
export function write(text: string, span: Span): { readonly fixes: readonly Fix[] } {
  return { fixes: [{ title: `Write '${text}'`, edits: [{ span, text }] }] };
}

/** Takes out what does nothing any more; a comment behind it stays. */
export function remove(title: string, span: Span): { readonly fixes: readonly Fix[] } {
  return { fixes: [{ title, edits: [{ span, text: '' }] }] };
}

/** Keywords whose successors take the same words. */
const SAME_WORDS: Readonly<Record<string, string>> = {
  block: 'http-request deny',
  redisp: 'option redispatch',
  redispatch: 'option redispatch',
  reqadd: 'http-request add-header',
  rspadd: 'http-response add-header',
};

const NOTHING_LEFT = new Set(['grace', 'reqipass', 'reqpass', 'bind-process', 'nbproc']);

/** What stands in the place of a directive that is gone, where that can be said without knowing what is meant. */
export function successorOf(d: Directive): Extra {
  const [head, first] = d.words;
  if (!head || d.prefix) return {};
  if (NOTHING_LEFT.has(head.text)) return remove('Remove the line', d.span);
  const keyword = Object.hasOwn(SAME_WORDS, head.text) ? SAME_WORDS[head.text]! : null;
  if (keyword === null) return {};
  if (!keyword.endsWith('add-header')) return write(keyword, head.span);
  // Values are log formats now, so those with signs of their own are left to the writer.
  const header = /^([\w-]+):\s*([^"'\\%${}[\]#]+)$/.exec(first?.text ?? '');
  if (!header) return {};
  const value = /\s/.test(header[2]!) ? `"${header[2]}"` : header[2]!;
  return write(`${keyword} ${header[1]} ${value}`, { ...head.span, to: first!.span.to });
}

/** A server line in the place of `dispatch` or `transparent`: only where there are no servers that would share with it. */
export function serverInstead(text: string, span: Span, cx: ProxyContext): Extra {
  const hasServers = cx.draft.section.directives.some((d) => /^server/.test(d.words[0]?.text ?? ''));
  return cx.isDefaults || !cx.be || hasServers ? {} : write(text, span);
}

export function transparentServer(d: Directive, cx: ProxyContext): Extra {
  return d.prefix ? {} : serverInstead('server transparent 0.0.0.0', d.span, cx);
}

/** `process` on bind lines: only threads are left of it. */
export function threadInstead(option: Word, set: Word | undefined): Extra {
  if (!set) return {};
  const span = { ...option.span, to: set.span.to };
  const threads = /\/(.+)$/s.exec(set.text)?.[1];
  return threads ? write(`thread ${threads}`, span) : remove("Remove 'process'", span);
}

/** Another name for what has the name of something else. */
export function rename(name: Pick<Word, 'text' | 'span'>, isTaken: (name: string) => boolean): Extra {
  for (let i = 2; i < 1000; i++) {
    const other = `${name.text}-${i}`;
    if (!isTaken(other)) return write(other, name.span);
  }
  return {};
}

/** A backend behind the section that names it: there it has the same defaults. */
export function addBackend(name: string, draft: ProxyDraft): readonly Fix[] {
  const { section, effective, inherited } = draft;
  if (!/^[\w.:-]+$/.test(name) || draft.kind === 'defaults') return [];
  const words = section.header.words.map((w) => w.text);
  const from = words.indexOf('from', 1);
  const lines = [
    `backend ${name}${from > 0 && words[from + 1] ? ` from ${words[from + 1]}` : ''}`,
    ...(effective.mode === (inherited?.mode ?? 'tcp') ? [] : [`    mode ${effective.mode}`]),
    '    server s1 127.0.0.1:8080',
  ];
  const span = { file: section.file, from: section.end, to: section.end };
  return [{ title: `Add backend '${name}'`, edits: [{ span, text: `\n\n${lines.join('\n')}` }] }];
}
