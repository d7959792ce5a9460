import ts from 'typescript';
import type { Source } from './sources.ts';

/** Names that stand for the machine, its clock, its chance, the browser or Node.js. */
const BANNED_GLOBALS = new Set(
  (
    'setTimeout setInterval setImmediate clearTimeout clearInterval requestAnimationFrame requestIdleCallback ' +
    'performance crypto process Buffer require __dirname window document navigator location localStorage ' +
    'sessionStorage indexedDB fetch XMLHttpRequest WebSocket Intl eval'
  ).split(' '),
);

/** Clock and chance as members, and what depends on the reader's place or language. */
const BANNED_MEMBERS = new Map([
  ['Date', new Set(['now'])],
  ['Math', new Set(['random'])],
]);
const BANNED_METHODS = new Set(
  (
    'getHours getMinutes getSeconds getMilliseconds getDate getDay getMonth getFullYear getTimezoneOffset ' +
    'toLocaleString toLocaleDateString toLocaleTimeString toLocaleLowerCase toLocaleUpperCase localeCompare'
  ).split(' '),
);

/** Functions whose last digit differs from one JavaScript engine to the next. */
const INEXACT = new Set(
  'log log2 log10 log1p exp expm1 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot'.split(
    ' ',
  ),
);

export interface CallRules {
  /** Same inputs, same bytes in every browser and in Node.js: integer tables instead of these functions. */
  forbidsInexactMath: boolean;
}

/**
 * Finds what the core must not use: clocks, timers, chance, browser, Node.js.
 *
 * Names are judged without types: a name that the file declares itself is the file's own.
 *
 * @returns a line a finding, as in `simulator/engine/step.ts:7: Date.now`
 */
export function bannedCalls({ path, text }: Source, { forbidsInexactMath }: CallRules): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const own = declaredNames(file);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isPropertyAccessExpression(node)) {
      const object = ts.isIdentifier(node.expression) ? node.expression.text : '';
      const name = node.name.text;
      if (BANNED_MEMBERS.get(object)?.has(name)) report(node, `${object}.${name}`);
      else if (forbidsInexactMath && object === 'Math' && INEXACT.has(name)) report(node, `Math.${name}`);
      else if (BANNED_METHODS.has(name) && !namesItsLocale(node)) report(node, `.${name}`);
      else if (object === 'globalThis' && BANNED_GLOBALS.has(name)) report(node, `globalThis.${name}`);
    } else if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0) {
      report(node, 'new Date()');
    } else if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) {
      report(node, 'Date()');
    } else if (forbidsInexactMath && ts.isBinaryExpression(node) && isPower(node)) {
      report(node, '** (which is Math.pow)');
    } else if (ts.isIdentifier(node) && BANNED_GLOBALS.has(node.text) && !own.has(node.text) && isReference(node)) {
      report(node, node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `n.toLocaleString('en-US')` is the same for every reader. */
function namesItsLocale({ name, parent }: ts.PropertyAccessExpression): boolean {
  const [first] = ts.isCallExpression(parent) ? parent.arguments : [];
  return name.text.startsWith('toLocale') && first !== undefined && ts.isStringLiteral(first);
}

function isNamed(node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** Powers of two, and of literals, are whole numbers computed exactly: `2 ** bits`, `10 ** 3`. */
function isPower({ left, operatorToken, right }: ts.BinaryExpression): boolean {
  if (operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) return true;
  if (operatorToken.kind !== ts.SyntaxKind.AsteriskAsteriskToken || !ts.isNumericLiteral(left)) {
    return operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
  }
  return left.text !== '2' && !ts.isNumericLiteral(right);
}

/** Every name that the file declares: variables, parameters, functions, imports. */
function declaredNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node);
    if (isDeclaration && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** Whether an identifier stands for a value, and is no member's, key's or label's name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent)) return false;
  return !(
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent)
  );
}
