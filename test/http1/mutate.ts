/** Random conversations: the recorded cases with bytes, lines and values changed. Same seed, same conversations. */
import { families } from './cases/index.ts';
import { PLAIN_REPLY, type WireCase } from './wire.ts';

export type Random = (below: number) => number;

/** A small generator (mulberry32): integers from 0 to `below` - 1. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!;

const BYTES = '\r\n\0\t :,;"\\/*#?@[]()\x01\x0b\x7f\x80\xe9\xff059aAfFxgGHhT.-+=';
const LINES = [
  'Host: a',
  'Host: b',
  'Content-Length: 5',
  'Content-Length: 0',
  'Content-Length: 5, 5',
  'Content-Length: 7',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip',
  'Connection: close',
  'Connection: keep-alive, X',
  'Connection: upgrade',
  'Upgrade: foo',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'TE: trailers',
  ' folded',
  '\tfolded: more',
  'X:',
  'X: "a, b"',
  'Expect: 100-continue',
  'Keep-Alive: timeout=5',
  '',
];
const REPLACEMENTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/HTTP\/1\.1/, ['HTTP/1.0', 'HTTP/2.0', 'HTTP/1.2', 'HTTP/0.9', 'HTTP/1', '']],
  [/^[A-Z]+ /, ['GET ', 'POST ', 'HEAD ', 'OPTIONS ', 'CONNECT ', 'DELETE ', 'get ', 'X ']],
  [/ \/\S* /, [' / ', ' * ', ' http://a/ ', ' http://b:80/x ', ' a:443 ', ' http://a ', ' //a ', ' /?# ']],
  [/ 200 /, [' 204 ', ' 304 ', ' 100 ', ' 101 ', ' 199 ', ' 99 ', ' 500 ', ' 0200 ', ' 2000 ']],
  [/\r\n/, ['\n', '\r', '\n\n', '\r\n\r\n', '\r\r\n']],
  [/\r\n\r\n/, ['\r\n', '\n\n', '\r\n \r\n\r\n', '\r\n\n']],
  [/\d+/, ['0', '1', '00', '+1', '-1', '0x1', '99999999999999999999', '18446744073709551615', '5 5', '5,']],
  [/5\r\nhello/, ['5;x=y\r\nhello', '5 \r\nhello', '5\nhello', '6\r\nhello', '4\r\nhello', '05\r\nhello']],
];

/** `text` with one to three changes. */
export function mutate(text: string, random: Random): string {
  let changed = text;
  for (let n = 1 + random(3); n > 0; n--) changed = mutateOnce(changed, random);
  return changed;
}

function mutateOnce(text: string, random: Random): string {
  const at = random(text.length + 1);
  switch (random(8)) {
    case 0:
      return text.slice(0, at) + pick(random, [...BYTES]) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random(3));
    case 2:
      return text.slice(0, at) + pick(random, [...BYTES]) + text.slice(at + 1);
    case 3:
    case 4: {
      const lines = text.split('\r\n');
      lines.splice(1 + random(Math.max(1, lines.length - 2)), random(2), pick(random, LINES));
      return lines.join('\r\n');
    }
    case 5: {
      const lines = text.split('\r\n');
      const line = lines[random(lines.length)]!;
      lines.splice(1 + random(lines.length), 0, line);
      return lines.join('\r\n');
    }
    default: {
      const [pattern, replacements] = pick(random, REPLACEMENTS);
      return text.replace(pattern, pick(random, replacements));
    }
  }
}

const seedTexts = (list: readonly WireCase[]): string[] =>
  list.flatMap(({ send }) => {
    const text = typeof send === 'string' ? send : send.filter((piece) => typeof piece === 'string').join('');
    return text.length > 0 && text.length < 600 ? [text] : [];
  });

const seedReplies = (list: readonly WireCase[]): string[] =>
  list.flatMap(({ replies }) =>
    (replies ?? []).flatMap((reply) => {
      const text = typeof reply === 'string' ? reply : reply.pieces.filter((p) => typeof p === 'string').join('');
      return text.length > 0 && text.length < 600 ? [text] : [];
    }),
  );

const requestSeeds = seedTexts([...families.requests, ...families.bodies, ...families.connections]);
const replySeeds = seedReplies([...families.responses, ...families.connections]);

/** Where the program is known to do something that the codec does not imitate (see the cases of the same kind). */
function oddities(text: string): Pick<WireCase, 'deviates'> {
  if (/PRI \*/.test(text)) return { deviates: { all: 'refused by a stream, so with lower-case names' } };
  if (/^\s*CONNECT/.test(text) && /content-length|transfer-encoding/i.test(text))
    return { deviates: { all: 'sends the server half a request, and 502 to the client' } };
  if (/[\x7f-\xff]/.test(text))
    return { deviates: { '2.6': 'overlooks bytes from 127 on in some places of a target' } };
  if (/content-length:[^\n]*\d{19}/i.test(text)) {
    const overflow = 'counts in signed 64-bit numbers, which overflow';
    return { deviates: { '2.6': overflow, '3.0': overflow } };
  }
  if (/upgrade:[^\n]*websocket/i.test(text) && (text.match(/\nupgrade:/gi) ?? []).length > 1)
    return { deviates: { '3.0': 'overlooks that a key is missing, and sends one of its own' } };
  if (/\n0+\r?\n[^\r\n]/.test(text)) return { deviates: { '2.6': 'looks at a field of trailers that it has not set' } };
  return {};
}

/** Answers that the codec does not imitate; the second word: only when the server closes behind them. */
const replyOddities: readonly (readonly [RegExp, boolean])[] = [
  // a status below 100 is half an interim response to HAProxy
  [/HTTP\/\S+\s+(?:0\d*|\d\d?)\s/, false],
  // HAProxy invents the key that is missing
  [/upgrade:.*websocket/i, false],
  // 2.6 keeps a connection here that the others close
  [/HTTP\/(?:0|1\.0).* 204 .*transfer-encoding/is, false],
  // the end comes before or after what came with it is passed on
  [/ 1\d\d /, true],
];

/** `count` conversations: one changed request, or a plain one with a changed answer; everything in one piece. */
export function randomCases(seed: number, count: number): WireCase[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i): WireCase => {
    const name = `random ${seed}/${i}`;
    if (random(3) > 0) {
      const text = mutate(pick(random, requestSeeds), random);
      return { name, send: text, ...oddities(text) };
    }
    const method = pick(random, ['GET', 'GET', 'HEAD', 'CONNECT']);
    const send =
      method === 'CONNECT'
        ? 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'
        : `${method} / HTTP/1.${random(5) ? 1 : 0}\r\nHost: a\r\n${random(4) ? '' : 'Connection: upgrade\r\nUpgrade: foo\r\n'}\r\n`;
    const changed = mutate(pick(random, replySeeds), random);
    // an interim response with a 101 that was not agreed behind it sends HAProxy 3.0.11 into an endless loop
    const reply = / 1\d\d .* 101 /s.test(changed) ? PLAIN_REPLY : changed;
    const closes = method !== 'CONNECT' && random(3) === 0;
    const isOdd = replyOddities.some(([pattern, onlyClosing]) => (closes || !onlyClosing) && pattern.test(reply));
    return { name, send, replies: [{ pieces: [reply], closes }], ...(isOdd && { deviates: { all: 'odd' } }) };
  });
}
