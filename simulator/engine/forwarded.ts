/** The value of the header `forwarded` (RFC 7239) that `option forwarded` adds. */
import type { ForwardedNode, ForwardedPlan } from '../plan/plan.ts';
import { firstHeader } from './http-headers.ts';
import type { Endpoint } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import { asText } from './sample/value.ts';

/** The parts in HAProxy's order: proto, host, by, for. */
export function forwardedValue(plan: ForwardedPlan, context: SampleContext): string {
  const { client, stream } = context;
  const parts: string[] = [];
  if (plan.proto) parts.push(`proto=${client.tls === null ? 'http' : 'https'}`);
  if (plan.host !== null) {
    const host = plan.host === true ? firstHeader(stream.request?.headers ?? [], 'host') : textOf(plan.host, context);
    if (host !== null) parts.push(`host="${host}"`);
  }
  if (plan.by !== null) parts.push(`by=${nodeText(plan.by, stream.dst ?? client.dst, context)}`);
  if (plan.for !== null) parts.push(`for=${nodeText(plan.for, stream.src ?? client.src, context)}`);
  return parts.join(';');
}

function textOf(expr: Exclude<ForwardedPlan['host'], true | null>, context: SampleContext): string | null {
  const value = evaluate(expr, context);
  return value === null ? null : asText(value);
}

/** Quoted unless it is an IPv4 address (or `unknown`) alone. */
function nodeText({ node, port }: ForwardedNode, own: Endpoint, context: SampleContext): string {
  const name = nodeName(node, own, context);
  const number = portName(port, own, context);
  const isPlain = number === '' && !name.startsWith('[') && !name.startsWith('_');
  return isPlain ? name : `"${name}${number}"`;
}

function nodeName(node: ForwardedNode['node'], own: Endpoint, context: SampleContext): string {
  if (node === null) return 'unknown';
  if (node === true) return own.host.includes(':') ? `[${own.host}]` : own.host;
  const value = evaluate(node, context);
  if (value === null) return 'unknown';
  const text = asText(value);
  if (value.type === 'address') return text.includes(':') ? `[${text}]` : text;
  return OBFUSCATED.test(text) ? `_${text}` : 'unknown';
}

function portName(port: ForwardedNode['port'], own: Endpoint, context: SampleContext): string {
  if (port === null) return '';
  if (port === true) return `:${own.port}`;
  const value = evaluate(port, context);
  if (value === null) return '';
  if (value.type === 'integer') return value.number >= 0 && value.number < 65536 ? `:${value.number}` : '';
  const text = asText(value);
  return OBFUSCATED.test(text) ? `:_${text}` : '';
}

/** What may stand behind the `_` of an obfuscated name. */
const OBFUSCATED = /^[\w.-]+$/;
