/** Less usual words about a backend: what each is in the plan. */
import type { ProxyMode, Settings } from '../language/haproxy/config.ts';
import { hasOption, nearest } from './inherit.ts';

export interface RareBackendPlan {
  /** `http-send-name-header`: servers are told their own names in it. Lower case. */
  readonly sendsName?: string;
  /** `option prefer-last-server`: a client's requests stay where it has a connection of its own. */
  readonly prefersLast?: true;
  /** `max-keep-alive-queue`, and one: only if fewer wait there; absent: whoever waits. */
  readonly keepAliveQueue?: number;
  /** `persist rdp-cookie`: the cookie's name. */
  readonly rdpPersist?: string;
  /** `option checkcache`: responses that anybody may keep must not set cookies. */
  readonly checksCache?: true;
  /** `option http-restrict-req-hdr-names` */
  readonly oddNames?: 'delete' | 'reject';
  /** `dynamic-cookie-key`, where cookies are dynamic. */
  readonly cookieKey?: string;
}

export function planRareBackend(chain: readonly Settings[], mode: ProxyMode): RareBackendPlan {
  const word = (name: string) => nearest(chain, (settings) => settings.other[name])?.value[0];
  const http = mode === 'http';
  const sendsName = http ? word('http-send-name-header')?.toLowerCase() : undefined;
  const queue = word('max-keep-alive-queue');
  const rdp = word('persist rdp-cookie');
  const cookie = nearest(chain, (settings) => settings.cookie)?.value;
  const key = cookie?.dynamic ? word('dynamic-cookie-key') : undefined;
  return {
    ...(sendsName === undefined ? {} : { sendsName }),
    ...(http && hasOption(chain, 'prefer-last-server') ? { prefersLast: true as const } : {}),
    ...(queue === undefined || Number(queue) < 0 ? {} : { keepAliveQueue: Number(queue) + 1 }),
    ...(rdp === undefined ? {} : { rdpPersist: rdp }),
    ...(http && hasOption(chain, 'checkcache') ? { checksCache: true as const } : {}),
    ...planOddNames(chain, mode),
    ...(key === undefined ? {} : { cookieKey: key }),
  };
}

/** What becomes of headers whose names have other characters than letters, digits and dashes. */
export function planOddNames(chain: readonly Settings[], mode: ProxyMode): Pick<RareBackendPlan, 'oddNames'> {
  const said = nearest(chain, (settings) => settings.other['option http-restrict-req-hdr-names'])?.value[0];
  return mode === 'http' && (said === 'delete' || said === 'reject') ? { oddNames: said } : {};
}
