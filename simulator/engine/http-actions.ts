/** What single actions of HTTP rules do to a message. Facts: the manual, 4.3 and 4.4. */
import type { ActionPlan } from '../plan/action-plan.ts';
import { lowerAscii } from './ascii.ts';
import { withBinaryHeaders } from './binary-headers.ts';
import { formatText, formatter } from './format.ts';
import { withHeader, withoutHeader } from './http-headers.ts';
import type { Header, RequestHead } from './io.ts';
import { normalizeUri } from './normalize-uri.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import { expandGroups, matches, matchRegex, regexFor } from './sample/regex.ts';
import { asBytes } from './sample/value.ts';
import { pathAndQuery } from './uri.ts';

type Of<Type extends ActionPlan['type']> = Extract<ActionPlan, { readonly type: Type }>;

type HeaderAction = Extract<ActionPlan, { readonly type: 'set-header' | 'add-header' }>;
type ReplaceAction = Extract<ActionPlan, { readonly type: 'replace-header' | 'replace-value' }>;

export function changeHeaders(context: SampleContext, change: (headers: readonly Header[]) => readonly Header[]): void {
  const { stream } = context;
  const message = context.direction === 'response' ? stream.response : stream.request;
  if (message) setHeaders(context, change(message.headers));
}

function setHeaders({ stream, direction }: SampleContext, headers: readonly Header[]): void {
  if (direction === 'response') {
    const { version, status, reason } = stream.response!;
    stream.response = { version, status, reason, headers };
  } else {
    const { method, target, version } = stream.request!;
    stream.request = { method, target, version, headers };
  }
}

/** `set-header` and `add-header`, prepared. */
export function headerSetter(action: HeaderAction): (context: SampleContext) => void {
  const name = lowerAscii(action.name);
  const replaces = action.type === 'set-header';
  const textOf = formatter(action.value);
  return (context) => {
    const { stream } = context;
    const value = textOf(context);
    const message = context.direction === 'response' ? stream.response : stream.request;
    if (!message) return;
    const others = replaces ? withoutHeader(message.headers, name) : message.headers;
    setHeaders(context, withHeader(others, name, value));
  };
}

/** Many headers at once; what is wrong with the list of them, if anything. Without a value nothing happens. */
export function changeBinary(action: Of<'headers-bin'>, context: SampleContext): 'P' | 'I' | null {
  const { stream, direction } = context;
  const value = evaluate(action.value, context);
  const message = direction === 'response' ? stream.response : stream.request;
  if (!value || !message) return null;
  const { headers, fault } = withBinaryHeaders(action, message.headers, asBytes(value));
  setHeaders(context, headers);
  return fault;
}

/** Is the header one that a `del-header` means? */
export function deletes(action: Of<'del-header'>, name: string): boolean {
  const wanted = lowerAscii(action.name);
  switch (action.match) {
    case 'str':
      return name === wanted;
    case 'beg':
      return name.startsWith(wanted);
    case 'end':
      return name.endsWith(wanted);
    case 'sub':
      return name.includes(wanted);
    case 'reg': {
      const regex = regexFor(action.name, true);
      return regex !== null && matches(regex, name);
    }
  }
}

/** What matched is replaced, what stands around it goes; nothing happens where nothing matches. */
function replaced(found: string, pattern: string, replacement: string): string {
  const groups = matchRegex(pattern, false, found);
  return groups ? expandGroups(replacement, groups) : found;
}

/** `replace-header` looks at whole lines, `replace-value` at each value between commas. */
export function replaceInHeader(action: ReplaceAction, context: SampleContext): void {
  const replacement = formatText(action.value, context);
  const change = (value: string) => replaced(value, action.pattern, replacement);
  changeHeaders(context, (headers) =>
    headers.map((header) => {
      if (header.name !== action.name) return header;
      const whole = action.type === 'replace-header' || !header.value.includes(',');
      return { ...header, value: whole ? change(header.value) : eachValue(header.value, change) };
    }),
  );
}

/** Values between commas outside quotes. A value that is replaced loses the blanks around it, the others keep theirs. */
function eachValue(line: string, change: (value: string) => string): string {
  return line.replace(/((?:"(?:\\.|[^"\\])*"|[^,"])*)(,|$)/g, (_all, value: string, comma: string) => {
    const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
    const changed = change(trimmed);
    return (changed === trimmed ? value : changed) + comma;
  });
}

function change(context: SampleContext, to: Partial<RequestHead>): void {
  const { stream } = context;
  if (stream.request) stream.request = { ...stream.request, ...to };
}

/** Everything before the path of an absolute form; '' otherwise. */
function authorityOf(target: string): string {
  return target.slice(0, target.length - pathAndQuery(target).length);
}

type Part = 'method' | 'path' | 'pathq' | 'query' | 'uri';

/** Puts a part of the request line in place of the one that was there. */
export function setTarget(part: Part, value: string, context: SampleContext): void {
  const request = context.stream.request;
  if (!request) return;
  if (part === 'method') {
    change(context, { method: value });
    return;
  }
  const { target } = request;
  const whole = pathAndQuery(target);
  const question = whole.indexOf('?');
  const path = question < 0 ? whole : whole.slice(0, question);
  const query = question < 0 ? '' : whole.slice(question);
  const authority = authorityOf(target);
  switch (part) {
    case 'path':
      change(context, { target: `${authority}${value}${query}` });
      return;
    case 'pathq':
      change(context, { target: `${authority}${value}` });
      return;
    case 'query':
      change(context, { target: `${authority}${path}${value === '' ? '' : `?${value.replace(/^\?/, '')}`}` });
      return;
    case 'uri':
      change(context, { target: value });
      return;
  }
}

/** The part as it is, rewritten by an expression. */
export function replaceTarget(action: Of<'replace-target'>, context: SampleContext): void {
  const target = context.stream.request?.target ?? '';
  const whole = pathAndQuery(target);
  const path = whole.split('?', 1)[0]!;
  const found = action.part === 'uri' ? target : action.part === 'pathq' ? whole : path;
  if (found === '' && action.part !== 'uri') return;
  const groups = matchRegex(action.pattern, false, found);
  if (groups) setTarget(action.part, expandGroups(formatText(action.value, context), groups), context);
}

/** @returns false: what is there cannot be normalised, and the rule says so (`strict`): the request is refused */
export function normalize(action: Of<'normalize-uri'>, context: SampleContext): boolean {
  const target = context.stream.request?.target ?? '';
  const normal = normalizeUri(target, action.how, action.flag);
  if (normal === null) return false;
  if (normal !== target) change(context, { target: normal });
  return true;
}

export function setStatus(action: Of<'set-status'>, context: SampleContext, reason: string): void {
  const { stream } = context;
  if (!stream.response) return;
  stream.response = { ...stream.response, status: action.status, reason: action.reason ?? reason };
  stream.status = action.status;
}
