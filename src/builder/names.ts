/** What may be written as a name, an address or a path on a line, without quotes and so that HAProxy takes it. */
import { parseAddress } from '../../simulator/language/haproxy/address.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { badNameCharacter } from '../../simulator/language/haproxy/words.ts';

/** Characters that would need quotes or escapes on a line. */
const SPECIAL = /[\s"'\\#$]|[^\x21-\x7e]/;

/** Why HAProxy would not take this as a server's name, or null. */
export function nameProblem(name: string): string | null {
  const bad = badNameCharacter(name);
  if (bad === '') return 'A server needs a name.';
  if (bad !== null) return `'${bad}' may not stand in a name: letters, digits and . : _ - may.`;
  return null;
}

/** Why this is no address for the panel to write, or null. */
export function addressProblem(text: string, role: 'bind' | 'server', version: Version): string | null {
  if (text === '') return 'An address is missing.';
  const special = SPECIAL.exec(text)?.[0];
  if (special !== undefined) return `'${special}' may not stand in an address here; write it in the text.`;
  const rules = role === 'bind' ? ({ port: 'required', range: true } as const) : ({ port: 'optional' } as const);
  const result = parseAddress(text, rules, version);
  if (!result.ok) return `'${text}' is no address: ${result.message}.`;
  const { family, transport, port } = result.address;
  if (transport !== 'stream') return `'${text}' is not for TCP; write it in the text.`;
  if (family === 'unix') return null;
  if (family === 'any' && role === 'server') return `'${text}' has no host: say which machine the server is on.`;
  if (!['ipv4', 'ipv6', 'name', 'any'].includes(family))
    return `'${text}' is not an address that the panel writes; write it in the text.`;
  const numbers = port.kind === 'single' ? [port.port] : port.kind === 'range' ? [port.from, port.to] : [];
  if (role === 'bind' && numbers.length === 0) return `'${text}' needs a port, for example ${text}:80.`;
  const bad = numbers.find((number) => number < 1 || number > 65535);
  return bad === undefined ? null : `${bad} is no port: 1 to 65535.`;
}

/** Whether an address says a port that a health check can use. */
export function hasCheckPort(text: string, version: Version): boolean {
  const result = parseAddress(text, { port: 'optional', offset: true }, version);
  if (!result.ok) return false;
  const { family, port } = result.address;
  return !['ipv4', 'ipv6', 'name', 'any'].includes(family) || (port.kind === 'single' && port.port > 0);
}

/** Why this is no request path to write on a line, or null. */
export function pathProblem(path: string): string | null {
  if (!/^(\/|\*$)/.test(path)) return 'A path begins with /.';
  return /^[A-Za-z0-9._~/?&=%+:,;@!*()-]*$/.test(path)
    ? null
    : 'This path needs quotes or escapes; write it in the text.';
}
