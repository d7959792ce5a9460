/** A bundle as one .zip: the same bundle gives the same bytes, on every machine and in every time zone. */
import { type Zippable, zipSync } from 'fflate';
import type { Bundle } from './bundle.ts';

/** Made of local-time parts, since that is what the format stores; noon, so that no daylight saving rule moves it. */
const MTIME = new Date(1980, 0, 1, 12, 0, 0);
const UNIX = 3;
const REGULAR_FILE = 0o100000;

/**
 * @param folder what the archive unpacks into
 * @returns the archive's bytes
 */
export function zipBundle(bundle: Bundle, folder = 'haproxy-bundle'): Uint8Array {
  const entries: Zippable = {};
  for (const { path, bytes, mode } of bundle.files) {
    const attrs = ((REGULAR_FILE | mode) << 16) >>> 0;
    entries[`${folder}/${path}`] = [bytes, { level: 9, mtime: MTIME, os: UNIX, attrs }];
  }
  return zipSync(entries);
}
