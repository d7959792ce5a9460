/** The tokens of distcc's protocol (manual 7.3.5): a name of four letters, a number of eight hexadecimal digits, maybe a body. */
import type { SampleContext } from './context.ts';
import type { Fetch } from './fetch.ts';
import { binary, integer, leadingNumber } from './value.ts';

const WITHOUT_BODY: ReadonlySet<string> = new Set(['ARGC', 'DIST', 'NFIL', 'STAT', 'DONE']);

interface Token {
  readonly parameter: number;
  readonly body: string;
}

/** The nth of that name, or the first; null: it is not there, or not yet. */
function tokenOf(context: SampleContext, name: string, occurrence: number): Token | null {
  const { stream, direction, inspect } = context;
  const bytes = direction === 'request' ? stream.peeked : stream.peekedBack;
  let seen = 0;
  for (let at = 0; ; ) {
    if (at + 12 > bytes.length) {
      if (inspect && !inspect.final) inspect.missed = true;
      return null;
    }
    const digits = bytes.slice(at + 4, at + 12);
    if (!/^[0-9a-fA-F]{8}$/.test(digits)) return null;
    const token = bytes.slice(at, at + 4);
    const parameter = Number.parseInt(digits, 16);
    at += 12;
    const length = WITHOUT_BODY.has(token) ? 0 : parameter;
    if (token === name && (++seen === occurrence || occurrence === 0))
      return { parameter, body: bytes.slice(at, at + length) };
    at += length;
  }
}

const fetchOf = (get: (token: Token) => ReturnType<Fetch['one']>): Fetch => ({
  one(context, [name = '', occurrence = '0']) {
    const token = context.stream.mode === 'http' ? null : tokenOf(context, name, leadingNumber(occurrence));
    return token && get(token);
  },
});

export const DISTCC_FETCHES = {
  distcc_param: fetchOf(({ parameter }) => integer(parameter)),
  distcc_body: fetchOf(({ body }) => (body === '' ? null : binary(body))),
} satisfies Record<string, Fetch>;
