/** Short ways to write cases down. */
import type { Visit } from './twin.ts';

/** A question each. */
export const asks = (ruleset: string, ...expressions: readonly string[]): string[] =>
  expressions.map((expression) => `?${ruleset} ${expression}`);

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex');

/** One request on a connection of its own. */
export const get = (target = '/', ...headers: readonly string[]): Visit => ({
  say: [
    `GET ${target} HTTP/1.1\r\nHost: h\r\n${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n`,
  ],
});

export const post = (target: string, body: string, ...headers: readonly string[]): Visit => ({
  say: [
    `POST ${target} HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n${body}`,
  ],
});

/** Has the server answer this. */
export const answer = (status: string, body: string, ...headers: readonly string[]): string =>
  `X-Answer: ${hexOf(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`)}`;

/** Has the server say just this. */
export const answerText = (text: string): string => `X-Answer: ${hexOf(text)}`;

/** Bytes of TCP. */
export const bytes = (...say: Visit['say']): Visit => ({ say });
