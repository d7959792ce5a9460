/** A backend without servers that has `dispatch` or `option transparent` connects to an address all the same. */

import type { Span } from '../language/diagnostic.ts';
import { parseAddress } from '../language/haproxy/address.ts';
import type { Settings, Version } from '../language/haproxy/config.ts';
import { hasOption, nearest } from './inherit.ts';
import type { ServerPlan } from './plan.ts';

/** The one that stands for it, or null: there is none. */
export function impliedServer(chain: readonly Settings[], version: Version, span: Span): ServerPlan | null {
  const dispatch = nearest(chain, (settings) => settings.other['dispatch']);
  const target =
    dispatch?.value[0] === undefined ? null : parseAddress(dispatch.value[0], { port: 'required' }, version);
  const address = target?.ok ? target.address : null;
  if (address === null && !hasOption(chain, 'transparent')) return null;
  return {
    index: 0,
    puid: 0,
    name: '<NOSRV>',
    host: address?.host ?? '',
    family: address?.family === 'ipv6' ? 'ipv6' : 'ipv4',
    port: address?.port.kind === 'single' ? address.port.port : null,
    portOffset: null,
    weight: 1,
    maxconn: null,
    minconn: null,
    maxqueue: null,
    backup: false,
    disabled: false,
    cookie: null,
    sendProxy: null,
    ssl: false,
    onMarkedDown: null,
    onMarkedUp: null,
    nonStick: true,
    slowstartMs: null,
    hashKey: 'id',
    trackName: null,
    track: null,
    trackers: [],
    guid: null,
    check: null,
    isImplied: true,
    span: dispatch?.span ?? span,
  };
}
