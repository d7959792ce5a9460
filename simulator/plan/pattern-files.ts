/** Contents of files that ACLs and maps name, and which files a plan takes contents from. */
import type { PatternFiles } from './conditions.ts';
import { patternLines } from './conditions.ts';
import type { PatternEntry } from './plan.ts';

/** A line's first word is a map's key; what follows, without blanks at its ends, is the value. An ACL's pattern is the line. */
function entryOf(line: string, isMap: boolean): PatternEntry {
  const split = isMap ? /^(\S+)[ \t]*(.*?)[ \t]*$/s.exec(line) : null;
  return split ? { key: split[1]!, value: split[2]! } : { key: line, value: '' };
}

export interface ReferredFiles {
  readonly files: readonly string[];
  readonly patternFiles: Readonly<Record<string, readonly PatternEntry[]>>;
}

/** Walks what was planned for the files that it names. */
export function referredFiles(planned: unknown, given: PatternFiles): ReferredFiles {
  const acls = new Set<string>();
  const maps = new Set<string>();
  const answers = new Set<string>();
  walk(planned, acls, maps, answers);
  const patternFiles: Record<string, PatternEntry[]> = {};
  for (const name of [...acls, ...maps]) {
    patternFiles[name] = patternLines(given[name] ?? '').map((line) => entryOf(line, maps.has(name)));
  }
  return { files: [...new Set([...acls, ...maps, ...answers])], patternFiles };
}

function walk(value: unknown, acls: Set<string>, maps: Set<string>, answers: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const part of value) walk(part, acls, maps, answers);
    return;
  }
  const node = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(node.files) && 'match' in node) for (const name of node.files) acls.add(String(name));
  if (typeof node.patternFile === 'string') (node.isMap === true ? maps : acls).add(node.patternFile);
  if (typeof node.answerFile === 'string') answers.add(node.answerFile);
  if (Array.isArray(node.args) && typeof node.name === 'string' && /^map(_|$)/.test(node.name)) {
    if (typeof node.args[0] === 'string') maps.add(node.args[0]);
  }
  for (const [name, part] of Object.entries(node)) if (name !== 'span') walk(part, acls, maps, answers);
}
