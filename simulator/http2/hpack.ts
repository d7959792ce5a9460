/**
 * HPACK (RFC 7541): lists of header fields as bytes. The decoder keeps the dynamic table that its peer builds; the encoder
 * builds none, as HAProxy's: it uses the static table and literals. Text is ISO-8859-1, a character a byte.
 */
import { huffmanDecode } from './huffman.ts';
import { BY_FIELD, BY_NAME, type Field, STATIC_TABLE } from './static-table.ts';

export type { Field } from './static-table.ts';

/** An entry of the table counts its bytes and this (RFC 7541, 4.1). */
const ENTRY_BYTES = 32;

export interface Decoder {
  /** The newest first. */
  readonly entries: Field[];
  bytes: number;
  /** What the peer has chosen, and what it may choose at most. */
  maxBytes: number;
  readonly limitBytes: number;
}

export const createDecoder = (limitBytes = 4096): Decoder => ({
  entries: [],
  bytes: 0,
  maxBytes: limitBytes,
  limitBytes,
});

interface Cursor {
  at: number;
}

/** An integer with a prefix of `bits` bits, or -1: cut off, or beyond what any length may be. */
function readInteger(bytes: Uint8Array, cursor: Cursor, bits: number): number {
  const mask = 2 ** bits - 1;
  let value = bytes[cursor.at++]! & mask;
  if (value < mask) return value;
  for (let shift = 0; shift <= 21; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) return -1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
  return -1;
}

function readText(bytes: Uint8Array, cursor: Cursor): string | null {
  const isCoded = (bytes[cursor.at] ?? 0) >= 128;
  if (cursor.at >= bytes.length) return null;
  const length = readInteger(bytes, cursor, 7);
  const start = cursor.at;
  const end = start + length;
  if (length < 0 || end > bytes.length) return null;
  cursor.at = end;
  if (isCoded) return huffmanDecode(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function fieldAt(decoder: Decoder, index: number): Field | undefined {
  return index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : decoder.entries[index - STATIC_TABLE.length - 1];
}

function evict(decoder: Decoder, maxBytes: number): void {
  while (decoder.bytes > maxBytes) {
    const { name, value } = decoder.entries.pop()!;
    decoder.bytes -= name.length + value.length + ENTRY_BYTES;
  }
}

function remember(decoder: Decoder, field: Field): void {
  const size = field.name.length + field.value.length + ENTRY_BYTES;
  evict(decoder, Math.max(0, decoder.maxBytes - size));
  if (size > decoder.maxBytes) return;
  decoder.entries.unshift(field);
  decoder.bytes += size;
}

/** A whole block of header fields; null: it cannot be decoded, and with it nothing that comes after. */
export function decodeBlock(decoder: Decoder, bytes: Uint8Array): Field[] | null {
  const fields: Field[] = [];
  const cursor: Cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const first = bytes[cursor.at]!;
    if (first >= 128) {
      const field = fieldAt(decoder, readInteger(bytes, cursor, 7));
      if (field === undefined) return null;
      fields.push(field);
      continue;
    }
    if (first >= 32 && first < 64) {
      const size = readInteger(bytes, cursor, 5);
      if (size < 0 || size > decoder.limitBytes || fields.length > 0) return null;
      decoder.maxBytes = size;
      evict(decoder, size);
      continue;
    }
    const isKept = first >= 64;
    const index = readInteger(bytes, cursor, isKept ? 6 : 4);
    const name = index === 0 ? readText(bytes, cursor) : fieldAt(decoder, index)?.name;
    const value = name == null ? null : readText(bytes, cursor);
    if (name == null || value === null) return null;
    const field = { name, value };
    if (isKept) remember(decoder, field);
    fields.push(field);
  }
  return fields;
}

function writeInteger(into: number[], value: number, bits: number, flags: number): void {
  const mask = 2 ** bits - 1;
  if (value < mask) {
    into.push(flags | value);
    return;
  }
  into.push(flags | mask);
  let rest = value - mask;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into.push((rest % 128) | 128);
  into.push(rest);
}

function writeText(into: number[], text: string): void {
  writeInteger(into, text.length, 7, 0);
  for (let at = 0; at < text.length; at++) into.push(text.charCodeAt(at) & 255);
}

/** Fields as a block: whole fields and names from the static table, the rest as text that nobody keeps. */
export function encodeBlock(fields: readonly Field[]): Uint8Array {
  const bytes: number[] = [];
  for (const { name, value } of fields) {
    const whole = BY_FIELD.get(`${name}\n${value}`);
    if (whole !== undefined) {
      writeInteger(bytes, whole, 7, 128);
      continue;
    }
    const known = BY_NAME.get(name) ?? 0;
    writeInteger(bytes, known, 4, 0);
    if (known === 0) writeText(bytes, name);
    writeText(bytes, value);
  }
  return Uint8Array.from(bytes);
}
