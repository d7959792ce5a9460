/** `crt-store`: certificates by name (manual 12.7). Every wrong line ends the run. */
import type { Directive, Version, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { atLeast } from '../../version.ts';
import { wholeInteger } from '../../words.ts';
import { didYouMean } from '../context.ts';
import { lastSpan, type Reading, type SectionContext } from './context.ts';

type Kind = 'file' | 'text' | 'switch' | 'number';

/** What a certificate may be loaded with, and since when. */
export const LOAD: Readonly<Record<string, readonly [Kind, Version]>> = {
  crt: ['file', '3.0'],
  alias: ['text', '3.0'],
  key: ['file', '3.0'],
  ocsp: ['file', '3.0'],
  issuer: ['file', '3.0'],
  sctl: ['file', '3.0'],
  'ocsp-update': ['switch', '3.0'],
  acme: ['text', '3.2'],
  domains: ['text', '3.2'],
  jwt: ['switch', '3.4'],
  ips: ['text', '3.4'],
  'generate-dummy': ['switch', '3.4'],
  keytype: ['text', '3.4'],
  bits: ['number', '3.4'],
  curves: ['text', '3.4'],
};

export function crtStore(section: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const store = section.header.words[1]?.text ?? '';
  let loaded = false;
  const base = (d: Directive): void => {
    if (!loaded) return;
    const what = d.words[0]!.text;
    report.error(d.span, 'bad-order', `'${what}' stands in front of the section's 'load' lines`);
  };
  return {
    handlers: {
      'crt-base': base,
      'key-base': base,
      load: (d) => {
        const read = readLoad(d, cx);
        if (!read) return;
        loaded = true;
        const name = read.alias ? `@${store}/${read.alias}` : store === '' ? read.crt : `@${store}/${read.crt}`;
        if (cx.read.certificates.has(name))
          report.error(d.span, 'duplicate-certificate', `certificate '${name}' is there already`);
        else cx.read.certificates.set(name, d.words[0]!);
      },
    },
  };
}

function readLoad(d: Directive, cx: SectionContext): { readonly crt: string; readonly alias: string } | null {
  const { report, version } = cx;
  const values = new Map<string, Word>();
  const fail = (word: Word, code: string, message: string, extra = {}): null => {
    report.error(word.span, code, message, extra);
    return null;
  };
  const names = Object.keys(LOAD).filter((name) => atLeast(version, LOAD[name]![1]));
  for (let i = 1; i < d.words.length; i += 2) {
    const name = d.words[i]!;
    const value = d.words[i + 1] ?? { text: '', span: name.span };
    if (!names.includes(name.text))
      return fail(name, 'unknown-argument', `'load' does not know '${name.text}'`, {
        hint: `one of: ${names.join(', ')}`,
        ...didYouMean(name.text, names, name.span),
      });
    const kind = LOAD[name.text]![0];
    if (name.text === 'alias' && value.text.startsWith('/'))
      return fail(value, 'bad-name', 'an alias does not begin with a slash');
    if (kind === 'switch' && value.text !== 'on' && value.text !== 'off')
      return fail(value, 'bad-choice', `'${name.text}' goes on with 'on' or 'off'`);
    if (kind === 'number' && wholeInteger(value.text) === null)
      return fail(value, 'bad-number', `'${name.text}' wants an integer, not '${value.text}'`);
    values.set(name.text, value);
  }
  const crt = values.get('crt');
  if (!crt) {
    report.error(lastSpan(d), 'missing-argument', "'load' needs 'crt <file>'");
    return null;
  }
  for (const [name, word] of values) {
    if (LOAD[name]![0] === 'file')
      report.environment(word.span, 'file-needed', `HAProxy will need the file '${word.text}'`);
  }
  return { crt: crt.text, alias: values.get('alias')?.text ?? '' };
}
