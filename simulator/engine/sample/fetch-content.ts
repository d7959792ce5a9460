/** Fetches about caches and compression (manual 7.3.6), and about HTTP/2's side of a connection, where this is HTTP/1. */
import type { Fetch } from './fetch.ts';
import { boolean, integer, text } from './value.ts';

const nothing: Fetch = { one: () => null };
const fixed = (number: number): Fetch => ({ one: () => integer(number) });
/** Of connections to servers: only while there is one. */
const back = (number: number): Fetch => ({ one: ({ stream }) => (stream.conn === 0 ? null : integer(number)) });

export const CONTENT_FETCHES = {
  'res.cache_hit': { one: ({ stream }) => boolean(stream.service === 'cache') },
  'res.cache_name': { one: ({ stream }) => (stream.cacheName ? text(stream.cacheName) : null) },
  'res.comp': { one: ({ stream }) => boolean(stream.compression?.applies === true) },
  'res.comp_algo': {
    one: ({ stream }) => (stream.compression?.applies ? text(stream.compression.algorithm) : null),
  },
  fc_glitches: { one: ({ engine }) => (engine.plan.behaviour.countsGlitches ? integer(0) : null) },
  bc_glitches: {
    one: ({ engine, stream }) => (engine.plan.behaviour.countsGlitches && stream.conn !== 0 ? integer(0) : null),
  },
  fc_settings_streams_limit: fixed(1),
  bc_settings_streams_limit: back(1),
  bc_setting_streams_limit: back(1),
  'fs.id': { one: () => text('0') },
  'bs.id': back(0),
  'fs.aborted': { one: ({ client }) => integer(client.reset ? 1 : 0) },
  'bs.aborted': back(0),
  'fs.rst_code': nothing,
  'bs.rst_code': nothing,
} satisfies Record<string, Fetch>;
