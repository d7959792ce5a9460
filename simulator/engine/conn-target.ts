/**
 * Where a connection to a server goes and what it says first. Both may depend on who asked: a connection is only used again
 * by a stream whose own would be the same (HAProxy's connection hash).
 */

import type { ServerPlan } from '../plan/plan.ts';
import { formatText } from './format.ts';
import type { Tlv } from './io.ts';
import { evaluate } from './sample/evaluate.ts';
import { asText } from './sample/value.ts';
import type { Client, Engine, Stream } from './state.ts';
import { uniqueIdOf } from './unique-id.ts';

export interface ConnTarget {
  readonly host: string;
  readonly port: number;
  /** For the PROXY header. */
  readonly tlvs: readonly Tlv[];
  /** Equal for connections that may stand for each other; '' when nothing depends on the stream. */
  readonly key: string;
  /** The name that TLS asks for; absent: none. */
  readonly sni?: string;
}

/** Types of the PROXY protocol's values (its specification, section 2.2). */
const TLV_AUTHORITY = 0x02;
const TLV_SSL = 0x20;
const TLV_UNIQUE_ID = 0x05;

export function targetOf(engine: Engine, client: Client, stream: Stream, plan: ServerPlan): ConnTarget {
  const target = forWebSocket(addressed(engine, client, stream, plan), stream, plan);
  if (plan.sni === undefined) {
    const host = hostAsName(engine, stream, plan);
    return host === '' ? target : { ...target, sni: host, key: `${target.key} ${host}` };
  }
  const context = { engine, client, stream, proxy: stream.backend, direction: 'request' as const };
  const name = evaluate(plan.sni, context);
  const sni = name === null ? '' : asText(name);
  return sni === '' ? target : { ...target, sni, key: `${target.key} ${sni}` };
}

/** Since 3.4 the host of a request is asked for by itself, unless `no-sni-auto`. */
function hostAsName(engine: Engine, stream: Stream, plan: ServerPlan): string {
  if (!plan.ssl || engine.plan.version !== '3.4' || stream.mode !== 'http' || plan.tls?.noAutoSni) return '';
  const host = stream.request?.headers.find(({ name }) => name === 'host')?.value ?? '';
  return host.replace(/:\d*$/, '');
}

/** A WebSocket may want another protocol than the other requests (`ws`): it does not share their connections. */
function forWebSocket(target: ConnTarget, { request }: Stream, plan: ServerPlan): ConnTarget {
  const isMixed = plan.proto === 'h2' || plan.ws !== undefined || (plan.ssl && plan.tls?.alpn?.includes('h2') === true);
  if (!isMixed || !request) return target;
  const asks = request.headers.some(({ name, value }) => name === 'upgrade' && value.toLowerCase() === 'websocket');
  return asks ? { ...target, key: `${target.key} websocket` } : target;
}

function addressed(engine: Engine, client: Client, stream: Stream, plan: ServerPlan): ConnTarget {
  const isAny = plan.host === '' || plan.host === '*' || plan.host === '0.0.0.0' || plan.host === '::';
  const asked = stream.dst ?? client.dst;
  const host = isAny ? asked.host : plan.host;
  const port = plan.port ?? asked.port + (plan.portOffset ?? 0);
  const depends = isAny || plan.port === null;
  if (plan.sendProxy === null) return { host, port, tlvs: NONE, key: depends ? `${host} ${port}` : '' };
  const tlvs = plan.proxyHeader === undefined ? NONE : tlvsOf(engine, client, stream, plan.proxyHeader);
  const { src, dst } = client;
  const said = tlvs.map(({ type, value }) => `${type}=${value}`).join(' ');
  return { host, port, tlvs, key: `${host} ${port} ${src.host} ${src.port} ${dst.host} ${dst.port} ${said}` };
}

const NONE: readonly Tlv[] = [];

function tlvsOf(
  engine: Engine,
  client: Client,
  stream: Stream,
  { options, values }: NonNullable<ServerPlan['proxyHeader']>,
): readonly Tlv[] {
  const context = { engine, client, stream, proxy: stream.backend, direction: 'request' as const };
  const tlvs: Tlv[] = values.map(({ type, format }) => ({
    type,
    value: format === null ? '' : formatText(format, context),
  }));
  if (options.includes('authority')) {
    const received = client.tlvs?.find(({ type }) => type === TLV_AUTHORITY)?.value;
    const authority = received ?? client.tls?.sni;
    if (authority != null) tlvs.push({ type: TLV_AUTHORITY, value: authority });
  }
  if (options.includes('unique-id')) {
    tlvs.push({ type: TLV_UNIQUE_ID, value: uniqueIdOf(engine, client, stream) ?? '' });
  }
  // a client without TLS is said to be one
  if (options.includes('ssl') && client.tls === null) tlvs.push({ type: TLV_SSL, value: '\0'.repeat(5) });
  return tlvs;
}
