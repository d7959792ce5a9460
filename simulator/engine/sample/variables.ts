/** Variables: `sess.` ones live as long as the client's connection, the others as long as the stream. */
import type { SampleContext, SampleValue } from './context.ts';
import { boolean, integer, text } from './value.ts';

export function readVariable({ stream }: SampleContext, name: string): SampleValue | null {
  const value = stream.variables?.[name];
  if (value === undefined) return null;
  if (typeof value === 'number') return integer(value);
  return typeof value === 'boolean' ? boolean(value) : text(value);
}

export function writeVariable({ stream }: SampleContext, name: string, value: SampleValue): void {
  stream.variables ??= {};
  stream.variables[name] = plain(value);
}

export function clearVariable({ stream }: SampleContext, name: string): void {
  if (stream.variables) delete stream.variables[name];
}

function plain(value: SampleValue): string | number | boolean {
  if (value.type === 'integer') return value.number;
  return value.type === 'boolean' ? value.flag : value.text;
}
