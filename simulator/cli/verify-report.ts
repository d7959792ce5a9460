/** What `drydock verify` prints about a scenario. */
import { onlyDisturbed, type Result } from '../lab/batch.ts';
import type { Finding } from '../lab/compare.ts';
import type { Case } from '../lab/verify.ts';

const HEADINGS: Readonly<Record<Finding['what'], string>> = {
  request: 'Requests and connections, as the log tells of them',
  server: 'Changes of servers',
  counter: 'Counters at the end (show stat)',
  table: 'Stick tables at the end (show table)',
  conversation: 'Who talked to whom',
  timing: 'Free run: when servers changed',
};

/** @param all show what agrees too */
export function resultText(result: Result<Case>, all: boolean, color: boolean): string {
  const { verdict, runs, agrees, lateMs } = result;
  const { name } = result.case;
  if (verdict.outcome === 'unplayable') return `${name}: cannot be played: ${verdict.problem}\n`;
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { findings, changes, tape } = verdict;
  const differ = findings.filter((finding) => !finding.agrees).length;
  const often = runs > 1 ? `, run ${runs}` : '';
  const sum = agrees ? paint(32, 'agrees') : paint(31, `${differ} of ${findings.length} differ`);
  if (agrees && !all) {
    const how = onlyDisturbed(result) ? 'differed when disturbed' : 'differed';
    return runs > 1 ? `${name}: ${how} (late by ${lateMs.map(Math.round).join(', ')} ms), agrees in run ${runs}\n` : '';
  }
  const lines = [`${name}: ${sum}${often} (at most ${Math.round(tape.lateMs)} ms late)`];
  for (const change of changes) lines.push(`  changed for this machine: ${change}`);
  for (const [what, heading] of Object.entries(HEADINGS)) {
    const mine = findings.filter((finding) => finding.what === what && (all || !finding.agrees));
    if (mine.length === 0) continue;
    lines.push(`  ${heading}`);
    for (const finding of mine) lines.push(...findingLines(finding, paint));
  }
  return `${lines.join('\n')}\n`;
}

function findingLines(
  { agrees, haproxy, drydock, parts }: Finding,
  paint: (code: number, text: string) => string,
): string[] {
  if (agrees) return [`    ${paint(32, '=')} ${haproxy ?? drydock}`];
  if (haproxy === null && drydock === null) return parts.map((part) => `    ${paint(31, '!')} ${part}`);
  const both =
    haproxy === drydock
      ? [`    ${paint(31, '!')} ${haproxy}`]
      : [`    ${paint(31, '!')} HAProxy: ${haproxy ?? '-'}`, `      Drydock: ${drydock ?? '-'}`];
  return [...both, ...parts.map((part) => `        ${part}`)];
}
