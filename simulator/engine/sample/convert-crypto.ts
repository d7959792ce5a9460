/** Converters that encrypt and decrypt with AES. Keys, nonces and tags are base64, or variables that hold it. */
import { decryptCbc, encryptCbc, gcm } from '../hash/aes.ts';
import { encode64 } from './base64.ts';
import type { SampleContext, SampleValue } from './context.ts';
import { keyBytes } from './convert-hash.ts';
import type { Converter } from './converter.ts';
import { onBytes } from './on.ts';
import { binary, leadingNumber, text } from './value.ts';
import { writeVariable } from './variables.ts';

const orNull = (bytes: string | null): SampleValue | null => (bytes === null ? null : binary(bytes));

const cbc = (turn: typeof encryptCbc): Converter =>
  onBytes((bytes, [bits = '', start = '', key = ''], context) => {
    const [startBytes, secret] = [keyBytes(start, context), keyBytes(key, context)];
    return startBytes === null || secret === null ? null : orNull(turn(bytes, leadingNumber(bits), startBytes, secret));
  });

function sealed(bytes: string, args: readonly string[], context: SampleContext, isBack: boolean) {
  const [bits = '', nonce = '', key = '', , beside] = args;
  const [nonceBytes, secret] = [keyBytes(nonce, context), keyBytes(key, context)];
  const besideBytes = beside === undefined ? '' : keyBytes(beside, context);
  if (nonceBytes === null || secret === null || besideBytes === null) return null;
  return gcm(bytes, leadingNumber(bits), nonceBytes, secret, besideBytes, isBack);
}

export const CRYPTO = {
  aes_cbc_enc: cbc(encryptCbc),
  aes_cbc_dec: cbc(decryptCbc),
  aes_gcm_enc: onBytes((bytes, args, context) => {
    const result = sealed(bytes, args, context, false);
    if (!result) return null;
    writeVariable(context, args[3] ?? '', text(encode64(result.tag)));
    return binary(result.text);
  }),
  aes_gcm_dec: onBytes((bytes, args, context) => {
    const result = sealed(bytes, args, context, true);
    return result && keyBytes(args[3] ?? '', context) === result.tag ? binary(result.text) : null;
  }),
} satisfies Record<string, Converter>;
