/**
 * Asks programs about every case, and writes what they answer:
 *   node test/language/record.ts /usr/sbin/haproxy /opt/haproxy-3.2/haproxy …
 */
import { spawnSync } from 'node:child_process';
import { haproxyCheck } from '../support/haproxy-check.ts';
import { casesIn, groups } from './all-cases.ts';
import { type Answer, writeAnswers } from './answers.ts';
import { filesBeside } from './rows.ts';

const AT_ONCE = 3;

for (const binary of process.argv.slice(2)) {
  const version = /\d+\.\d+\.\d+/.exec(spawnSync(binary, ['-v'], { encoding: 'utf8' }).stdout)?.[0];
  if (version === undefined) throw new Error(`${binary} does not say which version it is`);
  const cases = groups.flatMap((group) => casesIn(group));
  const answers: Answer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < cases.length; i = next++) {
      answers[i] = await haproxyCheck(
        { ...filesBeside, 'haproxy.cfg': cases[i]!.text },
        { binary, ignoreUnresolved: false },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  writeAnswers(version, new Map(cases.map((c, i) => [c.title, answers[i]!])));
  console.log(`HAProxy ${version}: ${cases.length} answers`);
}
