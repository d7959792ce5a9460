/** The algorithms, by HAProxy's names. To add one: its file, and a row here. */
import type { SimulatedAlgorithm } from '../../plan/simulated.ts';
import { first } from './first.ts';
import { hashExpr } from './hash-expr.ts';
import { hdr } from './hdr.ts';
import { leastconn } from './leastconn.ts';
import { random } from './random.ts';
import { rdpCookieHash } from './rdp-cookie.ts';
import type { Balance } from './record.ts';
import { asBalance } from './record.ts';
import { roundrobin } from './roundrobin.ts';
import { source } from './source.ts';
import { staticRr } from './static-rr.ts';
import { sticky } from './sticky.ts';
import { uri } from './uri.ts';
import { urlParam } from './url-param.ts';

export const ALGORITHMS = {
  roundrobin: asBalance(roundrobin),
  'static-rr': asBalance(staticRr),
  leastconn: asBalance(leastconn),
  first: asBalance(first),
  source: asBalance(source),
  uri: asBalance(uri),
  url_param: asBalance(urlParam),
  hdr: asBalance(hdr),
  'rdp-cookie': asBalance(rdpCookieHash),
  hash: asBalance(hashExpr),
  random: asBalance(random),
  sticky: asBalance(sticky),
} satisfies Record<SimulatedAlgorithm, Balance>;

/** The algorithm of a backend; roundrobin for a name that is not simulated (the plan says so on its line). */
export function balanceOf(name: string): Balance {
  return (ALGORITHMS as Record<string, Balance>)[name] ?? ALGORITHMS.roundrobin;
}
