/** `timeout …` (manual 4.2). */
import type { Row } from './row.ts';

export interface TimeoutRow extends Row {
  readonly sides: readonly ('frontend' | 'backend')[];
}

const fe = ['frontend'] as const;
const be = ['backend'] as const;
const both = ['frontend', 'backend'] as const;
const manual = '4.2-timeout';

export const TIMEOUTS: readonly TimeoutRow[] = [
  { name: 'timeout client', sides: fe, form: '<time>', text: 'how long a client may be silent', manual, accepts: 'timeout client 30s', rejects: 'timeout client x' },
  {
    name: 'timeout server',
    sides: be,
    form: '<time>',
    text: 'how long a server may be silent, and how long it may take to answer',
    manual,
    accepts: 'timeout server 30s',
    rejects: 'timeout server 1.5s',
  },
  { name: 'timeout connect', sides: be, form: '<time>', text: 'how long connecting to a server may take', manual, accepts: 'timeout connect 5s', rejects: 'timeout connect' },
  {
    name: 'timeout queue',
    sides: be,
    form: '<time>',
    text: 'how long a request may wait for a free server; timeout connect unless told',
    manual,
    accepts: 'timeout queue 10s',
    rejects: 'timeout queue 5u',
  },
  { name: 'timeout check', sides: be, form: '<time>', text: 'how long a health check may take once it is connected', manual, accepts: 'timeout check 2s', rejects: 'timeout check -5' },
  {
    name: 'timeout http-request',
    sides: both,
    form: '<time>',
    text: 'how long a client may take to send a whole request head',
    manual,
    accepts: 'timeout http-request 10s',
    rejects: 'timeout http-request 10y',
  },
  {
    name: 'timeout http-keep-alive',
    sides: both,
    form: '<time>',
    text: 'how long a connection may idle before the next request',
    manual,
    accepts: 'timeout http-keep-alive 5s',
    rejects: 'timeout http-keep-alive x',
  },
  {
    name: 'timeout tunnel',
    sides: be,
    form: '<time>',
    text: 'how long both sides may be silent once a connection is a tunnel (WebSocket, CONNECT, TCP)',
    manual,
    accepts: 'timeout tunnel 1h',
    rejects: 'timeout tunnel x',
  },
  { name: 'timeout tarpit', sides: both, form: '<time>', text: 'how long a tarpitted client waits', manual, accepts: 'timeout tarpit 10s', rejects: 'timeout tarpit x' },
  {
    name: 'timeout client-fin',
    sides: fe,
    form: '<time>',
    text: 'how long a client may be silent once one side has closed',
    manual,
    accepts: 'timeout client-fin 10s',
    rejects: 'timeout client-fin x',
  },
  {
    name: 'timeout server-fin',
    sides: be,
    form: '<time>',
    text: 'how long a server may be silent once one side has closed',
    manual,
    accepts: 'timeout server-fin 10s',
    rejects: 'timeout server-fin x',
  },
  {
    name: 'timeout client-hs',
    sides: fe,
    since: '3.0',
    form: '<time>',
    text: 'how long a TLS handshake may take; timeout client unless told',
    manual,
    accepts: 'timeout client-hs 5s',
    rejects: 'timeout client-hs x',
  },
];
