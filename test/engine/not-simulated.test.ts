/** What is said to be accepted and not simulated: all of it, and nothing else, by the language and by the plan together. */
import { expect, it } from 'vitest';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../simulator/plan/build.ts';

const TIMEOUTS = '  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n';
const REST = `listen l\n  mode http\n  bind :80\n${TIMEOUTS}  server s 127.0.0.1:81\n`;

/** Lines with the number of those about which it is said. */
function check(text: string, expected: readonly number[]): void {
  const { config, diagnostics } = analyse([{ name: 'haproxy.cfg', text }], { version: '3.2' });
  const all = [...diagnostics, ...plan(config, { files: {} }).notSimulated];
  expect(all.filter(({ severity }) => severity === 'error')).toEqual([]);
  const lines = all
    .filter(({ severity }) => severity === 'not-simulated')
    .map(({ span }) => text.slice(0, span.from).split('\n').length);
  expect(lines.sort((a, b) => a - b)).toEqual(expected);
}

it.each([
  ['a backend chosen by a format', `${REST}  use_backend %[path,map(/m,l)]\n`, []],
  ['a cache', `cache c\n  total-max-size 4\n${REST}  http-request cache-use c\n  filter cache c\n`, []],
  ['a cache of what varies', `cache c\n  total-max-size 4\n  process-vary on\n${REST}`, []],
  ['pages for errors', `http-errors e\n  errorfile 404 /e404\n${REST}  errorfiles e\n`, []],
  ['who may come in', `userlist u\n  user a insecure-password b\n  user b password $6$c$d\n${REST}`, []],
  [
    'passwords that cannot be compared',
    `userlist u\n  user a password $y$j$c$d\n  user b password xyz\n${REST}`,
    [2, 3],
  ],
  ['places for messages', `ring r\n  format raw\n  server s 127.0.0.1:514\n${REST}`, []],
  ['letters about servers', `mailers m\n  mailer a 127.0.0.1:25\n${REST}`, [1]],
  [
    'another filter',
    `${REST.replace('127.0.0.1:81', '127.0.0.1:81 proto fcgi')}  filter compression\n  filter fcgi-app a\nfcgi-app a\n  docroot /a\n`,
    [9, 10],
  ],
] as const)('%s', (_name, text, lines) => check(text, lines));
