import { describe, expect, it } from 'vitest';
import type { HaproxyVersion } from '../../simulator/http1/index.ts';
import { families } from './cases/index.ts';
import { requestEvents, responseEvents, showEvents } from './events.ts';
import { createRandom, mutate, type Random } from './mutate.ts';

/** HAProxy decides on HTTP/2's preface by how much of it has come: the one place where pieces matter. */
const isPreface = (text: string) => text.includes('PRI * HTTP/2.0');

const textsOf = (pieces: readonly (string | number | null)[]) => pieces.filter((p) => typeof p === 'string').join('');
const everyCase = [
  ...families.requests,
  ...families.bodies,
  ...families.limits,
  ...families.connections,
  ...families.responses,
];
const requests = [...new Set(everyCase.map(({ send }) => (typeof send === 'string' ? send : textsOf(send))))].filter(
  (text) => !isPreface(text),
);
const responses = [
  ...new Set(
    everyCase.flatMap(({ replies }) => (replies ?? []).map((r) => (typeof r === 'string' ? r : textsOf(r.pieces)))),
  ),
];

const VERSIONS: HaproxyVersion[] = ['2.6', '3.0', '3.2', '3.4'];

/** What the bytes mean must not depend on how they were cut. */
function check(text: string, pieces: readonly string[], version: HaproxyVersion, relaxed: boolean): void {
  const options = { version, relaxed };
  const asked = { method: text.length % 7 === 0 ? 'HEAD' : 'GET', upgrade: text.length % 2 === 0 };
  const events = (list: readonly string[]) =>
    `${showEvents(requestEvents(list, options))}\n--\n${showEvents(responseEvents(list, asked, options))}`;
  const whole = events([text]);
  const cutUp = events(pieces);
  // the message costs more than the comparison: only when it is needed
  if (cutUp !== whole || pieces.join('') !== text)
    expect(cutUp, JSON.stringify({ pieces, options, asked })).toBe(whole);
}

function cut(text: string, random: Random): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random(random(3) === 0 ? 4 : 60);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

describe('what bytes mean does not depend on the pieces they come in', () => {
  it('one byte at a time', () => {
    const texts = [...requests, ...responses];
    expect(texts.length).toBeGreaterThan(300);
    for (const text of texts) check(text, [...text], '3.2', false);
  });

  it('in two pieces, cut at every place', () => {
    for (const text of [...requests, ...responses].filter((t) => t.length < 400)) {
      for (let at = 1; at < text.length; at++) check(text, [text.slice(0, at), text.slice(at)], '3.2', false);
    }
  });

  it('random bytes in random pieces (seed 7)', () => {
    const random = createRandom(7);
    const texts = [...requests, ...responses].filter((t) => t.length > 0 && t.length < 1500);
    for (let n = 0; n < 20_000; n++) {
      const text = mutate(texts[random(texts.length)]!, random);
      if (!isPreface(text)) check(text, cut(text, random), VERSIONS[random(VERSIONS.length)]!, random(4) === 0);
    }
  });

  it('noise (seed 8)', () => {
    const random = createRandom(8);
    for (let n = 0; n < 3000; n++) {
      const text = Array.from({ length: random(80) }, () => String.fromCharCode(random(256))).join('');
      check(text, cut(text, random), VERSIONS[random(VERSIONS.length)]!, random(2) === 0);
    }
  });
});
