/**
 * Which connections outlive an exchange, and what is said about it in `connection`. Pure functions of facts.
 *
 * HAProxy keeps one mode a side. Each side starts by wanting to keep its connection; the request, the configuration
 * and the response can only turn that into closing (or, both sides at once, into a tunnel).
 */
import type { MessageFacts } from './types.ts';

/** What will become of a connection after this exchange. */
export type ConnectionMode = 'keep-alive' | 'close' | 'tunnel';

/** `option http-keep-alive` (default), `option http-server-close`, `option httpclose`. */
export type ProxyMode = 'keep-alive' | 'server-close' | 'close';

/** The tokens that a head's own `connection` headers carry when it is written (rules may have set them). */
export interface WrittenTokens {
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
}

/** The client's side after its request head. `stopping`: the proxy is being stopped. */
export function clientModeOfRequest(
  version: '1.0' | '1.1',
  facts: Pick<MessageFacts, 'close' | 'keepAlive'>,
  stopping = false,
): ConnectionMode {
  return facts.close || (version === '1.0' && !facts.keepAlive) || stopping ? 'close' : 'keep-alive';
}

/** The server's side when the request is written. `tokens` are those of the head as it is sent. */
export function serverModeOfRequest(
  tokens: WrittenTokens,
  frontend: ProxyMode,
  backend: ProxyMode,
  stopping = false,
): ConnectionMode {
  if (tokens.close || stopping) return 'close';
  const closes = frontend === 'server-close' || backend !== 'keep-alive';
  return closes && !tokens.keepAlive ? 'close' : 'keep-alive';
}

/** The server's side after a response head (also an informational one). */
export function serverModeOfResponse(
  mode: ConnectionMode,
  version: '1.0' | '1.1',
  facts: Pick<MessageFacts, 'body' | 'close' | 'keepAlive'>,
  stopping = false,
): ConnectionMode {
  if (facts.body === 'tunnel') return 'tunnel';
  if (mode !== 'keep-alive') return mode;
  const closes = facts.body === 'until-close' || facts.close || (version === '1.0' && !facts.keepAlive);
  return closes || stopping ? 'close' : 'keep-alive';
}

/** The client's side when the response is written. `mode` is what the request left; `body` how the response is sent. */
export function clientModeOfResponse(
  mode: ConnectionMode,
  body: MessageFacts['body'],
  tokens: WrittenTokens,
  frontend: ProxyMode,
  stopping = false,
): ConnectionMode {
  if (body === 'tunnel') return 'tunnel';
  if (mode !== 'keep-alive') return mode;
  if (body === 'until-close' || tokens.close || stopping) return 'close';
  return frontend === 'close' && !tokens.keepAlive ? 'close' : 'keep-alive';
}

/** What HAProxy adds as `connection` to a request, `''`: nothing. `pretend`: `option http-pretend-keepalive`. */
export function connectionOfRequest(
  mode: ConnectionMode,
  version: '1.0' | '1.1',
  tokens: WrittenTokens,
  pretend = false,
): '' | 'keep-alive' | 'close' {
  if (mode === 'tunnel' || tokens.upgrade) return '';
  if (mode === 'keep-alive' || pretend) return version === '1.0' ? 'keep-alive' : '';
  return version === '1.1' ? 'close' : '';
}

/** What HAProxy adds as `connection` to a response; `asked` is the version of the request. */
export function connectionOfResponse(
  mode: ConnectionMode,
  version: '1.0' | '1.1',
  asked: '1.0' | '1.1',
  tokens: WrittenTokens,
): '' | 'keep-alive' | 'close' {
  if (mode === 'tunnel' || tokens.upgrade) return '';
  if (mode === 'keep-alive') return version === '1.0' || asked === '1.0' ? 'keep-alive' : '';
  return version === '1.1' ? 'close' : '';
}

/**
 * May the server connection carry another request? Only if both messages are over, the mode says so, and the server
 * has not sent more than its response: what is left over would be taken for the next one.
 */
export const isReusable = (
  mode: ConnectionMode,
  over: { readonly request: boolean; readonly response: boolean; readonly leftover: number },
): boolean => mode === 'keep-alive' && over.request && over.response && over.leftover === 0;
