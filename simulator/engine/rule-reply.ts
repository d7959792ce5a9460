/** The answers of `deny`, `tarpit` and `return`: pages, bodies, files. Manual, 4.4, "http-request return". */
import { type Answer, challenge, errorPage, redirectAnswer, returnAnswer } from '../http1/index.ts';
import type { ReplyPlan } from '../plan/action-plan.ts';
import { lowerAscii } from './ascii.ts';
import { formatBytes, formatText } from './format.ts';
import { isForProxy } from './rare-options.ts';
import type { SampleContext } from './sample/context.ts';

/** `logged`: the status for the log, where it is another than the answer's. */
export interface RuleAnswer extends Answer {
  readonly logged?: number;
}

/** @param bare what stands where the rule says nothing about the body: the page of the status, or no body */
export function replyOf(reply: ReplyPlan, context: SampleContext, bare: 'page' | 'empty'): RuleAnswer {
  // a header without a value is left out
  const headers = reply.headers
    .map(({ name, value }) => ({ name: lowerAscii(name), value: formatText(value, context) }))
    .filter(({ value }) => value !== '');
  const { body, status, contentType } = reply;
  const content = (text: string) => (contentType === null ? undefined : { type: contentType, body: text });
  switch (body.kind) {
    case 'none': {
      if (bare === 'page' && headers.length === 0) return pageOf(status, context);
      return returnAnswer(status, headers);
    }
    case 'format':
      return returnAnswer(status, headers, content(formatBytes(body.format, context)));
    case 'file':
      return returnAnswer(status, headers, content(body.content));
    case 'errorfile':
      if (body.content === '') return silence(status);
      return logged(
        status,
        (body.content === null ? null : wholeAnswer(body.content)) ?? errorPage(status, context.engine.plan.version),
      );
    case 'pages':
      return pageOf(status, context);
    case 'built-in':
      return errorPage(status, context.engine.plan.version);
    case 'location':
      return errorLocation(body.status, body.url);
  }
}

/** `errorloc`: a redirection whose headers stand in another order than those of a rule's. */
function errorLocation(status: 302 | 303, url: string): RuleAnswer {
  const { head, body } = redirectAnswer(status, url);
  const isFirst = ({ name }: { readonly name: string }) => name === 'cache-control';
  const headers = [...head.headers.filter(isFirst), ...head.headers.filter((header) => !isFirst(header))];
  return { head: { ...head, headers }, body };
}

/** The page of a status: an `errorfile` of the section's own, else HAProxy's. */
export function pageOf(status: number, context: SampleContext): RuleAnswer {
  const { engine, stream } = context;
  const back = engine.plan.proxies[stream.backend]!;
  const front = engine.plan.proxies[stream.frontend]!;
  const own = back.backend?.pages[status] ?? front.frontend?.pages[status];
  // a page that asks for the pages would ask for itself
  if (own === undefined || own.body.kind === 'pages') return errorPage(status, engine.plan.version);
  return logged(status, replyOf(own, context, 'empty'));
}

/** An empty file: nothing is said, and the connection ends. */
function silence(status: number): Answer {
  const headers = [{ name: 'connection', value: 'close' }];
  return { head: { version: '1.1', status, reason: '', headers }, body: '', silent: true };
}

/** An answer that says another status is logged as what it stands for. */
function logged(status: number, answer: Answer): RuleAnswer {
  return answer.head.status === status ? answer : { ...answer, logged: status };
}

// A cache: what it holds follows from its keys alone.
const answers = new Map<string, Answer | null>();

/** A file that holds a whole answer, head and all; null when it is none. */
function wholeAnswer(text: string): Answer | null {
  let answer = answers.get(text);
  if (answer === undefined) {
    answer = readAnswer(text.replace(/\r?\n/g, '\r\n'), text);
    if (answers.size > 100) answers.clear();
    answers.set(text, answer);
  }
  return answer;
}

function readAnswer(lines: string, original: string): Answer | null {
  const end = lines.indexOf('\r\n\r\n');
  const start = /^HTTP\/1\.[01] (\d{3})(?: ([^\r]*))?\r\n/.exec(lines);
  if (!start || end < 0) return null;
  const body = original.slice(original.search(/\r?\n\r?\n/)).replace(/^\r?\n\r?\n/, '');
  const headers = lines
    .slice(start[0].length, end)
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: lowerAscii(line.slice(0, colon)), value: line.slice(colon + 1).trim() };
    })
    .filter(({ name }) => name !== 'connection');
  return { head: { version: '1.1', status: Number(start[1]), reason: start[2] ?? '', headers }, body };
}

/** 401, or 407 for a request to a proxy; the realm is the section's name when none is said. */
export function authAnswer(realm: string | null, context: SampleContext): Answer {
  const { engine, stream, proxy } = context;
  const status = isForProxy(engine, stream) ? 407 : 401;
  const page = pageOf(status, context);
  const header = challenge(status, realm ?? engine.plan.proxies[proxy]!.name);
  return { ...page, head: { ...page.head, headers: [...page.head.headers, header] } };
}
