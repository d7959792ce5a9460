/** `balance` and `hash-type` as the algorithms want them. Manual, "balance", "hash-type", "hash-balance-factor". */
import type { At, BalanceConfig, SampleExpr, Settings, Version } from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import type { Behaviour } from './behaviour.ts';
import { nearest } from './inherit.ts';
import type { BackendPlan, BalanceKey, BalancePlan } from './plan.ts';

export function planBalance(chain: readonly Settings[], version: Version, behaviour: Behaviour): BalancePlan {
  const said = nearest(chain, (settings) => settings.balance);
  const factor = nearest(chain, (settings) => settings.other['hash-balance-factor']);
  const hashBalanceFactor = Number(factor?.value[0]) || 0;
  if (!said) {
    const algorithm = behaviour.defaultBalance;
    return { algorithm, args: [], span: null, key: null, draws: 2, hashBalanceFactor };
  }
  const { name, inside } = nameOf(said.value);
  const { args } = said.value;
  const draws = name === 'random' ? Number(inside ?? args[0]) || 2 : 2;
  const key = keyOf(name, inside, said, version);
  return { algorithm: name, args, span: said.span, key, draws, hashBalanceFactor };
}

/** `hdr(host)` is the algorithm `hdr` with an argument of its own. */
function nameOf({ algorithm }: BalanceConfig): { readonly name: string; readonly inside: string | null } {
  const open = algorithm.indexOf('(');
  if (open < 0) return { name: algorithm, inside: null };
  return { name: algorithm.slice(0, open), inside: algorithm.slice(open + 1).replace(/\)$/, '') };
}

function keyOf(name: string, inside: string | null, said: At<BalanceConfig>, version: Version): BalanceKey | null {
  const { args } = said.value;
  const first = inside ?? args[0] ?? '';
  const rest = inside === null ? args.slice(1) : args;
  switch (name) {
    case 'source':
      return { type: 'source' };
    case 'uri':
      return {
        type: 'uri',
        whole: args.includes('whole'),
        pathOnly: args.includes('path-only'),
        lengthBytes: numberAfter(args, 'len'),
        depth: numberAfter(args, 'depth'),
      };
    case 'url_param':
      return { type: 'url_param', name: first, checkPost: rest.includes('check_post') };
    case 'hdr':
      return { type: 'hdr', name: first.toLowerCase(), domainOnly: rest.includes('use_domain_only') };
    case 'rdp-cookie':
      return { type: 'rdp-cookie', name: inside ?? args[0] ?? 'msts' };
    case 'hash': {
      const expr = expression(args.join(' '), said, version);
      return expr && { type: 'hash', expr };
    }
    case 'log-hash': {
      const expr = expression(`str(),${args.join(' ')}`, said, version);
      return expr && { type: 'hash', expr };
    }
    default:
      return null;
  }
}

function expression(text: string, said: At<BalanceConfig>, version: Version): SampleExpr | null {
  const read = parseExpression({ text, span: said.span }, 0, { version, loadsLua: true });
  return read.ok ? { ...read.value.sample, span: said.span } : null;
}

function numberAfter(args: readonly string[], word: string): number | null {
  const at = args.indexOf(word);
  const number = at < 0 ? Number.NaN : Number(args[at + 1]);
  return Number.isFinite(number) && number > 0 ? number : null;
}

const HASH_FUNCTIONS = ['sdbm', 'djb2', 'wt6', 'crc32', 'none'];

export function planHashType(chain: readonly Settings[]): BackendPlan['hashType'] {
  const words = nearest(chain, (settings) => settings.hashType)?.value ?? [];
  const fn = words.find((word) => HASH_FUNCTIONS.includes(word));
  return {
    method: words[0] === 'consistent' ? 'consistent' : 'map-based',
    fn: fn ?? 'sdbm',
    avalanche: words.includes('avalanche') || (words[0] === 'consistent' && words.length === 1),
  };
}
