/** Whole configurations: the verdict, errors and warnings of Drydock and of HAProxy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { indexAt, lineStarts } from '../../simulator/language/haproxy/offsets.ts';
import { disagreements, versionOf } from '../language/agreement.ts';
import { guideTexts } from '../language/texts.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

const FOLDER = join(import.meta.dirname, '../language/fixtures');
const fixture = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** What Drydock says: `line severity code`, and the section where HAProxy would name one. */
function verdict(text: string, version: Version): { status: number; said: string[] } {
  const starts = lineStarts(text);
  const { status, diagnostics } = analyse([{ name: 'haproxy.cfg', text }], { version });
  const said = diagnostics
    .filter((d) => !d.masked && d.severity !== 'not-simulated' && d.severity !== 'advice')
    .map((d) => {
      const where = d.section === undefined ? '' : ` (${d.section})`;
      return `${indexAt(starts, d.span.from) + 1} ${d.severity} ${d.code}${where}`;
    });
  return { status, said };
}

describeWithEveryHaproxy('whole configurations', (haproxy) => {
  const version = versionOf(haproxy.version);
  const names = readdirSync(FOLDER).filter((n) => n.endsWith('.cfg'));
  it.each(names)('%s', async (name) => {
    const text = fixture(name);
    const answer = await haproxyCheck(text, { binary: haproxy.path, ignoreUnresolved: false });
    expect(disagreements(text, answer, version)).toEqual([]);
  });
  it.each(guideTexts.map((text, i) => [i, text] as const))('the guide, %i', async (_, text) => {
    const answer = await haproxyCheck(text, { binary: haproxy.path });
    expect(disagreements(text, answer, version)).toEqual([]);
    expect(answer.status).toBe(0);
  });
  it('a server whose name nobody knows is the machine’s matter, and HAProxy’s refusal', async () => {
    const text = fixture('flask-name.cfg').replaceAll(/web-[ab]:/g, (m) => `${m.slice(0, -1)}.invalid:`);
    const answer = await haproxyCheck(text, { binary: haproxy.path, ignoreUnresolved: false });
    expect(answer.status).toBe(1);
    expect(answer.lines.filter((l) => l.line !== null).map((l) => [l.severity, l.line])).toEqual([
      ['error', 24],
      ['error', 25],
    ]);
    expect(verdict(text, version)).toEqual({
      status: 0,
      said: ['24 environment name-to-resolve', '25 environment name-to-resolve'],
    });
  });
});

describe('what Drydock says of them', () => {
  it.each<[string, number, string[]]>([
    [
      'hl7.cfg',
      0,
      [
        '1 warning missing-timeout (hl7-frontend)',
        '4 warning log-without-address (hl7-frontend)',
        '7 warning missing-timeout (hl7-backend)',
      ],
    ],
    ['flask.cfg', 1, ['16 error unknown-backend (http_front)', ...unresolved()]],
    ['flask-name.cfg', 0, unresolved()],
    ['flask-name-and-addresses.cfg', 0, []],
    ['keepalived-haproxy.cfg', 0, ['7 environment machine-needed', '8 environment machine-needed']],
  ])('%s', (name, status, said) => {
    expect(verdict(fixture(name), '2.6')).toEqual({ status, said });
  });
  function unresolved(): string[] {
    return ['24 environment name-to-resolve', '25 environment name-to-resolve'];
  }
});
