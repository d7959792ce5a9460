/** The answer to an HTTP check, as far as it has come. Only what expectations look at. */

export interface CheckAnswer {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** What has come of the body, chunks put together. */
  readonly body: string;
  /** Nothing more will come. */
  readonly isComplete: boolean;
}

/**
 * @param bytes everything received, latin-1
 * @param isHead the request was HEAD: there is no body
 * @returns null: the head is not complete; 'broken': this is no HTTP
 */
export function parseAnswer(bytes: string, isHead: boolean): CheckAnswer | 'broken' | null {
  if (!'HTTP/'.startsWith(bytes.slice(0, 5))) return 'broken';
  const end = /\r?\n\r?\n/.exec(bytes);
  const line = /^HTTP\/\d\.\d (\d{3})(?: ([^\r\n]*))?\r?\n/.exec(bytes);
  if (!line) return end || bytes.length > 8 * 1024 ? 'broken' : null;
  if (!end) return null;
  const head = bytes.slice(0, end.index).toLowerCase();
  const rest = bytes.slice(end.index + end[0].length);
  const status = Number(line[1]);
  const reason = (line[2] ?? '').trim();
  const headers = headersOf(bytes.slice(line[0].length, end.index));
  const length = /\r?\ncontent-length:[ \t]*(\d+)/.exec(head);
  if (isHead || status === 204 || status === 304) return { status, reason, headers, body: '', isComplete: true };
  if (/\r?\ntransfer-encoding:[ \t]*(?:.*,[ \t]*)?chunked/.test(head))
    return { status, reason, headers, ...dechunk(rest) };
  if (!length) return { status, reason, headers, body: rest, isComplete: false };
  const size = Number(length[1]);
  return { status, reason, headers, body: rest.slice(0, size), isComplete: rest.length >= size };
}

function headersOf(lines: string): CheckAnswer['headers'] {
  return lines.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
  });
}

function dechunk(bytes: string): { readonly body: string; readonly isComplete: boolean } {
  let body = '';
  let at = 0;
  while (at < bytes.length) {
    const line = /^([0-9a-f]+)[^\r\n]*\r?\n/i.exec(bytes.slice(at, at + 256));
    if (!line) break;
    const size = Number.parseInt(line[1]!, 16);
    at += line[0].length;
    if (size === 0) return { body, isComplete: true };
    body += bytes.slice(at, at + size);
    at += size + 2;
  }
  return { body, isComplete: false };
}
