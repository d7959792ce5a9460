/** Digests and keyed digests (RFC 2104) by OpenSSL's names, of latin-1 strings (a character a byte). */
import { hmac as keyed } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { fromBytes, toBytes } from './bytes.ts';

const DIGESTS = { md5, sha1, sha224, sha256, sha384, sha512 };

export type DigestName = keyof typeof DIGESTS;

function named(name: string) {
  const plain = name.toLowerCase().replace('-', '');
  return Object.hasOwn(DIGESTS, plain) ? DIGESTS[plain as DigestName] : null;
}

export const digest = (text: string, name: DigestName): string => fromBytes(DIGESTS[name](toBytes(text)));

/** null: a digest that is not known. */
export function digestOf(text: string, name: string): string | null {
  const found = named(name);
  return found && fromBytes(found(toBytes(text)));
}

export function hmac(text: string, key: string, name: string): string | null {
  const found = named(name);
  return found && fromBytes(keyed(found, toBytes(key), toBytes(text)));
}
