/**
 * Asks programs about every case, and writes what they answer:
 *   node test/language/record.ts /usr/sbin/haproxy /opt/haproxy-3.2/haproxy …
 * With `--missing` only about cases that were never asked; the other answers stay.
 */
import { spawnSync } from 'node:child_process';
import { haproxyCheck } from '../support/haproxy-check.ts';
import { casesIn, groups } from './all-cases.ts';
import { type Answer, readAnswers, recordedVersions, writeAnswers } from './answers.ts';
import { filesBeside } from './rows.ts';

const AT_ONCE = 3;

const onlyMissing = process.argv.includes('--missing');

for (const binary of process.argv.slice(2).filter((arg) => arg !== '--missing')) {
  const version = /\d+\.\d+\.\d+/.exec(spawnSync(binary, ['-v'], { encoding: 'utf8' }).stdout)?.[0];
  if (version === undefined) throw new Error(`${binary} does not say which version it is`);
  const cases = groups.flatMap((group) => casesIn(group));
  const known = onlyMissing && recordedVersions.includes(version) ? readAnswers(version) : new Map<string, Answer>();
  const answers: Answer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < cases.length; i = next++) {
      answers[i] =
        known.get(cases[i]!.title) ??
        (await haproxyCheck({ ...filesBeside, 'haproxy.cfg': cases[i]!.text }, { binary, ignoreUnresolved: false }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  writeAnswers(version, new Map(cases.map((c, i) => [c.title, answers[i]!])));
  console.log(`HAProxy ${version}: ${cases.length} answers`);
}
