/** What this program has of what `haproxy -vv` lists: the usual build without what is not carried out at all. */
import { usualFeatures } from '../../language/haproxy/build.ts';

// without splice(2), which Node does not offer, its counters would have to be invented
const ABSENT = ['LINUX_SPLICE', 'LUA', 'QUIC', 'OT', 'PROMEX', 'NS', 'LINUX_TPROXY'];

export const FEATURES: ReadonlySet<string> = new Set(
  [...usualFeatures('3.2')].filter((name) => !ABSENT.includes(name)),
);
