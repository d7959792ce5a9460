/** `log-forward`: takes messages and passes them on (manual 12.6). */
import { isNumericName, parseAddress } from '../../address.ts';
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { atLeast } from '../../version.ts';
import { bind } from '../bind.ts';
import { readLogTarget } from '../logging.ts';
import {
  innerProxy,
  inPlaceOf,
  inProxy,
  lastSpan,
  namedTime,
  type Reading,
  type SectionContext,
  withWords,
} from './context.ts';

const HOSTS = ['replace', 'fill', 'keep', 'append'];

export function logForward(section: RawSection, cx: SectionContext): Reading {
  const { report, version, known } = cx;
  const name = section.header.words[1] ?? null;
  const draft = innerProxy(section, 'frontend', name, 'log');
  if (name) checkName(name, cx);
  cx.read.inner.push({ of: 'log-forward', draft });
  known.logForwards.add(name?.text ?? '');
  return {
    handlers: {
      bind: (d) => {
        // Without an address there is nothing to listen on, and nothing to say.
        if (!d.words[1]) return;
        const address = parseAddress(d.words[1].text.split(',')[0]!, { port: 'required', range: true }, version);
        if (!address.ok && version === '2.6') return report.alert(d.words[1].span, 'bad-address', address.message);
        bind(d, inProxy(draft, cx));
      },
      'dgram-bind': (d) => {
        const word = d.words[1];
        if (!word || !readDatagrams(word, cx)) return;
        // The options are those of bind lines; its own address is none that they take.
        bind(withWords(d, 2, inPlaceOf(d.words[0]!, 'bind'), inPlaceOf(word, ':1')), inProxy(draft, cx));
        const listener = draft.binds[draft.binds.length - 1];
        // Datagrams have no TLS: the word is understood and does nothing.
        if (listener) draft.binds[draft.binds.length - 1] = withoutTls(listener);
      },
      log: (d) => void readLogTarget(d, false, cx),
      timeout: (d) => {
        const bad = d.words[2] && !/^\d/.test(d.words[2].text);
        if (bad && version === '2.6' && d.words[1]?.text === 'client')
          return report.abort(d.words[2]!.span, 'bad-time', `'${d.words[2]!.text}' is no time`);
        namedTime(d, ['client'], cx);
      },
      option: (d) => option(d, cx),
    },
  };

  function checkName(word: Word, { report: say }: SectionContext): void {
    const proxy = known.frontends.get(word.text) ?? known.backends.get(word.text);
    if (proxy) say.error(word.span, 'duplicate-name', `${proxy.kind} '${word.text}' has this name already`);
    else if (known.defaultsByName.has(word.text) && atLeast(version, '3.2'))
      say.warning(word.span, 'shared-name', `a defaults section has the name '${word.text}': sharing it is dangerous`);
  }
}

function withoutTls<T extends { readonly ssl?: unknown }>(listener: T): Omit<T, 'ssl'> {
  const { ssl: _, ...rest } = listener;
  return rest;
}

function readDatagrams(word: Word, cx: SectionContext): boolean {
  for (const part of word.text.split(',')) {
    const read = parseAddress(part, { port: 'required', range: true, datagram: true, descriptor: true }, cx.version);
    if (!read.ok) {
      cx.report.error(word.span, 'bad-address', `'dgram-bind': ${read.message}`);
      return false;
    }
    const { family, host } = read.address;
    if (family === 'name' && !isNumericName(host))
      cx.report.environment(word.span, 'name-to-resolve', `HAProxy will look up '${host}' when it starts`);
    if (family === 'fd')
      cx.report.environment(word.span, 'machine-needed', `HAProxy will need the open descriptor ${host}`);
  }
  return true;
}

function option(d: Directive, cx: SectionContext): void {
  const { report } = cx;
  const [, name, value] = d.words;
  if (!name) return report.error(lastSpan(d), 'missing-argument', "'option' wants a name behind it");
  if (name.text === 'dont-parse-log' || name.text === 'assume-rfc6587-ntf') {
    if (value) report.error(value.span, 'unexpected-argument', `'option ${name.text}' cannot handle '${value.text}'`);
  } else if (name.text !== 'host') {
    report.abort(name.span, 'unknown-option', `log-forward sections have no option '${name.text}'`, {
      hint: 'dont-parse-log, assume-rfc6587-ntf, host',
    });
  } else if (!value || !HOSTS.includes(value.text)) {
    report.abort((value ?? name).span, 'bad-choice', "'option host' wants to know what to do", {
      hint: `one of: ${HOSTS.join(', ')}`,
    });
  }
}
