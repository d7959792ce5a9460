/** What clients and servers say: request heads made once, HL7 messages, TLS greetings. Strings are latin-1, a character a byte. */
import type { BodyKind, Header, RequestHead, ResponseHead } from '../../engine/io.ts';
import type { MessagePlan, RequestPlan } from '../../scenario/schema.ts';
import type { Machine, StageGroup } from '../../scenario/stage.ts';

export interface PreparedRequest {
  readonly plan: RequestPlan;
  readonly head: RequestHead;
  readonly headBytes: number;
  readonly body: BodyKind;
  readonly bodyBytes: number;
  /** The head as it is on the wire. */
  readonly text: string;
}

export type GroupRequests = readonly PreparedRequest[];

/** The requests of a group. A connection that is used once says so, as HTTP/1.1 asks of clients (RFC 9112, 9.6). */
export function prepareRequests(staged: StageGroup): GroupRequests {
  return staged.group.requests.map((request) => prepare(request, staged));
}

function prepare(request: RequestPlan, { group, dst }: StageGroup): PreparedRequest {
  const given = new Set(request.headers.map(([name]) => name));
  const headers: Header[] = [];
  const add = (name: string, value: string) => {
    if (!given.has(name)) headers.push({ name, value });
  };
  if (request.version === '1.1' || request.host !== null) add('host', request.host ?? hostText(dst));
  for (const [name, value] of request.headers) headers.push({ name, value });
  if (request.bodyBytes > 0) add('content-length', String(request.bodyBytes));
  if (!group.keepAlive && request.version === '1.1') add('connection', 'close');
  if (group.keepAlive && request.version === '1.0') add('connection', 'keep-alive');
  const head: RequestHead = { method: request.method, target: request.target, version: request.version, headers };
  const text = requestText(head);
  const body = request.bodyBytes > 0 ? 'length' : 'none';
  return { plan: request, head, headBytes: text.length, body, bodyBytes: request.bodyBytes, text };
}

function hostText(dst: { readonly host: string; readonly port: number }): string {
  const host = dst.host.includes(':') ? `[${dst.host}]` : dst.host;
  return dst.port === 80 || dst.port === 443 ? host : `${host}:${dst.port}`;
}

export function requestText(head: RequestHead): string {
  const lines = head.headers.map(({ name, value }) => `${name}: ${value}\r\n`);
  return `${head.method} ${head.target} HTTP/${head.version}\r\n${lines.join('')}\r\n`;
}

/** The prepared request with the cookies of a jar. */
export function withCookies(request: PreparedRequest, jar: Readonly<Record<string, string>>): PreparedRequest {
  const pairs = Object.entries(jar).map(([name, value]) => `${name}=${value}`);
  if (pairs.length === 0) return request;
  const cookie = { name: 'cookie', value: pairs.join('; ') };
  const head = { ...request.head, headers: [...request.head.headers, cookie] };
  return { ...request, head, headBytes: request.headBytes + 'cookie: \r\n'.length + cookie.value.length };
}

/** Takes what Set-Cookie says into a jar. A cookie that has expired (Max-Age=0, or a date in 1970) is thrown away. */
export function keepCookies(jar: Record<string, string>, setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    const name = pair.slice(0, equals).trim();
    const gone = attributes.some((a) => /^\s*(max-age\s*=\s*0*\s*$|expires\s*=.*\b1970\b)/i.test(a));
    if (gone) delete jar[name];
    else if (name !== '__proto__') jar[name] = pair.slice(equals + 1).trim();
  }
}

export interface PreparedResponse {
  readonly head: ResponseHead;
  readonly headBytes: number;
}

/** The answers a machine gives every day: its own, and 500 while it fails. */
export function prepareResponses(machine: Machine): readonly PreparedResponse[] {
  const { status, responseBytes, keepAlive } = machine.behaviour;
  return [status, 500].map((s) => prepareResponse(machine, s, responseBytes, !keepAlive));
}

