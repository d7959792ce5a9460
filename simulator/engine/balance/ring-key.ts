/**
 * Where a server's points on the consistent-hashing ring begin: at its id, a hash of it, its address, its address and
 * port, or its GUID. Without the address or GUID that is asked for, its id counts. Manual, "hash-key"; seen in 3.0, 3.2
 * and 3.4.
 */
import type { ServerPlan } from '../../plan/plan.ts';
import { parseIp } from '../address.ts';
import { xxh32 } from '../hash/xxh.ts';
import { wordsToBytes } from '../sample/value.ts';
import { avalanche } from './hash.ts';

/** Points that an id is worth. */
const POINTS_AN_ID = 4096;

/** @param hashedId what 3.0 does when nothing is said */
export function ringKey(plan: ServerPlan, hashedId: boolean): number {
  switch (plan.hashKey) {
    case 'addr':
      return addressKey(plan, 0) ?? idKey(plan, hashedId);
    case 'addr-port':
      return addressKey(plan, avalanche(plan.port ?? 0)) ?? idKey(plan, hashedId);
    case 'id32':
      return avalanche(swapped(plan.puid));
    case 'guid':
      return plan.guid === null ? idKey(plan, hashedId) : xxh32(plan.guid, 0);
    default:
      return idKey(plan, hashedId);
  }
}

function idKey({ puid }: ServerPlan, hashedId: boolean): number {
  return hashedId ? avalanche(puid) : puid * POINTS_AN_ID;
}

function addressKey({ host }: ServerPlan, seed: number): number | null {
  const words = parseIp(host);
  if (!words) return null;
  if (words.length === 1) return avalanche((seed + swapped(words[0]!)) >>> 0);
  return xxh32(wordsToBytes(words), seed);
}

/** The bytes of a word the other way round. */
function swapped(word: number): number {
  return ((word << 24) | ((word << 8) & 0xff0000) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
