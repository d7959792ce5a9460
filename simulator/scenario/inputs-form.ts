/**
 * What came to a run on real sockets, as a file: `drydock run --record` writes it, `simulate --replay` and the playground
 * read it (`inputs.ts`). One JSON value a line: first what was run (configuration, files, seed), then `[milliseconds, input]`
 * for every fact that the engine was told, last when it ended and the hash of its trace. A file without its last line was
 * cut short and can be replayed as far as it goes.
 */
import type { Input } from '../engine/io.ts';
import type { Version } from '../language/haproxy/config.ts';

export interface InputsHeader {
  readonly drydock: 'inputs';
  readonly format: 1;
  /** `masked`: values of headers that carry credentials were replaced; the trace may differ where rules look at them. */
  readonly secrets: 'kept' | 'masked';
  readonly version: Version;
  readonly seed: number;
  /** The engine's time when it was made. All times of a file are the engine's, milliseconds since 1970. */
  readonly startMs: number;
  /** What log lines add to their times: the distance from UTC where it ran. */
  readonly localMs: number;
  readonly logs: boolean;
  /** The configuration, a character a byte. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Files of patterns and answers, by path, a character a byte. */
  readonly contents: Readonly<Record<string, string>>;
  /** Variables that the configuration names. */
  readonly environment: Readonly<Record<string, string>>;
  readonly localPeer?: string | undefined;
  /** What names of servers were resolved to. */
  readonly addresses: readonly { readonly name: string; readonly address: string }[];
}

/** Is it such a file? Looks at its beginning only. */
export function looksLikeInputs(text: string): boolean {
  return text.startsWith('{"drydock":"inputs"');
}

export const headerLine = (header: InputsHeader): string => `${JSON.stringify(header)}\n`;
export const inputLine = (atMs: number, input: Input): string => `[${atMs},${JSON.stringify(input)}]\n`;
export const endLine = (endMs: number, trace: string): string => `${JSON.stringify({ endMs, trace })}\n`;

/** Names of headers whose values are credentials. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
]);

/** The input with values of credentials replaced by as many stars, and without bodies and bytes that rules looked at. */
export function withoutSecrets(input: Input): Input {
  const stars = (text: string) => '*'.repeat(text.length);
  switch (input.type) {
    case 'requestHead':
      return { ...input, head: { ...input.head, headers: input.head.headers.map(masked) } };
    case 'response':
    case 'responseHead':
      return { ...input, head: { ...input.head, headers: input.head.headers.map(masked) } };
    case 'clientData':
    case 'serverData':
      return input.peeked === undefined ? input : { ...input, peeked: stars(input.peeked) };
    case 'requestBody':
    case 'responseBody':
      return input.data === undefined ? input : { ...input, data: stars(input.data) };
    default:
      return input;
  }
  function masked({ name, value }: { readonly name: string; readonly value: string }) {
    return { name, value: CREDENTIALS.has(name) ? stars(value) : value };
  }
}
