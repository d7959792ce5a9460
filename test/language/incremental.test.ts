/** After any edit, what is known of a text is what an analysis of the whole would say. */
import { describe, expect, it } from 'vitest';
import { generateConfig } from '../../scripts/bench/generate.ts';
import { type Doc, editDoc, openDoc } from '../../simulator/language/haproxy/doc.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { notSimulated } from '../../simulator/plan/build.ts';
import { casesIn, groups } from './all-cases.ts';
import { createRandom, guideTexts, type Random } from './texts.ts';

const CASES = groups.flatMap(casesIn);

/** A configuration with several sections: generated, the guide's, or a few cases one behind the other. */
function someText(random: Random): string {
  const kind = random.below(4);
  if (kind === 0) return generateConfig(150);
  if (kind === 1) return random.of(guideTexts);
  return Array.from({ length: 5 }, () => random.of(CASES).text).join('');
}

/** What somebody types at one place: a word of the text, a line, a stretch that is deleted, things that break lines. */
function typing(random: Random, text: string): readonly string[] {
  switch (random.below(4)) {
    case 0:
      return [...random.of(text.split(/\s+/))];
    case 1:
      return [`\n${random.of(text.split('\n'))}`];
    case 2:
      return ['', '', ''];
    default:
      return ['"', '\n', '#', ' a'];
  }
}

function checkSame(doc: Doc, note: string): void {
  const whole = openDoc(doc.text, doc.options, doc.name, notSimulated).outcome;
  expect(doc.outcome, note).toEqual(whole);
}

describe('an edited text is known as if it had been opened', () => {
  it.each([1, 2, 3, 4, 5, 6])('seed %i', { timeout: 120_000 }, (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 12; round++) {
      const version = random.of(VERSIONS);
      let doc = openDoc(someText(random), { version }, 'haproxy.cfg', notSimulated);
      void doc.outcome;
      for (let burst = 0; burst < 6; burst++) {
        const before = doc;
        let offset = random.below(doc.text.length + 1);
        for (const text of typing(random, doc.text)) {
          const edit = { offset, length: text === '' ? 1 : 0, text };
          doc = editDoc(doc, [edit]);
          checkSame(
            doc,
            `seed ${seed}, round ${round}, HAProxy ${version}: ${JSON.stringify(edit)} in\n${before.text}`,
          );
          offset += text.length;
        }
        // Mostly the text is mended before something else is written.
        if (random.below(3) > 0) doc = before;
      }
    }
  });

  it('several edits before anybody asks, and several places in one event', () => {
    const text = generateConfig(300);
    let doc = openDoc(text, { version: '3.2' }, 'haproxy.cfg', notSimulated);
    void doc.outcome;
    const at = (line: string): number => doc.text.indexOf(line);
    doc = editDoc(doc, [{ offset: at('http-request set-header X-Forwarded'), length: 1, text: 'H' }]);
    doc = editDoc(doc, [
      { offset: at('default_backend site0001_web') + 16, length: 8, text: 'nowhere' },
      { offset: at('server api1 10.0.2.21'), length: 6, text: 'sever' },
    ]);
    checkSame(doc, 'after three edits');
    expect(doc.outcome.status).toBe(1);
    doc = editDoc(doc, [{ offset: at('sever api1'), length: 5, text: 'server' }]);
    doc = editDoc(doc, [{ offset: at('Http-request'), length: 1, text: 'h' }]);
    doc = editDoc(doc, [{ offset: at('nowhere'), length: 7, text: 'site0001' }]);
    checkSame(doc, 'mended');
    expect(doc.outcome.status).toBe(0);
  });

  const SHARED = ['    log global', '    maxconn 50000', '    nbthread 4', '    retries 3', '    timeout queue 20s'];
  const TYPED = [
    '\n    # why',
    ' # x',
    '\n    htt',
    '\n    maxconn 77',
    '\n    timeout check 1',
    '\n    option httpclos',
  ];

  it.each(VERSIONS)('what is typed into global and defaults sections, HAProxy %s', { timeout: 120_000 }, (version) => {
    const random = createRandom(7);
    let doc = openDoc(generateConfig(200), { version }, 'haproxy.cfg', notSimulated);
    void doc.outcome;
    for (const line of SHARED) {
      const at = doc.text.indexOf(line) + line.length;
      const typed = random.of(TYPED);
      for (let i = 0; i < typed.length; i++) {
        doc = editDoc(doc, [{ offset: at + i, length: 0, text: typed[i]! }]);
        checkSame(doc, `${line}${typed.slice(0, i + 1)}`);
      }
      // Elsewhere something changes, too.
      doc = editDoc(doc, [{ offset: doc.text.indexOf('    default_backend site0001_web'), length: 0, text: '#' }]);
      checkSame(doc, `${line}${typed}, and a comment elsewhere`);
      doc = editDoc(doc, [{ offset: doc.text.indexOf('#    default_backend site0001_web'), length: 1, text: '' }]);
      for (let i = typed.length - 1; i >= 0; i--) {
        doc = editDoc(doc, [{ offset: at + i, length: 1, text: '' }]);
        checkSame(doc, `${line}${typed.slice(0, i)} again`);
      }
    }
  });

  it('what is typed into global, and nobody else looks at, does not study all of a text', () => {
    let doc = openDoc(generateConfig(3000), { version: '3.2' }, 'haproxy.cfg', notSimulated);
    void doc.outcome;
    const at = doc.text.indexOf('    nbthread 4');
    let known = 0;
    const typed = '    http-request # not here\n';
    for (let i = typed.length - 1; i >= 0; i--) {
      doc = editDoc(doc, [{ offset: at, length: 0, text: typed[i]! }]);
      const { progress } = doc;
      void doc.outcome;
      if (progress && doc.progress && 'findings' in doc.progress && 'state' in progress) {
        const { findings } = progress.state;
        if (doc.progress.findings.filter((list, k) => list === findings[k]).length > findings.length - 20) known++;
      }
    }
    expect(known / typed.length).toBeGreaterThan(0.6);
  });

  it('edits in lines of a large text do not study all of it', () => {
    let doc = openDoc(generateConfig(3000), { version: '3.2' }, 'haproxy.cfg', notSimulated);
    void doc.outcome;
    let known = 0;
    let asked = 0;
    for (let at = doc.text.indexOf('    '); at >= 0; at = doc.text.indexOf('\n    ', at + 2000) + 1 || -1) {
      doc = editDoc(doc, [{ offset: at, length: 0, text: 'option httpclose\n' }]);
      const { progress } = doc;
      void doc.outcome;
      asked++;
      // What was carried over is still the same.
      if (progress && doc.progress && 'findings' in doc.progress && 'state' in progress) {
        const { findings } = progress.state;
        if (doc.progress.findings.filter((list, i) => list === findings[i]).length > findings.length - 20) known++;
      }
    }
    expect(asked).toBeGreaterThan(40);
    expect(known / asked).toBeGreaterThan(0.9);
  });
});
