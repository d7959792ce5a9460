/** `fcgi-app`: how a FastCGI application is spoken to (manual 10.1). */
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { badPattern } from '../../regex.ts';
import { leadingInteger } from '../../words.ts';
import { readCondition } from '../conditions.ts';
import { readLogTarget } from '../logging.ts';
import { acl } from '../routing.ts';
import { type FcgiApp, innerProxy, inProxy, lastSpan, type Reading, type SectionContext } from './context.ts';

const SWITCHES = ['keep-conn', 'get-values', 'mpxs-conns'];

export function fcgiApp(section: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  const name = section.header.words[1] ?? section.header.words[0]!;
  const app: FcgiApp = { name, docroot: false, maxReqs: null, multiplexes: false, rings: [] };
  cx.read.apps.push(app);
  const proxy = inProxy(innerProxy(section, 'listen', name, 'http'), cx);
  /** `if …` or `unless …` from word `from` on, or nothing. */
  const condition = (d: Directive, from: number): void => {
    const word = d.words[from];
    if (!word) return;
    if (word.text !== 'if' && word.text !== 'unless')
      report.error(word.span, 'unexpected-argument', `this goes on with 'if' or 'unless', not with '${word.text}'`);
    else if (d.words[from + 1]) readCondition(d.words.slice(from), 0, proxy);
  };
  const missing = (d: Directive, what: string): void =>
    report.error(lastSpan(d), 'missing-argument', `'${d.words[0]!.text}' wants ${what}`);
  return {
    handlers: {
      acl: (d) => acl(d, proxy),
      docroot: () => {
        app.docroot = true;
      },
      'path-info': (d) => {
        const bad = badPattern(d.words[1]!.text);
        if (bad !== null) report.error(d.words[1]!.span, 'bad-regex', `'path-info': ${bad}`);
      },
      'log-stderr': (d) => {
        const target = readLogTarget(d, false, cx);
        if (target === null || target === 'none' || !target.address.startsWith('ring@')) return;
        app.rings.push({ name: target.address.slice('ring@'.length), span: d.words[1]!.span });
      },
      'pass-header': (d) => (d.words[1] ? condition(d, 2) : missing(d, 'the name of a header')),
      'set-param': (d) => (d.words[2] ? condition(d, 3) : missing(d, 'a name and a value')),
      option: (d) => readOption(d, app, cx),
    },
  };
}

function readOption(d: Directive, app: FcgiApp, cx: SectionContext): void {
  const { report } = cx;
  const [, name, value, extra] = d.words as [Word, Word?, Word?, Word?];
  if (!name) return report.error(lastSpan(d), 'missing-argument', "'option' wants a name behind it");
  const what = `'option ${name.text}'`;
  if (SWITCHES.includes(name.text)) {
    if (value)
      report.error(value.span, 'unexpected-argument', `${what} cannot handle unexpected argument '${value.text}'`);
    else if (name.text !== 'keep-conn') app.multiplexes = d.prefix === null;
    return;
  }
  if (name.text !== 'max-reqs')
    return report.error(name.span, 'unknown-option', `FastCGI applications have no option '${name.text}'`, {
      hint: `one of: ${[...SWITCHES, 'max-reqs'].join(', ')}`,
    });
  if (d.prefix !== null) return report.error(d.span, 'bad-negation', `'${d.prefix}' may not stand in front of ${what}`);
  if (!value) return report.error(name.span, 'missing-argument', `${what} wants a count`);
  if (extra)
    return report.error(extra.span, 'unexpected-argument', `${what} cannot handle unexpected argument '${extra.text}'`);
  const count = leadingInteger(value.text);
  if (count === 0) return report.error(value.span, 'out-of-range', `${what} must be at least 1`);
  app.maxReqs = count > 1 ? d.span : null;
}
