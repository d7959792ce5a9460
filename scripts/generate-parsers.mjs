// Writes, for every `*.grammar` in simulator/language, the parser beside it: parser.ts and parser.terms.ts.
// Usage: node scripts/generate-parsers.mjs; run it after every change of a grammar. A test compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildParserFile } from '@lezer/generator';
import { root } from './lib/paths.mjs';

/** @returns {string[]} the absolute paths of the grammars */
export function grammars() {
  const folder = join(root, 'simulator', 'language');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.grammar'))
    .map((name) => join(folder, name))
    .sort();
}

/**
 * The files that belong to a grammar.
 * @param {string} grammar its absolute path
 * @returns {{ path: string, text: string }[]} what should be there
 * @throws a warning of the generator is an error
 */
export function generatedFiles(grammar) {
  const { parser, terms } = buildParserFile(readFileSync(grammar, 'utf8'), {
    fileName: relative(root, grammar),
    moduleStyle: 'es',
    typeScript: true,
    warn: (message) => {
      throw new Error(message);
    },
  });
  const folder = dirname(grammar);
  return [
    { path: join(folder, 'parser.ts'), text: parser },
    { path: join(folder, 'parser.terms.ts'), text: terms },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const grammar of grammars()) {
    for (const { path, text } of generatedFiles(grammar)) {
      writeFileSync(path, text);
      process.stdout.write(`${relative(root, path)}\n`);
    }
  }
}
