/** `resolvers`: name servers that are asked while HAProxy runs (manual 5.3.2). */
import { isNumericName, parseAddress } from '../../address.ts';
import type { Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { stopping } from '../../report.ts';
import { atLeast } from '../../version.ts';
import { badNameCharacter } from '../../words.ts';
import { withEntry } from '../context.ts';
import { server } from '../server.ts';
import { readTimeWord } from '../value.ts';
import { innerProxy, inProxy, lastSpan, namedTime, type Reading, type SectionContext } from './context.ts';

const EVENTS = ['valid', 'obsolete', 'nx', 'refused', 'timeout', 'other'];
/** Below it, a number without a unit is suspected of being seconds. */
const SMALL_MS = 100;

export function resolvers(section: RawSection, cx: SectionContext): Reading {
  const { report, version } = cx;
  const names = new Set<string>();
  const draft = innerProxy(section, 'backend', section.header.words[1] ?? null, 'tcp');
  cx.read.inner.push({ of: 'resolvers', draft });
  const small = (what: string) => (word: Word, time: number) => {
    if (!atLeast(version, '3.2') || time >= SMALL_MS || time === 0 || !/^\d+$/.test(word.text)) return;
    report.alert(word.span, 'suspicious-time', `'${what} ${word.text}' is ${time} milliseconds, suspiciously short`, {
      hint: `write '${time}ms' if that is meant, or '${time}s'`,
    });
  };
  return {
    handlers: {
      nameserver: (d) => {
        const [, name, address] = d.words;
        if (!name || !address)
          return report.error(lastSpan(d), 'missing-argument', "'nameserver' wants a name and an address with a port");
        const bad = badNameCharacter(name.text);
        if (bad !== null) return report.error(name.span, 'bad-name', `'${bad}' may not stand in a name server's name`);
        if (names.has(name.text))
          report.error(name.span, 'duplicate-name', `this section has a name server '${name.text}' already`);
        names.add(name.text);
        const result = parseAddress(address.text, { port: 'required', datagram: 'both' }, version);
        if (!result.ok) return report.error(address.span, 'bad-address', `'nameserver': ${result.message}`);
        const { family, host } = result.address;
        if (family === 'name' && !isNumericName(host))
          report.environment(address.span, 'name-to-resolve', `HAProxy will look up '${host}' when it starts`);
        if (family === 'unix' || family === 'abns')
          cx.read.late.push({
            weight: atLeast(version, '3.2') ? 'warning' : 'error',
            span: address.span,
            code: 'bad-address',
            message: `name server '${name.text}' cannot be asked through a socket`,
            section: section.header.words[1]?.text ?? '',
          });
        // Over TCP a name server is a server like those of backends; over UDP the rest of the line is not looked at.
        if (/^(stream\+|m?p?tcp[46]?@)/.test(address.text)) server(d, inProxy(draft, cx, stopping(report)));
      },
      hold: (d) => {
        const [keyword, event, value] = d.words as [Word, Word?, Word?];
        if (!event || !value)
          return report.error(lastSpan(d), 'missing-argument', "'hold' wants a kind of answer and a time", {
            hint: `one of: ${EVENTS.join(', ')}`,
          });
        const time = readTimeWord(keyword.text, value, 'ms', cx);
        if (time === null) return;
        if (!EVENTS.includes(event.text))
          return report.error(event.span, 'bad-choice', `'hold' does not know '${event.text}'`, {
            hint: `one of: ${EVENTS.join(', ')}`,
          });
        small(`hold ${event.text}`)(value, time);
      },
      timeout: (d) => {
        const time = namedTime(d, ['resolve', 'retry'], cx, small(`timeout ${d.words[1]?.text ?? ''}`));
        if (time !== null && d.words[1]!.text === 'resolve')
          draft.effective.timeouts = withEntry(draft.effective.timeouts, 'connect', time);
      },
    },
  };
}
