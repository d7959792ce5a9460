/** `healthcheck`: a health check that servers share (manual 12.9). Every wrong line ends the run. */
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { checkOption } from '../check-options.ts';
import { httpCheck, tcpCheck } from '../checks.ts';
import { innerProxy, inPlaceOf, inProxy, type Reading, type SectionContext, withWords } from './context.ts';

const TYPES = [
  'tcp-check',
  'httpchk',
  'ssl-hello-chk',
  'smtpchk',
  'pgsql-check',
  'redis-check',
  'mysql-check',
  'ldap-check',
  'spop-check',
];
/** How many words each type looks at; what is behind them it does not. */
const LOOKED_AT: Readonly<Record<string, number>> = { httpchk: 5, 'pgsql-check': 4, 'mysql-check': 5, smtpchk: 9 };
const RULES: Readonly<Record<string, string>> = { 'tcp-check': 'tcp-check', 'http-check': 'httpchk' };

export function healthcheck(section: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const draft = innerProxy(section, 'backend', section.header.words[1] ?? null, 'http');
  const proxy = inProxy(draft, cx);
  let type: string | null = null;
  /** The rules that came before any type. */
  let early: string | null = null;
  // HAProxy stops here, and does not get to the section's end.
  const refuse: typeof report.error = (...said) => {
    early = null;
    report.error(...said);
  };
  const rule = (d: Directive): void => {
    const keyword = d.words[0]!;
    const fits = RULES[keyword.text]!;
    if (type !== null && type !== fits)
      return refuse(keyword.span, 'incompatible', `a check of type '${type}' has no '${keyword.text}' rules`);
    if (early !== null && early !== keyword.text)
      return refuse(keyword.span, 'incompatible', "'tcp-check' and 'http-check' rules cannot be mixed");
    if (type === null) early = keyword.text;
    (keyword.text === 'tcp-check' ? tcpCheck : httpCheck)(d, proxy);
  };
  return {
    handlers: {
      type: (d) => {
        const [keyword, word] = d.words as [Word, Word?];
        if (!word || !TYPES.includes(word.text))
          return report.error((word ?? keyword).span, 'bad-choice', `there is no type of check '${word?.text ?? ''}'`, {
            hint: `one of: ${TYPES.join(', ')}`,
          });
        if (type !== null) return report.error(d.span, 'already-said', 'the type was said before');
        if (early !== null && RULES[early] !== word.text)
          return refuse(word.span, 'incompatible', `a check of type '${word.text}' has no '${early}' rules`);
        type = word.text;
        early = null;
        const most = LOOKED_AT[type] ?? 2;
        const line = withWords(d, 1, inPlaceOf(keyword, 'option'));
        checkOption({ ...line, words: line.words.slice(0, most) }, proxy);
      },
      'tcp-check': rule,
      'http-check': rule,
    },
    close: () => {
      if (early === null) return;
      const message = `the '${early}' rules are ignored: they need 'type ${RULES[early]}'`;
      report.alert(section.header.span, 'unused-check-rules', message);
    },
  };
}
