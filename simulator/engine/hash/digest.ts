/** Digests and keyed digests (RFC 2104) by OpenSSL's names. */
import { md5 } from './md5.ts';
import { sha1 } from './sha1.ts';
import { sha2 } from './sha2.ts';

type Digest = (text: string) => string;

const sha =
  (width: number): Digest =>
  (text) =>
    sha2(text, width) ?? '';

const DIGESTS: Readonly<Record<string, { readonly digest: Digest; readonly blockBytes: number }>> = {
  md5: { digest: md5, blockBytes: 64 },
  sha1: { digest: sha1, blockBytes: 64 },
  sha224: { digest: sha(224), blockBytes: 64 },
  sha256: { digest: sha(256), blockBytes: 64 },
  sha384: { digest: sha(384), blockBytes: 128 },
  sha512: { digest: sha(512), blockBytes: 128 },
};

const named = (name: string) => DIGESTS[name.toLowerCase().replace('-', '')];

/** null: a digest that is not known. */
export function digestOf(text: string, name: string): string | null {
  return named(name)?.digest(text) ?? null;
}

export function hmac(text: string, key: string, name: string): string | null {
  const found = named(name);
  if (!found) return null;
  const { digest, blockBytes } = found;
  const short = (key.length > blockBytes ? digest(key) : key).padEnd(blockBytes, '\0');
  const keyed = (pad: number) => Array.from(short, (one) => String.fromCharCode(one.charCodeAt(0) ^ pad)).join('');
  return digest(keyed(0x5c) + digest(keyed(0x36) + text));
}
