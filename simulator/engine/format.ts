/**
 * Log-format strings evaluated, in header values, redirects and wherever else they are used (manual 8.2.6); log lines are
 * written by `log-line.ts`. An absent value is nothing here, a dash there. A value stands as it is, but for what comes
 * from the request line (`%r`, `%HU` …): there what cannot be printed is `#XX`, and absence is nothing everywhere. Asked
 * of HAProxy 2.6 and 3.2.
 */
import type { Format } from '../language/haproxy/config.ts';
import { aliasWriter, sampleWriter, type Write } from './format-writers.ts';
import type { LogRecord } from './io.ts';
import { recordOf } from './log-values.ts';
import type { SampleContext } from './sample/context.ts';

/** For headers, redirects, names. A log line is written by `log-line.ts`. */
export function formatText(format: Format, context: SampleContext): string {
  return headerText(preparedFormat(format), context);
}

/** What may stand in no header is written as in URLs. */
function headerText(prepared: Prepared, context: SampleContext): string {
  return prepared.constant ?? encodedControls(plainText(prepared, context, false));
}

/** A format that is not for log lines, prepared. */
export function formatter(format: Format): (context: SampleContext) => string {
  const prepared = preparedFormat(format);
  return (context) => headerText(prepared, context);
}

/** For bodies and variables: in TCP mode, and since 3.2 everywhere, they take every byte. */
export function formatBytes(format: Format, context: SampleContext): string {
  const { plan } = context.engine;
  const encodes = plan.behaviour.bodyControls === 'encoded' && plan.proxies[context.proxy]?.mode !== 'tcp';
  return plainText(preparedFormat(format), context, encodes);
}

/** A value, and the text of the format in front of it. */
interface Piece {
  readonly before: string;
  readonly isSample: boolean;
  readonly write: Write;
}

interface Prepared {
  readonly pieces: readonly Piece[];
  /** Behind the last value. */
  readonly end: string;
  readonly asksForRecord: boolean;
  /** When nothing in it depends on anything. */
  readonly constant: string | null;
}

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<Format, Prepared>();

function preparedFormat(format: Format): Prepared {
  let prepared = known.get(format);
  if (prepared === undefined) {
    prepared = prepare(format);
    known.set(format, prepared);
  }
  return prepared;
}

function prepare({ parts }: Format): Prepared {
  const pieces: Piece[] = [];
  let before = '';
  for (const part of parts) {
    if (part.type === 'text') before += part.text;
    else {
      const isSample = part.type === 'sample';
      pieces.push({ before, isSample, write: isSample ? sampleWriter(part, false) : aliasWriter(part, false) });
      before = '';
    }
  }
  return {
    pieces,
    end: before,
    asksForRecord: parts.some(({ type }) => type === 'alias'),
    constant: pieces.length === 0 ? encodedControls(before) : null,
  };
}

/** @param encodes control characters of samples are written as in URLs */
function plainText({ pieces, end, asksForRecord }: Prepared, context: SampleContext, encodes: boolean): string {
  let out = '';
  const record = asksForRecord ? recordOf(context.engine, context.client, context.stream) : NO_RECORD;
  for (let at = 0; at < pieces.length; at++) {
    const { before, isSample, write } = pieces[at]!;
    const text = write(context, record);
    out += before + (encodes && isSample ? encodedControls(text) : text);
  }
  return out + end;
}

/** Handed to writers that do not look at it. */
const NO_RECORD = {} as LogRecord;

const CONTROLS = /[\x01-\x08\x0a-\x1f\x7f]/g;
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** As in URLs, what may stand in no header. */
function encodedControls(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 0) || code === 127) return text.replace(CONTROLS, percent);
  }
  return text;
}