export function prepareResponse(machine: Machine, status: number, bytes: number, close: boolean): PreparedResponse {
  const head = responseHead(machine, status, bytes, close);
  return { head, headBytes: responseHeadBytes(head) };
}

/** A server's answer. */
function responseHead(machine: Machine, status: number, bytes: number, close: boolean): ResponseHead {
  const headers: Header[] = machine.behaviour.headers.map(([name, value]) => ({ name, value }));
  if (status !== 204 && status !== 304) headers.push({ name: 'content-length', value: String(bytes) });
  if (close) headers.push({ name: 'connection', value: 'close' });
  return { version: '1.1', status, reason: reasonOf(status), headers };
}

/** Bytes of a response head on the wire. */
function responseHeadBytes(head: ResponseHead): number {
  let bytes = 'HTTP/1.1 200 \r\n\r\n'.length + head.reason.length;
  for (const { name, value } of head.headers) bytes += name.length + value.length + 4;
  return bytes;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The usual reason phrase. */
export function reasonOf(status: number): string {
  return REASONS[status] ?? 'Unknown';
}

/** What the response to a health check looks like on the wire. */
export function responseText(machine: Machine, status: number, method: string): string {
  const body = method === 'HEAD' ? '' : `${reasonOf(status)}\n`;
  const head = responseHead(machine, status, body.length, true);
  const lines = head.headers.map(({ name, value }) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${head.reason}\r\n${lines.join('')}\r\n${body}`;
}

/** An HL7 version 2.5 message in its MLLP frame, padded to about the planned size. */
export function hl7Message(plan: MessagePlan, feed: number, number: number): string {
  const head =
    `MSH|^~\\&|SENDER${feed + 1}|WARD|RECEIVER|HOSPITAL|20260101000000||${plan.type}|F${feed + 1}M${number}|P|2.5\r` +
    `EVN||20260101000000\rPID|1||${100000 + number}^^^HOSPITAL^MR||DOE^JANE\r`;
  const filler = Math.max(0, plan.bytes - head.length - 3);
  return `\x0b${head}${filler > 5 ? `NTE|1||${'x'.repeat(filler - 7)}` : ''}\r\x1c\r`;
}

/** The acknowledgement of whatever was sent, in its MLLP frame. */
export function hl7Acknowledgement(code: string, sent: string): string {
  const fields = (/MSH(.[^\r]*)/.exec(sent)?.[1] ?? '').split('|');
  const control = fields[9] ?? '';
  return `\x0bMSH|^~\\&|RECEIVER|HOSPITAL|SENDER|WARD|20260101000000||ACK|A${control}|P|2.5\rMSA|${code}|${control}\r\x1c\r`;
}

/** A TLS 1.2-style ClientHello record (RFC 8446, 4.1.2) with that server name: what content rules look at. */
export function clientHello(sni: string | null): string {
  const u16 = (n: number) => String.fromCharCode(n >> 8, n & 255);
  const name = sni === null ? '' : `\0${u16(sni.length)}${sni}`;
  const serverName = sni === null ? '' : `${u16(0)}${u16(name.length + 2)}${u16(name.length)}${name}`;
  const versions = `${u16(43)}${u16(5)}\x04${u16(0x0304)}${u16(0x0303)}`;
  const extensions = serverName + versions;
  const ciphers = `${u16(0x1301)}${u16(0xc02f)}`;
  const random = 'D'.repeat(32);
  const body = `\x03\x03${random}\0${u16(ciphers.length)}${ciphers}\x01\0${u16(extensions.length)}${extensions}`;
  const handshake = `\x01\0${u16(body.length)}${body}`;
  return `\x16\x03\x01${u16(handshake.length)}${handshake}`;
}

/** What stands for the questions of a program that checks a server: no other probe sends it. */
export const PROGRAM_ASKS = '\0program';
