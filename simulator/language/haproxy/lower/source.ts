/** `source <address> [usesrc <address>] [interface <name>]`, of a section and of a server. */
import { isNumericName, parseAddress } from '../address.ts';
import type { Word } from '../config.ts';
import type { ProxyContext } from './context.ts';

/** HAProxy counts occurrences of a header from its end down to this one. */
const LAST_OCCURRENCE = -10;

/**
 * Reads the address at `from` and what belongs to it.
 *
 * @param range ports may be a range: on server lines
 * @returns the index of the first word that is not part of it; null where HAProxy refuses it, which is reported
 */
export function readSource(words: readonly Word[], from: number, range: boolean, cx: ProxyContext): number | null {
  if (!isAddress('source', words[from]!, range, cx)) return null;
  let i = from + 1;
  for (; words[i]?.text === 'usesrc' || words[i]?.text === 'interface'; i += 2) {
    const option = words[i]!;
    const value = words[i + 1];
    if (!value) {
      cx.report.error(option.span, 'missing-argument', `'${option.text}' wants a value behind it`);
      return null;
    }
    if (option.text === 'usesrc' && !isTransparent(value, cx)) return null;
  }
  return i;
}

function isTransparent(word: Word, cx: ProxyContext): boolean {
  if (word.text === 'client' || word.text === 'clientip') return true;
  const header = /^hdr_ip\(([^,)]*),?([^)]*)/.exec(word.text);
  if (!header) return isAddress('usesrc', word, false, cx);
  if (Number.parseInt(header[2]!, 10) >= LAST_OCCURRENCE || !/^-?\d/.test(header[2]!)) return true;
  const message = `'hdr_ip' counts occurrences from the end down to ${LAST_OCCURRENCE}`;
  cx.report.error(word.span, 'out-of-range', message);
  return false;
}

function isAddress(option: string, word: Word, range: boolean, cx: ProxyContext): boolean {
  const read = parseAddress(word.text, { port: 'optional', range }, cx.version);
  if (!read.ok) {
    cx.report.error(word.span, 'bad-address', `'${option}': ${read.message}`);
    return false;
  }
  const { family, host } = read.address;
  if (family === 'name' && !isNumericName(host))
    cx.report.environment(word.span, 'name-to-resolve', `HAProxy will look up '${host}' when it starts`);
  return true;
}
