/** `program`: what the master process starts beside HAProxy; gone in 3.3. */

import type { Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import type { Program, Reading, SectionContext } from './context.ts';

export function program(section: RawSection, cx: SectionContext): Reading {
  const { report, read, version } = cx;
  const name: Word | undefined = section.header.words[1];
  const own: Program | null = name ? { name, command: false } : null;
  if (own) read.programs.push(own);
  if (name && version === '3.2' && !cx.globalKeywords.has('expose-deprecated-directives')) {
    report.abortingRefusal(section.header.span, 'deprecated', "'program' sections are not started any more", {
      hint: "start it beside HAProxy (systemd, s6 …), or say 'expose-deprecated-directives' in global for now",
    });
  }
  const said = new Set<string>();
  const once = (keyword: Word): void => {
    if (said.has(keyword.text)) report.alert(keyword.span, 'already-said', `'${keyword.text}' was said before`);
    said.add(keyword.text);
  };
  return {
    handlers: {
      command: () => {
        if (own) own.command = true;
      },
      user: (d) => once(d.words[0]!),
      group: (d) => once(d.words[0]!),
      option: (d) => {
        const [keyword, option, extra] = d.words as [Word, Word?, Word?];
        if (!option) return report.error(keyword.span, 'missing-argument', "'option' wants a name behind it");
        if (option.text !== 'start-on-reload')
          return report.error(option.span, 'unknown-option', `programs have no option '${option.text}'`, {
            hint: 'start-on-reload',
          });
        if (extra)
          report.error(
            extra.span,
            'unexpected-argument',
            `'option ${option.text}' cannot handle unexpected argument '${extra.text}'`,
          );
      },
    },
  };
}
