/** `namespace_list`: network namespaces that are opened at start. What it does not know, it does not look at. */
import type { RawSection } from '../../lines.ts';
import { badNameCharacter } from '../../words.ts';
import type { Reading, SectionContext } from './context.ts';

export function namespaceList(_: RawSection, cx: SectionContext): Reading {
  const { report } = cx;
  return {
    handlers: {
      namespace: (d) => {
        for (const word of d.words.slice(1)) {
          const bad = badNameCharacter(word.text);
          if (bad !== null) return report.error(word.span, 'bad-name', `'${bad}' may not stand in a namespace's name`);
          report.environment(word.span, 'machine-needed', `HAProxy will need the network namespace '${word.text}'`);
        }
      },
      '*': () => {},
    },
  };
}
