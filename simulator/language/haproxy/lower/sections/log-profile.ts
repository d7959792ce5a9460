/** `log-profile`: what is logged at each step of a stream (manual 8.3.5). */
import type { Word } from '../../config.ts';
import { parseFormat } from '../../format.ts';
import { PLACE } from '../../keywords/names.ts';
import type { RawSection } from '../../lines.ts';
import { didYouMean, reportExpression } from '../context.ts';
import { lastSpan, type Reading, type SectionContext } from './context.ts';

/** The named ones, and those that actions log at. */
export const LOG_STEPS: readonly string[] = [
  'accept',
  'request',
  'connect',
  'response',
  'close',
  'error',
  'any',
  'quic-init',
  'tcp-req-conn',
  'tcp-req-sess',
  'tcp-req-cont',
  'tcp-res-cont',
  'http-req',
  'http-res',
  'http-after-res',
];

export function logProfile(_: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const readFormat = (word: Word): boolean => {
    const read = parseFormat(word, { places: PLACE.log, dialect: cx, http: true });
    if (!read.ok) reportExpression(read.error, '', cx);
    return read.ok;
  };
  return {
    handlers: {
      on: (d) => {
        const step = d.words[1];
        if (!step || !LOG_STEPS.includes(step.text))
          return report.error((step ?? d.words[0]!).span, 'bad-choice', `there is no log step '${step?.text ?? ''}'`, {
            hint: `one of: ${LOG_STEPS.join(', ')}`,
            ...(step ? didYouMean(step.text, LOG_STEPS, step.span) : {}),
          });
        let i = 2;
        if (d.words[i]?.text === 'drop') i++;
        while (d.words[i]?.text === 'format' || d.words[i]?.text === 'sd') {
          const format = d.words[i + 1];
          if (!format)
            return report.error(lastSpan(d), 'missing-argument', `'${d.words[i]!.text}' wants a format behind it`);
          if (!readFormat(format)) return;
          i += 2;
        }
        const rest = d.words[i];
        if (rest || i === 2)
          report.error((rest ?? step).span, 'bad-choice', `'on ${step.text}' goes on with 'drop', 'format' or 'sd'`);
      },
    },
  };
}
