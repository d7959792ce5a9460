/** Configurations to compare on: `.cfg` files, and those inside `.vtc` files, below a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { configurationsIn } from './vtc.ts';

export interface Sample {
  /** The path below the folder, and the process's name in a VTC file. */
  readonly title: string;
  /** One character a byte. */
  readonly text: string;
  /** Where relative names of files in it are looked up. */
  readonly folder: string;
  readonly args: readonly string[];
}

export function samplesBelow(root: string): Sample[] {
  const out: Sample[] = [];
  for (const path of filesBelow(root)) {
    const title = relative(root, path);
    const folder = dirname(path);
    const text = readFileSync(path, 'latin1');
    if (!path.endsWith('.vtc')) {
      out.push({ title, text, folder, args: [] });
      continue;
    }
    for (const found of configurationsIn(text, folder)) {
      const args = found.localPeer === null ? [] : ['-L', found.localPeer];
      out.push({ title: `${title} ${found.name}`, text: found.text, folder, args });
    }
  }
  return out;
}

function filesBelow(root: string): string[] {
  if (statSync(root).isFile()) return [root];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(cfg|vtc|conf)$/.test(name))
    .map((name) => join(root, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .sort();
}

/** A sample's text as people read it. */
export function textOf(sample: Sample): string {
  return Buffer.from(sample.text, 'latin1').toString('utf8');
}
