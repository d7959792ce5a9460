/** `acme`: how to get certificates (manual 12.8). Every wrong line ends the run. */
import type { Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import type { Reading, SectionContext } from './context.ts';

const CHALLENGES = ['http-01', 'dns-01'];
const READY = ['cli', 'dns', 'delay', 'none'];

export function acme(section: RawSection, cx: SectionContext): Reading {
  const { report, version } = cx;
  const [head, name] = section.header.words as [Word, Word?];
  if (!cx.globalKeywords.has('expose-experimental-directives')) {
    report.abort(head.span, 'experimental', "'acme' sections are experimental", {
      hint: "say 'expose-experimental-directives' in global",
    });
  }
  const challenges = version === '3.4' ? [...CHALLENGES, 'dns-persist-01'] : CHALLENGES;
  const said = new Set<string>();
  let challenge = 'http-01';
  let ready = false;
  const note = (keyword: string) => () => void said.add(keyword);
  const clash = (word: Word): void => {
    if (challenge === 'http-01' && ready && version === '3.4')
      report.error(word.span, 'incompatible', "'challenge-ready' does not go with 'challenge http-01'");
  };
  return {
    handlers: {
      directory: note('directory'),
      'eab-key-id': note('eab-key-id'),
      'eab-mac-key': note('eab-mac-key'),
      challenge: (d) => {
        const [keyword, word, extra] = d.words as [Word, Word?, Word?];
        const known = challenges.find((c) => c === word?.text.toLowerCase());
        if (!known)
          return report.error((word ?? keyword).span, 'bad-choice', `there is no challenge '${word?.text ?? ''}'`, {
            hint: `one of: ${challenges.join(', ')}`,
          });
        if (extra) return report.error(extra.span, 'unexpected-argument', `'challenge' takes one word`);
        challenge = known;
        // Challenges by DNS wait for somebody, unless told.
        if (known !== 'http-01') ready = true;
        clash(word!);
      },
      'challenge-ready': (d) => {
        const [keyword, word, extra] = d.words as [Word, Word?, Word?];
        if (!word)
          return report.error(keyword.span, 'missing-argument', "'challenge-ready' wants something to wait for");
        if (extra) return report.error(extra.span, 'unexpected-argument', "'challenge-ready' takes one word");
        const parts = word.text.split(',').filter((p) => p !== '');
        const bad = parts.find((p) => !READY.includes(p));
        if (bad !== undefined || (parts.length > 1 && parts.includes('none')))
          return report.error(word.span, 'bad-choice', `'${bad ?? 'none'}' cannot be waited for here`, {
            hint: 'cli, dns, delay with commas between them, or none',
          });
        ready = word.text !== 'none';
        clash(word);
      },
      profile: (d) => {
        const bad = /[^A-Za-z0-9_-]/.exec(d.words[1]!.text);
        if (bad) report.error(d.words[1]!.span, 'bad-name', `'${bad[0]}' may not stand in a profile's name`);
      },
      map: (d) => void cx.read.acmeMaps.push({ section: section.header.span, map: d.words[1]! }),
      'account-key': (d) => needKey(d.words[1]!),
    },
    close: () => {
      if (!name) return;
      if (!said.has('directory'))
        report.abort(name.span, 'missing-directory', `acme '${name.text}' has no directory`, {
          section: name.text,
          hint: "add 'directory https://…'",
        });
      if (said.has('eab-key-id') !== said.has('eab-mac-key'))
        report.abort(name.span, 'missing-key', "'eab-key-id' and 'eab-mac-key' go together", { section: name.text });
    },
  };

  function needKey(word: Word): void {
    report.environment(word.span, 'file-needed', `HAProxy will need the file '${word.text}', or make it`);
  }
}
