import { posix } from 'node:path';
import ts from 'typescript';
import type { Source } from './sources.ts';

/** One import, re-export, dynamic import or `new URL('…', import.meta.url)`. */
export interface Import {
  specifier: string;
  /** From 1. */
  line: number;
  /** Nothing of it is left at run time. */
  isTypeOnly: boolean;
}

/** Every import of a file. The frontmatter of an `.astro` file and its `<script>`s are read as TypeScript. */
export function importsOf({ path, text }: Source): Import[] {
  const code = path.endsWith('.astro') ? scriptsOfAstro(text) : text;
  const kind = /\.(tsx|jsx)$/.test(path) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, kind);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, isTypeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    found.push({ specifier: specifier.text, line, isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnlyClause(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnlyExport(node));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false);
    } else if (ts.isNewExpression(node) && node.expression.getText(file) === 'URL') {
      if (node.arguments?.[1]?.getText(file) === 'import.meta.url') add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function isTypeOnlyExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const named = node.exportClause;
  if (named === undefined || !ts.isNamedExports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

/** Blanks everything but the code, so that line numbers stay. */
function scriptsOfAstro(text: string): string {
  const keep: [number, number][] = [];
  const frontmatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text);
  if (frontmatter) keep.push([3, frontmatter[0].length - 3]);
  for (const match of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    keep.push([start, start + (match[1]?.length ?? 0)]);
  }
  let code = '';
  for (let at = 0; at < text.length; at++) {
    const isKept = keep.some(([from, to]) => at >= from && at < to);
    code += isKept || text[at] === '\n' ? text[at] : ' ';
  }
  return code;
}

/** What an area may import, besides itself. "(types)": nothing that is left at run time. */
type Allowed = readonly string[];

const CORE: Allowed = ['language', 'plan', 'engine', 'vrrp', 'trace', 'scenario'];

const EVERYTHING: Allowed = [
  ...CORE,
  'http1',
  'http2',
  'export',
  'drivers',
  'drivers/virtual',
  'drivers/replay',
  'drivers/sockets',
  'lab',
  'drivers/runtime',
  'simulator',
  'worker-api',
  'drawn',
  'worker',
  'cli',
  'src',
  'scripts',
  'test',
  'content',
];

/**
 * language ← plan ← engine, vrrp ← trace ← scenario ← drivers ← worker, cli ← src. `http1` and `http2` stand alone; `export`
 * makes files from what the language says. Four files lie beside the folders: `simulator.ts` puts the parts together
 * for worker and CLI, `worker-api.ts` says what crosses to the page, `drawn.ts` leaves out what a page does not draw,
 * `worker.ts` is the end point there.
 */
const ALLOWED: Readonly<Record<string, Allowed>> = {
  language: [],
  http1: [],
  http2: [],
  plan: ['language'],
  engine: ['language (types)', 'plan', 'http1'],
  vrrp: ['language', 'plan'],
  trace: ['language', 'plan', 'engine', 'vrrp'],
  scenario: ['language', 'plan', 'engine', 'vrrp', 'trace'],
  export: ['language', 'plan', 'vrrp'],
  'drivers/virtual': [...CORE, 'http1', 'drivers'],
  'drivers/replay': CORE,
  'drivers/runtime': CORE,
  'drivers/sockets': [...CORE, 'http1', 'http2', 'drivers', 'drivers/runtime'],
  drivers: CORE,
  lab: [...CORE, 'http1', 'drivers', 'drivers/virtual'],
  'worker-api': CORE,
  simulator: [...CORE, 'drivers', 'drivers/virtual', 'drivers/replay', 'worker-api'],
  drawn: ['trace', 'worker-api'],
  worker: [...CORE, 'drawn', 'export', 'drivers', 'drivers/virtual', 'drivers/replay', 'simulator', 'worker-api'],
  cli: [
    ...CORE,
    'http1',
    'export',
    'drivers',
    'drivers/virtual',
    'drivers/replay',
    'drivers/sockets',
    'drivers/runtime',
    'lab',
    'simulator',
    'worker-api',
  ],
  src: [...CORE, 'export', 'drivers', 'drivers/virtual', 'simulator', 'worker-api', 'worker', 'content'],
  content: ['src'],
  scripts: EVERYTHING,
  test: EVERYTHING,
};

/** The area that a path belongs to; undefined for one that the table above does not know. */
export function areaOf(path: string): string | undefined {
  const [top = '', second = '', third = ''] = path.split('/');
  if (top !== 'simulator') return top in ALLOWED ? top : undefined;
  const beside = /^(worker|worker-api|simulator|drawn)\.ts$/.exec(second)?.[1];
  if (beside !== undefined) return beside;
  if (second === 'drivers')
    return third.includes('.') ? 'drivers' : `drivers/${third}` in ALLOWED ? `drivers/${third}` : undefined;
  return second in ALLOWED ? second : undefined;
}

/**
 * Checks one file against the direction of imports.
 *
 * @returns a line a violation, as in `simulator/engine/step.ts:3: engine must not import trace (../trace/log.ts)`
 */
export function importViolations(source: Source): string[] {
  const area = areaOf(source.path);
  if (area === undefined) return [`${source.path}: no area of the design; give it one in test/house/imports.ts`];
  return importsOf(source).flatMap((entry) => {
    const reason = entry.specifier.startsWith('.')
      ? whyNotInside(source.path, area, entry)
      : whyNotPackage(source.path, area, entry);
    return reason === undefined ? [] : [`${source.path}:${entry.line}: ${reason} (${entry.specifier})`];
  });
}

function whyNotInside(path: string, area: string, { specifier, isTypeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''));
  if (target.startsWith('..')) return 'imports leave the repository';
  if (target === 'package.json' && mayUseNode(path)) return undefined; // for its version
  const wanted = areaOf(target);
  if (wanted === undefined) return `nothing is known about ${target}`;
  const allowed = ALLOWED[area] ?? [];
  if (wanted === area || allowed.includes(wanted)) return undefined;
  if (allowed.includes(`${wanted} (types)`))
    return isTypeOnly ? undefined : `${area} may import only types from ${wanted}`;
  return `${area} must not import ${wanted}`;
}

function whyNotPackage(path: string, area: string, { specifier }: Import): string | undefined {
  if (area === 'http1' || area === 'http2') return `${area} imports nothing outside itself`;
  if (/^node:/.test(specifier)) {
    return mayUseNode(path) ? undefined : 'node: belongs in drivers/sockets, cli, scripts and tests';
  }
  if (/^monaco-editor(?:\/|$)/.test(specifier) && area !== 'test' && !path.startsWith('src/editor/')) {
    return 'only src/editor imports Monaco';
  }
  return undefined;
}

/** Whether a file runs in Node.js only, and may therefore use `node:` modules, clocks and timers. */
export function mayUseNode(path: string): boolean {
  return /^(?:simulator\/(?:drivers\/sockets|cli|lab)|scripts|test|src\/integrations)\//.test(path);
}
