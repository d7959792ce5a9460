/** Converters on JSON and JSON web tokens (RFC 7519). Tokens that are signed with a key pair are not checked here. */
import { hmac } from '../hash/digest.ts';
import { encode64, fromUrl, toUrl } from './base64.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { jsonAt, unescapeJson } from './json-path.ts';
import { onBytes, onText } from './on.ts';
import { asText, binary, boolean, integer, integerOf, text } from './value.ts';
import { readVariable } from './variables.ts';

/** Six digits, as `%g` prints them. */
function general(number: number): string {
  if (number === 0 || !Number.isFinite(number)) return String(number);
  const [digits = '', power = '0'] = number.toExponential(5).split('e');
  const exponent = Number(power);
  const trimmed = (word: string) => (word.includes('.') ? word.replace(/\.?0+$/, '') : word);
  if (exponent >= -4 && exponent < 6) return trimmed(number.toFixed(5 - exponent));
  return `${trimmed(digits)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function query(json: string, path: string, output: string, context: SampleContext): SampleValue | null {
  const found = jsonAt(json, path);
  if (found === null || found === 'null') return null;
  if (found === 'true' || found === 'false') return boolean(found === 'true');
  if (found.startsWith('"')) {
    const plain = unescapeJson(found);
    return plain === null ? null : text(plain);
  }
  if (found.startsWith('{')) return null;
  if (found.startsWith('[')) return context.engine.plan.behaviour.jsonArrays ? text(found) : null;
  return output === 'int' ? integerOf(found) : text(general(Number(found)));
}

/** One of a token's parts, decoded; null when it is no token. */
function partOf(token: string, at: number): string | null {
  const part = token.split('.')[at];
  return part === undefined ? null : fromUrl(part);
}

const tokenQuery = (part: number): Converter =>
  onBytes((token, [path, output = ''], context) => {
    const json = partOf(token, part);
    if (json === null || json === '') return null;
    if (path !== undefined) return query(json, path, output, context);
    return context.engine.plan.behaviour.tokenParts ? binary(json) : null;
  });

const BAD_TOKEN = -3;

/** 1: the signature is good; 0: it is not; below 0: no token that could be looked at. */
function verify(
  token: string,
  [algorithm = '', key = '']: readonly string[],
  context: SampleContext,
): SampleValue | null {
  const parts = token.split('.');
  const header = partOf(token, 0);
  if (parts.length !== 3 || header === null || jsonAt(header, '$.alg') === null) return integer(BAD_TOKEN);
  const given = unescapeJson(jsonAt(header, '$.alg')!);
  const wanted = variableOr(algorithm, context);
  const width = /^HS(256|384|512)$/.exec(wanted)?.[1];
  if (width === undefined) return null;
  if (given !== wanted) return integer(0);
  const signed = hmac(`${parts[0]}.${parts[1]}`, variableOr(key, context), `sha${width}`);
  return integer(signed !== null && toUrl(encode64(signed)) === parts[2] ? 1 : 0);
}

function variableOr(word: string, context: SampleContext): string {
  const variable = /^(proc|sess|txn|req|res)\./.test(word) ? readVariable(context, word) : null;
  return variable ? asText(variable) : word;
}

export const JSONS = {
  json_query: onText((found, [path = '', output = ''], context) => query(found, path, output, context)),
  jwt_header_query: tokenQuery(0),
  jwt_payload_query: tokenQuery(1),
  jwt_verify: onBytes(verify),
} satisfies Record<string, Converter>;
