/** `http-errors`: a group of error files. */
import type { RawSection } from '../../lines.ts';
import { leadingInteger } from '../../words.ts';
import { ERROR_CODES } from '../reply.ts';
import { lastSpan, type Reading, type SectionContext } from './context.ts';

export function httpErrors(section: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const codes = new Set<number>();
  cx.read.errorCodes.set(section.header.words[1]?.text ?? '', codes);
  return {
    handlers: {
      errorfile: (d) => {
        const [, code, file] = d.words;
        if (!code || !file)
          return report.error(lastSpan(d), 'missing-argument', "'errorfile' wants a status and a file");
        const status = leadingInteger(code.text);
        codes.add(status);
        if (!ERROR_CODES.includes(status))
          return report.error(code.span, 'bad-status', `status '${code.text}' has no error file`, {
            hint: `one of: ${ERROR_CODES.join(', ')}`,
          });
        report.environment(file.span, 'file-needed', `HAProxy will need the file '${file.text}'`);
      },
    },
  };
}
