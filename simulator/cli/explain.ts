/** `drydock explain`: the way of one request, from top to bottom. */

import type { Explanation } from '../engine/io.ts';
import type { Span } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import { explanationText } from '../trace/explain-text.ts';
import { requestLogLine } from '../trace/log-lines.ts';
import type { CliIo, Command } from './command.ts';
import { compile } from './compile.ts';
import { asByteText } from './encoding.ts';
import { asked, DEFAULT_FROM } from './explain-target.ts';
import { type Answer, ask } from './explain-world.ts';
import { environmentOf, FILE_OPTION, type LoadedFile, loadFiles, VERSION_OPTION, versionOf } from './load.ts';
import { indexLines, type LineIndex, lineText, positionAt } from './positions.ts';
import { reportText, verdict } from './report.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Say what a configuration does with one request, rule by rule, and why.',
  usage: '-f FILE… --request "METHOD URL" [--from IP] [--header "Name: value"]… [--json]',
  operandsAre: 'file',
  options: [
    FILE_OPTION,
    VERSION_OPTION,
    {
      name: 'request',
      value: 'REQUEST',
      required: true,
      about:
        'method and address, for example "GET https://www.example.com/login?a=b"; a path alone ("GET /login") is asked of the first listener',
    },
    { name: 'from', value: 'IP', about: `the client’s address; ${DEFAULT_FROM} unless said` },
    { name: 'header', value: 'HEADER', many: true, about: 'a request header, for example "Cookie: lang=de"' },
    { name: 'json', about: 'as data' },
  ],
  notes: [
    'Every server is up and answers 200 at once, and nobody else uses them: what is shown is what the configuration decides.',
    'Exit status: 0 when the request was followed to its end, whatever that was; 1 when the configuration has errors or the question is wrong.',
  ],
  async run(args, io) {
    const loaded = await loadFiles(args, io);
    if (!loaded.ok) return fail(io, loaded.problem);
    const { files } = loaded;
    const version = versionOf(args);
    const environment = environmentOf(io.env);
    const { diagnostics, status } = analyse(files, { version, environment });
    if (status !== 0) {
      io.err(reportText({ files, diagnostics: diagnostics.filter((d) => d.severity === 'error') }, io.colorErr));
      io.err(`${verdict(status, version, diagnostics)}\n`);
      return status;
    }
    const { plan, missing } = compile(files, version, environment, io.cwd);
    for (const { problem } of missing) io.err(`drydock explain: ${problem}; nothing matches it here\n`);
    const target = asked(plan, args.value('request')!, args.value('from') ?? DEFAULT_FROM, args.values('header'));
    if (typeof target === 'string') return fail(io, target);
    if (target.note !== null) io.err(`drydock explain: ${target.note}\n`);
    const answer = ask(plan, target.question);
    const log = answer.log === null ? null : requestLogLine(plan, answer.log, () => LOG_DATE_MS);
    const places = placesOf(files);
    if (args.flag('json')) io.out(`${JSON.stringify(asData(answer, log, places), null, 2)}\n`);
    else io.out(asText(`${args.value('request')} from ${target.question.src.host}`, answer, log, places, version));
    return 0;
  },
};

/** Everything happens at one instant; the log line needs a date, and any will do. */
const LOG_DATE_MS = 0;

function fail(io: CliIo, problem: string): 1 {
  io.err(`drydock explain: ${problem}\n`);
  return 1;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly source: string;
}

/** The engine's spans count bytes, so they are looked up in the byte text and shown from the readable one. */
function placesOf(files: readonly LoadedFile[]): (span: Span) => Place | null {
  const bytes: readonly LineIndex[] = asByteText(files).map((file) => indexLines(file.text));
  const readable = files.map((file) => indexLines(file.text));
  return (span) => {
    const index = bytes[span.file];
    if (index === undefined) return null;
    const { line, column } = positionAt(index, span.from);
    return { file: files[span.file]!.name, line, column, source: lineText(readable[span.file]!, line).trim() };
  };
}

function asData(answer: Answer, log: string | null, place: (span: Span) => Place | null): unknown {
  return {
    steps: answer.steps.map(({ spans, ...explanation }) => ({
      ...explanation,
      sentence: explanationText({ ...explanation, spans } as Explanation),
      lines: spans.map(place).filter((p) => p !== null),
    })),
    server: answer.server,
    request: answer.sent,
    response: answer.answered,
    answeredBy: answer.answeredBy,
    refused: answer.refused,
    log,
  };
}

function asText(
  title: string,
  answer: Answer,
  log: string | null,
  place: (span: Span) => Place | null,
  version: string,
): string {
  const lines = [`${title} (HAProxy ${version})`, ''];
  if (answer.refused !== null) lines.push(`Refused while it was read: ${answer.refused}.`, '');
  for (const [i, explanation] of answer.steps.entries()) {
    lines.push(`${String(i + 1).padStart(3)}. ${explanationText(explanation)}`);
    const shown = new Set<string>();
    for (const span of explanation.spans) {
      const at = place(span);
      if (at === null || shown.has(`${at.file}:${at.line}`)) continue;
      shown.add(`${at.file}:${at.line}`);
      lines.push(`       ${at.file}:${at.line}: ${at.source}`);
    }
  }
  lines.push('');
  const { server } = answer;
  if (answer.sent !== null && server !== null) {
    lines.push(`Sent to ${server.backend}/${server.name} (${server.address}):`, ...head(answer.sent), '');
  } else if (server !== null)
    lines.push(`Connected to ${server.backend}/${server.name} (${server.address}): bytes pass as they are.`, '');
  if (answer.answered !== null) {
    const who = answer.answeredBy === 'haproxy' ? 'Answered by HAProxy itself' : 'Answered (the server said 200)';
    lines.push(`${who}:`, ...head(answer.answered), '');
  }
  lines.push(log === null ? 'No log line.' : 'Log line:', ...(log === null ? [] : [`  ${log}`]), '');
  return lines.join('\n');
}

/** A head on the wire, indented; bytes that are not ASCII as they would look in UTF-8. */
function head(text: string): readonly string[] {
  const readable = Buffer.from(text, 'latin1').toString('utf8');
  return readable
    .trimEnd()
    .split('\r\n')
    .map((line) => `  ${line.replace(/[\0-\x1f\x7f]/g, '\ufffd')}`);
}
