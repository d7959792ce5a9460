/** The target of a request (RFC 9112, 3.2): its four forms, what each method takes, and how it agrees with Host. */
import type { Dialect } from './dialect.ts';

/** A target that was accepted: as it is forwarded, with the Host that goes with it (null: there was none). */
export interface Target {
  readonly target: string;
  readonly host: string | null;
}

const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Codes from 0x21 to 0x7e that no host or port has; a comma would be allowed, but Host's value would read as a list. */
const BAD = new Set([...',#/?@\\'].map((character) => character.charCodeAt(0)));

/** True if `authority` has a character that no host or port has. An empty one is fine. */
export function authorityIsBad(authority: string): boolean {
  let open = false;
  for (let i = 0; i < authority.length; i++) {
    const code = authority.charCodeAt(i);
    // letters, digits, dots and hyphens: what nearly all have
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x2d && code <= 0x3a && code !== 0x2f)) continue;
    if (code < 0x21 || code > 0x7e || BAD.has(code)) return true;
    if (code !== OPEN && code !== CLOSE) continue;
    // brackets are those of an IPv6 address
    if (code === OPEN ? i !== 0 : i !== authority.length - 1 && authority[i + 1] !== ':') return true;
    open = !open;
  }
  return open;
}

/** Splits at the colon that only digits follow; port null: no colon. */
function splitPort(authority: string): { host: string; port: string | null } {
  const colon = authority.lastIndexOf(':');
  if (colon < 0 || !/^\d*$/.test(authority.slice(colon + 1))) return { host: authority, port: null };
  return { host: authority.slice(0, colon), port: authority.slice(colon + 1) };
}

/** Port 80 or 443, if the scheme (with `://`; null: unknown, either will do) has it by default. */
function isDefaultPort(scheme: string | null, port: string): boolean {
  if (port === '') return true;
  if (scheme === null) return port === '80' || port === '443';
  const name = scheme.toLowerCase();
  return (port === '443' && name === 'https://') || (port === '80' && name === 'http://');
}

const same = (a: string, b: string) => a === b || a.toLowerCase() === b.toLowerCase();

/**
 * Checks `target` for `method` against the first Host header.
 * Returns a sentence instead if HAProxy answers 400.
 */
export function checkTarget(
  method: string,
  target: string,
  host: string | null,
  rules: Dialect,
  relaxed: boolean,
): Target | string {
  const first = target.charCodeAt(0);
  if (first === 0x2f) return method === 'CONNECT' ? NEEDS_PORT : { target, host };
  if (first === 0x2a) {
    if (method === 'CONNECT') return NEEDS_PORT;
    const known = /^(?:GET|HEAD|POST|PUT|DELETE|TRACE)$/.test(method);
    if (rules.strictTargets && (known || target.length > 1)) return '* is a target for OPTIONS only';
    return { target, host };
  }
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(target)?.[0] ?? null;
  const start = scheme?.length ?? 0;
  const stop = rules.queryEndsAuthority ? /[/?#]/ : /\//;
  const length = target.slice(start).search(stop);
  const end = length < 0 ? target.length : start + length;
  // a user name is no part of what must agree with Host
  const from = Math.max(start, target.lastIndexOf('@', end - 1) + 1);
  const authority = target.slice(from, end);
  if (rules.strictAuthority && !relaxed && authorityIsBad(authority)) return 'bad character in the authority';
  if (method === 'CONNECT') {
    if (scheme !== null && rules.strictTargets) return NEEDS_PORT;
    return checkConnect(target, authority, host, relaxed);
  }
  if (scheme === null && rules.strictTargets) return 'the target has neither a scheme nor a leading /';
  const compares = host !== null && !relaxed && (authority !== '' || rules.strictTargets);
  if (compares && !agrees(scheme, authority, host)) return 'Host and the target differ';
  return scheme === null ? { target, host } : normalise(method, target, { scheme, from, end, authority }, host, rules);
}

const NEEDS_PORT = 'CONNECT needs host:port';

/** CONNECT and its authority form, which no other method takes. */
function checkConnect(target: string, authority: string, host: string | null, relaxed: boolean): Target | string {
  const wanted = splitPort(authority);
  if (!wanted.port) return relaxed ? { target, host } : NEEDS_PORT;
  if (host === null) return { target, host };
  const given = splitPort(host);
  if (given.port) {
    if (same(given.host, wanted.host) && given.port === wanted.port)
      return { target, host: isDefaultPort(null, wanted.port) ? given.host : host };
  } else if (isDefaultPort(null, wanted.port) && same(given.host, wanted.host)) return { target, host };
  return relaxed ? { target, host } : 'Host and the target differ';
}

/** True if Host names the authority of an absolute target; a default port may be left out on either side. */
function agrees(scheme: string | null, authority: string, host: string): boolean {
  if (same(authority, host)) return true;
  const a = splitPort(authority);
  const b = splitPort(host);
  if (scheme === null || (a.port === null && b.port === null)) return false;
  if (a.port !== null && !isDefaultPort(scheme, a.port)) return false;
  if (b.port !== null && !isDefaultPort(scheme, b.port)) return false;
  return same(a.host, b.host);
}

/** Drops a default port and adds a missing path (RFC 3986, 6.2.3); Host follows when the target changes. */
function normalise(
  method: string,
  target: string,
  parts: { scheme: string; from: number; end: number; authority: string },
  host: string | null,
  rules: Dialect,
): Target {
  const { host: name, port } = splitPort(parts.authority);
  const dropsPort = port !== null && isDefaultPort(parts.scheme, port);
  const rest = target.slice(parts.end);
  const addsPath = rest === '' && rules.addRootPath && !(method === 'OPTIONS' && rules.optionsKeepsNoPath);
  if (!dropsPort && !addsPath) return { target, host };
  const kept = dropsPort ? name : parts.authority;
  return {
    target: target.slice(0, parts.from) + kept + (addsPath ? '/' : rest),
    host: host === null ? null : kept,
  };
}
