/** `mailers`: mail servers for alerts. */
import { isNumericName, parseAddress } from '../../address.ts';
import type { RawSection } from '../../lines.ts';
import { badNameCharacter } from '../../words.ts';
import { lastSpan, namedTime, type Reading, type SectionContext } from './context.ts';

export function mailers(_: RawSection, cx: SectionContext): Reading {
  const { report, version } = cx;
  return {
    handlers: {
      mailer: (d) => {
        const [, name, address] = d.words;
        if (!name || !address)
          return report.error(lastSpan(d), 'missing-argument', "'mailer' wants a name and an address with a port");
        const bad = badNameCharacter(name.text);
        if (bad !== null) return report.error(name.span, 'bad-name', `'${bad}' may not stand in a mailer's name`);
        const result = parseAddress(address.text, { port: 'required' }, version);
        if (!result.ok) return report.error(address.span, 'bad-address', `'mailer': ${result.message}`);
        const { family, host } = result.address;
        if (family === 'unix' || family === 'abns' || family === 'sockpair' || family === 'fd')
          return report.error(address.span, 'bad-address', "'mailer': mails are sent over TCP only");
        if (family === 'name' && !isNumericName(host))
          report.environment(address.span, 'name-to-resolve', `HAProxy will look up '${host}' when it starts`);
      },
      timeout: (d) => void namedTime(d, ['mail'], cx),
    },
  };
}
