/** A configuration as characters for people and as bytes for the wire. */
import type { SourceFile } from '../language/haproxy/config.ts';
import type { LoadedFile } from './load.ts';

/**
 * The same files with one character a byte, as the engine keeps text: what a rule puts into a header then leaves as the bytes that
 * the file has. Files in plain ASCII are the same either way.
 */
export function asByteText(files: readonly LoadedFile[]): readonly SourceFile[] {
  return files.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString('latin1') }));
}
