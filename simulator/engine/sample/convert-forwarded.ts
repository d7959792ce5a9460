/** Converters on the Forwarded header (RFC 7239), as strictly as HAProxy reads it: one element, names in lower case. */
import { parseIp, parseIpv4, parseIpv6 } from '../address.ts';
import type { Converter } from './converter.ts';
import { onText } from './on.ts';
import { address, boolean, integer, text } from './value.ts';

interface Node {
  readonly name: string;
  readonly port: string | null;
}

const OBFUSCATED = /^_[A-Za-z0-9._-]+$/;

/** The parts of a node; null when it is none. */
function nodeOf(found: string): Node | null {
  const split = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(found);
  if (!split) return null;
  const name = split[1]!;
  const port = split[2] ?? null;
  const isName =
    name === 'unknown' ||
    OBFUSCATED.test(name) ||
    parseIpv4(name) !== null ||
    (name.startsWith('[') && parseIpv6(name.slice(1, -1)) !== null);
  const isPort = port === null || OBFUSCATED.test(port) || (/^\d{1,5}$/.test(port) && Number(port) <= 65535);
  return isName && isPort ? { name, port } : null;
}

/** The header's fields without their quotes; null when it is not valid. */
function fieldsOf(header: string): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>();
  for (const pair of header.split(';')) {
    const split = /^(for|by|host|proto)=(.+)$/s.exec(pair);
    if (!split || fields.has(split[1]!)) return null;
    const [, name, value] = split as unknown as [string, string, string];
    const isQuoted = /^".*"$/s.test(value) && value.length > 1;
    const plain = isQuoted ? value.slice(1, -1) : value;
    if (!isQuoted && /[:[\]"]/.test(value)) return null;
    if (!isValue(name, plain, isQuoted)) return null;
    fields.set(name, plain);
  }
  return fields;
}

function isValue(name: string, value: string, isQuoted: boolean): boolean {
  if (name === 'proto') return !isQuoted && (value === 'http' || value === 'https');
  if (name === 'host') return /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/.test(value);
  return nodeOf(value) !== null;
}

/** What an obfuscated name or port may be made of. */
const hidden = (found: string) => (/^[A-Za-z0-9._-]+$/.test(found) ? text(`_${found}`) : null);

export const FORWARDED = {
  rfc7239_is_valid: onText((found) => boolean(fieldsOf(found) !== null)),
  rfc7239_field: onText((found, [name = '']) => {
    const value = fieldsOf(found)?.get(name);
    return value === undefined ? null : text(value);
  }),
  rfc7239_n2nn: onText((found) => {
    const node = nodeOf(found);
    if (!node) return null;
    const words = parseIp(node.name.replace(/^\[|\]$/g, ''));
    return words ? address(words) : text(node.name);
  }),
  rfc7239_n2np: onText((found) => {
    const port = nodeOf(found)?.port ?? null;
    if (port === null) return null;
    return /^\d+$/.test(port) ? integer(Number(port)) : text(port);
  }),
  rfc7239_nn: {
    input: 'any',
    run(value) {
      if (value.type === 'address') return text(value.text.includes(':') ? `[${value.text}]` : value.text);
      if (value.type !== 'string') return null;
      return value.text === '' ? text('unknown') : hidden(value.text);
    },
  },
  rfc7239_np: {
    input: 'any',
    run(value) {
      if (value.type === 'integer') return text(String(value.number));
      return value.type === 'string' ? hidden(value.text) : null;
    },
  },
} satisfies Record<string, Converter>;
