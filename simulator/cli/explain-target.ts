/** `METHOD URL` as a question: which listener it reaches, and what is on the wire. */
import { isIP } from 'node:net';
import { addressText } from '../drivers/sockets/listeners.ts';
import type { ListenerPlan, Plan } from '../plan/plan.ts';
import type { Question } from './explain-world.ts';

export interface Asked {
  readonly question: Question;
  /** Something that was decided for the user, to be said. */
  readonly note: string | null;
}

/** An address from the range for documentation: somewhere in the world. */
export const DEFAULT_FROM = '203.0.113.7';
const CLIENT_PORT = 50000;

const REQUEST =
  /^([A-Za-z][A-Za-z0-9_-]*)\s+(https?):\/\/(\[[^\]\s]*\]|[^/?#:\s]*)(?::(\d{1,5}))?([/?][^\s#]*)?(?:#\S*)?$/i;

/** A path alone: whom it is asked of is then ours to choose. */
const PATH_ONLY = /^([A-Za-z][A-Za-z0-9_-]*)\s+(\/[^\s#]*)$/;

/** The question, or what is wrong with the arguments. */
export function asked(plan: Plan, request: string, from: string, headers: readonly string[]): Asked | string {
  const path = PATH_ONLY.exec(request.trim());
  if (path !== null) return askedOfFirst(plan, path[1]!, path[2]!, from, headers);
  const match = REQUEST.exec(request.trim());
  if (match === null)
    return `--request takes a method and an address such as "GET https://www.example.com/path", not '${request}'`;
  const [, method = '', schemeText = '', host = '', portText, pathText = ''] = match;
  if (host === '') return `--request: there is no host in '${request}'`;
  if (isIP(from) === 0) return `--from takes an IP address, not '${from}'`;
  const isTls = schemeText.toLowerCase() === 'https';
  const port = portText === undefined ? null : Number(portText);
  const found = findListener(plan, isTls, host.replace(/^\[|\]$/g, ''), port);
  if (typeof found === 'string') return found;
  const lines: string[] = [];
  for (const header of headers) {
    const problem = headerProblem(header);
    if (problem !== null) return problem;
    lines.push(`${header.replace(/^([^:]*):\s*/, '$1: ')}\r\n`);
  }
  const target = pathText.startsWith('?') ? `/${pathText}` : pathText === '' ? '/' : pathText;
  const hostLine = headers.some((header) => /^host\s*:/i.test(header))
    ? ''
    : `Host: ${host}${portText === undefined ? '' : `:${portText}`}\r\n`;
  const text = `${method} ${target} HTTP/1.1\r\n${hostLine}${lines.join('')}\r\n`;
  const { listener } = found;
  return {
    note: found.note,
    question: {
      listener: listener.id,
      src: { host: from, port: CLIENT_PORT },
      dst: { host: isIP(listener.host) > 0 && !isAny(listener) ? listener.host : '127.0.0.1', port: listener.port },
      sni: isTls && isIP(host.replace(/^\[|\]$/g, '')) === 0 ? host : null,
      request: Buffer.from(text, 'utf8').toString('latin1'),
    },
  };
}

/** `GET /path`: of the first listener that speaks HTTP, as a client that knows no more than its address would ask. */
function askedOfFirst(
  plan: Plan,
  method: string,
  path: string,
  from: string,
  headers: readonly string[],
): Asked | string {
  const all = plan.listeners.filter((l) => !plan.proxies[l.proxy]!.disabled && l.family.startsWith('ip'));
  const listener = all.find((l) => plan.proxies[l.proxy]!.mode === 'http') ?? all[0];
  if (listener === undefined)
    return `--request: '${method} ${path}' names no host, and no listener has an address to ask instead`;
  const scheme = listener.ssl === null ? 'http' : 'https';
  const own = isAny(listener) ? '127.0.0.1' : listener.host;
  const url = `${scheme}://${own.includes(':') ? `[${own}]` : own}:${listener.port}`;
  const whole = asked(plan, `${method} ${url}${path}`, from, headers);
  if (typeof whole === 'string') return whole;
  const note = `no host is named: asked of the first listener, of ${plan.proxies[listener.proxy]!.name}, as ${url}${path}`;
  return { ...whole, note };
}

function headerProblem(header: string): string | null {
  const name = /^([^:\s]+)\s*:/.exec(header)?.[1];
  if (name === undefined) return `--header takes 'Name: value', not '${header}'`;
  if (/[\r\n\0]/.test(header)) return '--header: a header is one line';
  return null;
}

const isAny = ({ host }: ListenerPlan) => host === '' || host === '*' || host === '0.0.0.0' || host === '::';

/** The listener that a client with this address reaches. Without a port in the address a lone candidate will do. */
function findListener(
  plan: Plan,
  isTls: boolean,
  host: string,
  port: number | null,
): { readonly listener: ListenerPlan; readonly note: string | null } | string {
  const all = plan.listeners.filter((listener) => !plan.proxies[listener.proxy]!.disabled);
  const wantedPort = port ?? (isTls ? 443 : 80);
  const onPort = all.filter((listener) => listener.port === wantedPort);
  const [exact] = [...onPort.filter((l) => l.host === host), ...onPort.filter(isAny), ...onPort];
  if (exact !== undefined) {
    if ((exact.ssl !== null) === isTls || plan.proxies[exact.proxy]!.mode !== 'http')
      return { listener: exact, note: null };
    const says = exact.ssl === null ? 'speaks plain HTTP: ask with http://' : 'expects TLS: ask with https://';
    return `--request: the listener on ${addressText(exact)} ${says}`;
  }
  const alike = all.filter((listener) => (listener.ssl !== null) === isTls && listener.family.startsWith('ip'));
  if (port === null && alike.length === 1) {
    const [listener] = alike;
    return {
      listener: listener!,
      note: `nothing listens on port ${wantedPort}: asked of the listener on ${addressText(listener!)}`,
    };
  }
  const known = all
    .map((l) => `${addressText(l)} (${plan.proxies[l.proxy]!.name}${l.ssl === null ? '' : ', TLS'})`)
    .join(', ');
  return `--request: nothing listens on port ${wantedPort}${known === '' ? '' : `; the listeners are ${known}`}`;
}
