/** Drydock and each version of HAProxy say the same about every case; what HAProxy says was recorded. */
import { describe, expect, it } from 'vitest';
import { disagreements, versionOf } from './agreement.ts';
import { readAnswers, recordedVersions } from './answers.ts';
import { caseFiles, casesOf } from './frames.ts';

describe.each(recordedVersions)('small configurations, as HAProxy %s sees them', (program) => {
  const answers = readAnswers(program);
  it.each(caseFiles)('%s', (file) => {
    const wrong: string[] = [];
    for (const { title, text } of casesOf(file)) {
      const answer = answers.get(title);
      if (answer === undefined) throw new Error(`${title} was never asked: node test/language/record.ts`);
      const found = disagreements(text, answer, versionOf(program));
      if (found.length > 0) wrong.push(`${title}\n  ${found.join('\n  ')}`);
    }
    expect(wrong.join('\n')).toBe('');
  });
});

it('a wrong verdict, a missed error and an invented one are noticed', () => {
  const text = 'listen a\n bind :80\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n modee http\n';
  const at = (line: number, severity: 'error' | 'warning' = 'error') => ({
    status: 1,
    lines: [{ severity, file: null, line, section: null, message: '' }],
  });
  expect(disagreements(text, at(6), '3.2')).toEqual([]);
  expect(disagreements(text, { ...at(6), status: 0 }, '3.2')).toHaveLength(1);
  expect(disagreements(text, at(5), '3.2')).toHaveLength(2);
  expect(disagreements(text, at(6, 'warning'), '3.2')).toHaveLength(2);
});
