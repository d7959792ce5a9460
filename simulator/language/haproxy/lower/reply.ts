/** Replies that rules make themselves: `deny`, `tarpit`, `return`. */
import type { Format, ReplyConfig, Word } from '../config.ts';
import { leadingInteger } from '../words.ts';
import type { ActionReader, ReadAction } from './http-rules.ts';

/** Statuses that HAProxy has a message for. */
export const ERROR_CODES = [
  200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504,
];

const BODIES = new Set(['errorfiles', 'default-errorfiles', 'errorfile', 'file', 'string', 'lf-file', 'lf-string']);
/** Headers that the reply makes itself. */
const OWN_HEADERS = new Set(['content-length', 'transfer-encoding', 'content-type']);

interface Body {
  readonly kind: string;
  readonly word: Word;
}

export function readReply(name: 'deny' | 'tarpit' | 'return', r: ActionReader, from: number): ReadAction | null {
  const { words, cx } = r;
  let status = name === 'return' ? 200 : name === 'tarpit' ? 500 : r.ruleset === 'http-request' ? 403 : 502;
  let contentType: Word | null = null;
  let body: Body | null = null;
  const headers: { name: string; value: Format }[] = [];
  let i = from;
  // The older way to say the status; it comes first.
  if (name !== 'return' && words[i]?.text === 'deny_status') {
    const code = words[i + 1];
    if (!code) return r.fail(words[i]!.span, 'missing-argument', "'deny_status' wants a status behind it");
    const value = readStatus(code, r);
    if (value === null) return null;
    status = value;
    i += 2;
  }
  for (; i < words.length; i++) {
    const word = words[i]!;
    const { text } = word;
    const value = words[i + 1];
    if (text === 'status') {
      if (!value) return r.fail(word.span, 'missing-argument', "'status' wants a number behind it");
      const code = readStatus(value, r);
      if (code === null) return null;
      status = code;
      i++;
    } else if (text === 'content-type') {
      if (!value) return r.fail(word.span, 'missing-argument', "'content-type' wants a type behind it");
      contentType = value;
      i++;
    } else if (BODIES.has(text)) {
      if (body) return r.fail(word.span, 'duplicate-argument', `'${text}' behind '${body.kind}': a reply has one body`);
      if (text === 'default-errorfiles') body = { kind: text, word };
      else {
        if (!value) return r.fail(word.span, 'missing-argument', `'${text}' wants a value behind it`);
        body = { kind: text, word: value };
        i++;
      }
    } else if (text === 'hdr') {
      const content = words[i + 2];
      if (!value || !content) return r.fail(word.span, 'missing-argument', "'hdr' wants a name and a value");
      i += 2;
      if (OWN_HEADERS.has(value.text.toLowerCase())) {
        cx.report.warning(value.span, 'ignored-header', `header '${value.text}' is always ignored in a reply`);
        continue;
      }
      const format = r.format(content);
      if (!format) return null;
      headers.push({ name: value.text, value: format });
    } else break;
  }
  const content = checkBody(body, contentType, status, headers.length > 0, r);
  if (content === undefined) return null;
  const reply: ReplyConfig = {
    headers,
    ...(contentType ? { contentType: contentType.text } : {}),
    ...(body ? { body: { kind: body.kind, text: body.word.text, ...(content ? { format: content } : {}) } } : {}),
  };
  if (name === 'return') {
    return {
      action: {
        type: 'return',
        status,
        headers,
        ...(contentType && body ? { contentType: contentType.text } : {}),
        ...(content ? { body: content } : {}),
        reply,
      },
      next: i,
    };
  }
  return { action: { type: name, status, reply }, next: i };
}

function readStatus(word: Word, r: ActionReader): number | null {
  const status = leadingInteger(word.text);
  return status >= 200 && status <= 599
    ? status
    : r.fail(word.span, 'bad-status', `a reply's status is between 200 and 599, not ${word.text}`);
}

/** The body's format if it has one, null if not, undefined when an error was reported. */
function checkBody(
  body: Body | null,
  contentType: Word | null,
  status: number,
  hasHeaders: boolean,
  r: ActionReader,
): Format | null | undefined {
  const { report } = r.cx;
  const fail = (span: Word['span'], code: string, message: string): undefined => {
    r.fail(span, code, message);
    return undefined;
  };
  const ignored = (): void => {
    if (contentType)
      report.warning(
        contentType.span,
        'ignored-content-type',
        `content type '${contentType.text}' is ignored: the reply has no body of its own`,
      );
  };
  if (!body) {
    ignored();
    return null;
  }
  const { kind, word } = body;
  if (kind === 'errorfile' || kind === 'errorfiles' || kind === 'default-errorfiles') {
    if (kind !== 'errorfile' && !ERROR_CODES.includes(status))
      return fail(word.span, 'bad-status', `status ${status} has no error file of its own`);
    if (kind === 'errorfile') report.environment(word.span, 'file-needed', `HAProxy will need the file '${word.text}'`);
    ignored();
    if (hasHeaders) report.warning(word.span, 'ignored-header', 'headers are ignored in a reply with an error file');
    return null;
  }
  const empty = status === 204 || status === 304;
  if (empty) return fail(word.span, 'unexpected-body', `a ${status} response has no body`);
  if (kind === 'file' || kind === 'lf-file')
    report.environment(word.span, 'file-needed', `HAProxy will need the file '${word.text}'`);
  // An empty file is no body.
  if (!contentType && !(kind === 'file' && word.text === '/dev/null'))
    return fail(word.span, 'missing-content-type', 'a body needs a content type: put content-type in front of it');
  if (kind === 'lf-string') return r.format(word) ?? undefined;
  if (kind === 'string') return { source: word.text, parts: [{ type: 'text', text: word.text }], span: word.span };
  return null;
}
