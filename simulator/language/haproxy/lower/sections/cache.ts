/** `cache`: a store for small responses (manual 6.2). HAProxy words most of what ends the run here as warnings. */
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import type { Reading, SectionContext } from './context.ts';

const MAX_NAME = 32;
const MAX_MEGABYTES = 4095;

export function cache(section: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const name = section.header.words[1];
  if (name && name.text.length > MAX_NAME)
    report.warning(name.span, 'name-too-long', `the cache's name is cut to ${MAX_NAME} characters`);
  let megabytes = 0;
  let largest: { readonly bytes: number; readonly word: Word } | null = null;
  /** At most one argument; null when there are more. */
  const argument = (d: Directive): Word | undefined | null => {
    const extra = d.words[2];
    if (!extra) return d.words[1];
    const message = `'${d.words[0]!.text}' cannot handle unexpected argument '${extra.text}'`;
    report.abort(extra.span, 'unexpected-argument', message);
    return null;
  };
  /** A whole number, as strtoul() reads one. */
  const number = (d: Directive, word: Word | undefined): number | null => {
    if (word && /^[+-]?\d+$/.test(word.text)) return Number(word.text);
    const message = `'${d.words[0]!.text}' wants a number${word ? `, not '${word.text}'` : ''}`;
    report.abortingRefusal((word ?? d.words[0]!).span, 'bad-number', message);
    return null;
  };
  return {
    handlers: {
      'total-max-size': (d) => {
        const word = argument(d);
        if (word === null) return;
        const value = number(d, word);
        if (value === null) return;
        if (value < 0 || value > MAX_MEGABYTES)
          return report.abortingRefusal(word!.span, 'out-of-range', `a cache has at most ${MAX_MEGABYTES} megabytes`);
        megabytes = value;
      },
      'max-age': (d) => {
        if (argument(d) === undefined)
          report.warning(d.span, 'missing-argument', "'max-age' wants a number of seconds: nothing is kept");
      },
      'max-object-size': (d) => {
        const word = argument(d);
        if (word === null) return;
        const bytes = number(d, word);
        if (bytes !== null) largest = { bytes, word: word! };
      },
      'process-vary': (d) => {
        const word = argument(d);
        if (word === null || word?.text === 'on' || word?.text === 'off') return;
        report.warning((word ?? d.words[0]!).span, 'bad-choice', "'process-vary' goes on with 'on' or 'off'");
      },
      'max-secondary-entries': (d) => {
        const word = argument(d);
        if (word === null) return;
        const value = number(d, word);
        if (value === 0) report.abortingRefusal(word!.span, 'out-of-range', "'max-secondary-entries' is at least 1");
      },
    },
    close: () => {
      if (!name) return;
      if (megabytes === 0) {
        // Its name is free again.
        if (cx.read.names.get('cache')?.get(name.text) === name) cx.read.names.get('cache')!.delete(name.text);
        return report.error(name.span, 'missing-size', `cache '${name.text}' has no size`, {
          section: name.text,
          hint: "add 'total-max-size <megabytes>'",
        });
      }
      const most = megabytes * 2 ** 19;
      if (largest && largest.bytes > most)
        report.error(largest.word.span, 'out-of-range', `'max-object-size' is at most half of the cache: ${most}`, {
          section: name.text,
        });
    },
  };
}
