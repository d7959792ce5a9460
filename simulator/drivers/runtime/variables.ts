/** Variables of the process: `get var`, `set var`. */

import { formatText } from '../../engine/format.ts';
import { nobodysContext } from '../../engine/process-variables.ts';
import type { SampleContext, SampleValue } from '../../engine/sample/context.ts';
import { evaluate } from '../../engine/sample/evaluate.ts';
import { asText } from '../../engine/sample/value.ts';
import { parseExpression } from '../../language/haproxy/expression.ts';
import { parseFormat } from '../../language/haproxy/format.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

const TYPES = {
  string: 'str',
  address: 'ipv4',
  binary: 'bin',
  method: 'meth',
  integer: 'sint',
  boolean: 'bool',
} as const;

function described(name: string, value: SampleValue): string {
  const text = value.type === 'boolean' ? (value.flag ? '1' : '0') : asText(value);
  const type = value.type === 'address' && text.includes(':') ? 'ipv6' : TYPES[value.type];
  return `${name}: type=${type} value=<${text}>\n`;
}

/** Nobody's request: what an expression of the runtime socket may look at. */
function contextOf({ plan, state, nowMs }: RuntimeView): SampleContext {
  return nobodysContext({ plan, state, out: [], nowMs });
}

const SPAN = { file: 0, from: 0, to: 0 };
const ANYWHERE = 2 ** 22 - 1;

function valueFrom(view: RuntimeView, words: readonly string[]): SampleValue | null {
  const dialect = { version: view.plan.version, loadsLua: true };
  const isFormat = words[0] === 'fmt';
  const text = words.slice(isFormat || words[0] === 'expr' ? 1 : 0).join(' ');
  if (isFormat) {
    const read = parseFormat({ text, span: SPAN }, { places: ANYWHERE, dialect, http: true });
    return read.ok ? { type: 'string', text: formatText(read.value.format, contextOf(view)) } : null;
  }
  const read = parseExpression({ text, span: SPAN }, 0, dialect);
  return read.ok ? evaluate(read.value.sample, contextOf(view)) : null;
}

export const VARIABLE_COMMANDS: readonly RuntimeRow[] = [
  {
    words: ['get', 'var'],
    level: 'user',
    help: '<name>: a variable of the process',
    run(view, words) {
      const [, , name] = words;
      if (name === undefined) return "missing variable name (expects 'proc.xxx')\n";
      if (!name.startsWith('proc.')) return "Invalid variable name: only 'proc.' ones are known here\n";
      const value = view.state.variables[name];
      return value === undefined ? 'Variable not found\n' : described(name, value);
    },
  },
  {
    words: ['set', 'var'],
    level: 'admin',
    help: '<name> {fmt <format> | expr <expression> | <expression>}: a variable of the process',
    run(view, words) {
      const [, , name = ''] = words;
      if (!view.session.experimental) {
        return 'This command is restricted to experimental mode only.\n';
      }
      if (!name.startsWith('proc.')) return "set var : only 'proc.' variables may be set here\n";
      const value = valueFrom(view, words.slice(3));
      if (value === null) return 'set var : the expression has no value\n';
      view.command({ type: 'set-variable', name, value });
      return '';
    },
  },
];
