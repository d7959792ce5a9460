/** Words into coloured stretches, by their roles. */
import { callsOf, expressionsOf } from './expressions.ts';
import type { Role } from './interpret.ts';

/** In this order: an editor may use the index. */
export const TOKEN_TYPES = [
  'section',
  'name',
  'keyword',
  'option',
  'action',
  'condition',
  'fetch',
  'converter',
  'acl',
  'backend',
  'server',
  'number',
  'time',
  'address',
  'string',
  'escape',
  'variable',
  'operator',
  'comment',
  'macro',
  'unknown',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

interface Colour {
  readonly from: number;
  readonly to: number;
  readonly type: TokenType;
}

/**
 * @param role null for a first word that is no known keyword
 */
export function coloursOf(line: string, from: number, to: number, text: string, role: Role | null): Colour[] {
  if (!role) return [{ from, to, type: 'keyword' }];
  switch (role.type) {
    case 'entry':
      return [{ from, to, type: entryType(role.entry.kind, text) }];
    case 'word':
      return [{ from, to, type: 'option' }];
    case 'mark':
      return [{ from, to, type: text === 'no' || text === 'default' || /^!+$/.test(text) ? 'operator' : 'condition' }];
    case 'name':
      return nameColours(from, to, role);
    case 'expression':
      return expressionColours(line, from, to);
    case 'format':
      return formatColours(line, from, to);
    case 'pattern':
      return generic(line, from, to, typeOfText(text) ?? 'string');
    default:
      return generic(line, from, to, typeOfText(text) ?? (/^["']/.test(line.slice(from, from + 1)) ? 'string' : null));
  }
}

function entryType(kind: string, text: string): TokenType {
  if (text.startsWith('.')) return 'macro';
  if (kind === 'section') return 'section';
  if (kind === 'directive') return 'keyword';
  return kind === 'action' ? 'action' : 'option';
}

function nameColours(from: number, to: number, role: Extract<Role, { type: 'name' }>): Colour[] {
  const { skip, of, defines } = role;
  const type: TokenType =
    of === 'acl' ? 'acl' : of === 'server' || of === 'track' ? 'server' : defines ? 'name' : 'backend';
  const name: Colour = { from: from + skip, to, type };
  return skip > 0 ? [{ from, to: from + skip, type: 'operator' }, name] : [name];
}

const TIME = /^\d+(us|ms|s|m|h|d)$/;
const NUMBER = /^[+-]?\d+([kmgKMG])?$|^0x[0-9a-fA-F]+$/;
const ADDRESS =
  /^(([a-z0-9]+@)?(\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?|\*|\d+\.\d+\.\d+\.\d+)(\/\d+)?(:[+-]?\d+(-\d+)?)?|(unix|abns|fd|ipv[46]|udp[46]?|tcp[46]?|quic[46]?)@\S+)(,.*)?$/;

function typeOfText(text: string): TokenType | null {
  if (TIME.test(text)) return 'time';
  if (NUMBER.test(text)) return 'number';
  return text.length < 256 && ADDRESS.test(text) ? 'address' : null;
}

const PIECE = /\\(?:x[0-9a-fA-F]{2}|[\\ "'#$ntr])|\$(?:\{[^}\s]*\}|\.?[A-Za-z_]\w*)/g;

/** A stretch in one colour, but for escapes and variables. */
function generic(line: string, from: number, to: number, type: TokenType | null): Colour[] {
  const out: Colour[] = [];
  let at = from;
  const fill = (end: number): void => {
    if (type && end > at) out.push({ from: at, to: end, type });
  };
  const raw = line.slice(from, to);
  if (raw.includes('\\') || raw.includes('$')) {
    const strong = raw.startsWith("'");
    for (const match of strong ? [] : raw.matchAll(PIECE)) {
      const start = from + match.index;
      const variable = match[0].startsWith('$');
      if (variable && !raw.slice(0, match.index).includes('"')) continue;
      fill(start);
      at = start + match[0].length;
      out.push({ from: start, to: at, type: variable ? 'variable' : 'escape' });
    }
  }
  fill(to);
  return out;
}

function expressionColours(line: string, from: number, to: number): Colour[] {
  const quoted = /["']/.test(line[from] ?? '') ? 1 : 0;
  const out: Colour[] = [];
  let at = from;
  for (const call of callsOf(line, from + quoted, to)) {
    if (call.from > at) out.push(...generic(line, at, call.from, 'string'));
    out.push({ from: call.from, to: call.to, type: call.kind });
    at = call.to;
  }
  if (at < to) out.push(...generic(line, at, to, at === from ? null : 'string'));
  return out;
}

const ALIAS = /%(?:\([^()\s]*\))?(?:\{[^}\s]*\})?[A-Za-z][A-Za-z0-9]*|%%/g;

function formatColours(line: string, from: number, to: number): Colour[] {
  const out: Colour[] = [];
  let at = from;
  const text = (end: number): void => {
    for (const match of line.slice(at, end).matchAll(ALIAS)) {
      const start = at + match.index;
      out.push(...generic(line, out[out.length - 1]?.to ?? from, start, 'string'));
      out.push({ from: start, to: start + match[0].length, type: match[0] === '%%' ? 'escape' : 'variable' });
    }
    const last = Math.max(at, out[out.length - 1]?.to ?? from);
    if (end > last) out.push(...generic(line, last, end, 'string'));
    at = end;
  };
  for (const e of expressionsOf(line, from, to)) {
    text(line.lastIndexOf('%', e.from));
    out.push({ from: at, to: e.from, type: 'operator' });
    out.push(...expressionColours(line, e.from, e.to));
    at = e.to;
    if (line[at] === ']' && at < to) {
      out.push({ from: at, to: at + 1, type: 'operator' });
      at++;
    }
  }
  if (at < to) text(to);
  return out;
}
