/** Fetches about the client's connection (manual 7.3.3, 7.3.4). */
import type { Endpoint } from '../io.ts';
import type { SampleContext } from './context.ts';
import type { Fetch } from './fetch.ts';
import { addressOf, boolean, integer, text } from './value.ts';

const host = (get: (context: SampleContext) => Endpoint): Fetch => ({
  one: (context) => addressOf(get(context).host),
});
const port = (get: (context: SampleContext) => Endpoint): Fetch => ({ one: (context) => integer(get(context).port) });
const src = ({ client, stream }: SampleContext) => stream.src ?? client.src;
const dst = ({ client, stream }: SampleContext) => stream.dst ?? client.dst;
const listener = ({ engine, client }: SampleContext) => engine.plan.listeners[client.listener]!;
/** Addresses of the connection itself, whatever a PROXY header or a rule has said about the client. */
const ownHost = (which: 'src' | 'dst'): Fetch => ({
  one: ({ client }) => client.own && addressOf(client.own[which].host),
});
const ownPort = (which: 'src' | 'dst'): Fetch => ({
  one: ({ client }) => client.own && integer(client.own[which].port),
});
/** A value that the PROXY header carried; empty ones are there too. */
const tlv = (type: number): Fetch => ({ one: (context) => tlvOf(context, type) });
const tlvOf = ({ client }: SampleContext, type: number) => {
  const found = client.tlvs?.find((one) => one.type === type);
  return found === undefined ? null : text(found.value);
};
/** The types' names, as the manual has them. */
const TLV_TYPES: Readonly<Record<string, number>> = {
  ALPN: 0x01,
  AUTHORITY: 0x02,
  CRC32C: 0x03,
  NOOP: 0x04,
  UNIQUE_ID: 0x05,
  SSL: 0x20,
  NETNS: 0x30,
};
const maybe = (value: string | null | undefined) => (value == null || value === '' ? null : text(value));

export const CONNECTION_FETCHES = {
  src: host(src),
  dst: host(dst),
  src_port: port(src),
  dst_port: port(dst),
  fc_src: ownHost('src'),
  fc_dst: ownHost('dst'),
  fc_src_port: ownPort('src'),
  fc_dst_port: ownPort('dst'),
  dst_conn: { one: ({ engine, client }) => integer(engine.state.listeners[client.listener]!.connections) },
  so_id: { one: (context) => integer(listener(context).sectionId) },
  fc_pp_authority: tlv(0x02),
  fc_pp_unique_id: tlv(0x05),
  fc_pp_tlv: { one: (context, [type = '']) => tlvOf(context, TLV_TYPES[type] ?? Number(type)) },
  so_name: { one: (context) => maybe(listener(context).name) },
  fc_rcvd_proxy: { one: (context) => boolean(listener(context).acceptProxy) },
  fc_http_major: { one: () => integer(1) },
} satisfies Record<string, Fetch>;
