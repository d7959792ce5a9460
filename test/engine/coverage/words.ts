/** Kinds whose names are words of lines: what each does is asked of the plan, with the line that its row has as an example. */
import { readFileSync } from 'node:fs';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { BALANCE } from '../../../simulator/language/haproxy/keywords/balance.ts';
import { BIND_OPTIONS } from '../../../simulator/language/haproxy/keywords/bind.ts';
import { GLOBAL } from '../../../simulator/language/haproxy/keywords/global.ts';
import { OPTIONS } from '../../../simulator/language/haproxy/keywords/options.ts';
import { PROXY } from '../../../simulator/language/haproxy/keywords/proxy.ts';
import type { Row as KeywordRow } from '../../../simulator/language/haproxy/keywords/row.ts';
import { SERVER_OPTIONS } from '../../../simulator/language/haproxy/keywords/server.ts';
import { TIMEOUTS } from '../../../simulator/language/haproxy/keywords/timeouts.ts';
import { plan } from '../../../simulator/plan/build.ts';
import {
  HARMLESS_BIND_OPTIONS,
  HARMLESS_GLOBAL,
  HARMLESS_OPTIONS,
  HARMLESS_PROXY,
  HARMLESS_SERVER_OPTIONS,
} from '../../../simulator/plan/coverage.ts';
import type { Kind, Row } from './figures.ts';
import { used } from './used.ts';

const NO_DIFFERENCE = 'it makes no difference to where a request goes, when, and what the log says';

/** Where an example stands: `@` is its place. */
const PLACES = {
  proxy: 'listen l\n  mode http\n  bind :80\n  server s 127.0.0.1:81\n  @\n',
  server: 'listen l\n  mode http\n  bind :80\n  server s 127.0.0.1:81 @\n',
  bind: 'listen l\n  mode http\n  bind :80 @\n  server s 127.0.0.1:81\n',
  global: 'global\n  @\nlisten l\n  mode http\n  bind :80\n  server s 127.0.0.1:81\n',
};

function isSaidNotToBe(place: string, example: string): boolean {
  const before = place.indexOf('@');
  const text = place.replace('@', example);
  const { config } = analyse([{ name: 'haproxy.cfg', text }], { version: '3.4' });
  const said = plan(config, { files: {} }).notSimulated;
  return said.some(({ span }) => span.to > before && span.from < before + example.length);
}

const isHarmless = (name: string, list: readonly string[]) =>
  list.some((row) => row === name || (row.endsWith('*') && name.startsWith(row.slice(0, -1))));

const escaped = (name: string) => name.replace(/[-.()[\]]/g, '\\$&');
const stands = (pattern: RegExp) => used().lines.some((line) => pattern.test(line));

function keywords(
  title: string,
  rows: readonly KeywordRow[],
  place: string,
  harmless: readonly string[],
  patternOf: (name: string) => RegExp,
): Kind {
  const seen = new Map(rows.map((row) => [row.name, row]));
  const made = [...seen.values()].map(({ name, accepts }): Row => {
    const none = isHarmless(name.replace(/^(option|timeout) /, ''), harmless);
    const simulated = !none && !isSaidNotToBe(place, accepts);
    return { name, simulated, verified: simulated && stands(patternOf(name)), outside: none ? NO_DIFFERENCE : null };
  });
  return { title, rows: made.sort((x, y) => (x.name < y.name ? -1 : 1)) };
}

/** Words of one line, all of them carried out but those that are named. */
function wordsOf(
  title: string,
  names: readonly string[],
  missing: readonly string[],
  patternOf: (name: string) => RegExp,
): Kind {
  const rows = names.map((name): Row => {
    const simulated = !missing.includes(name);
    return { name, simulated, verified: simulated && stands(patternOf(name)), outside: null };
  });
  return { title, rows };
}

const split = (text: string) => text.split(' ');
const COOKIE = split(
  'rewrite insert prefix indirect nocache postonly preserve httponly secure domain maxidle maxlife dynamic attr',
);
const TABLE = split('type size expire nopurge srvkey store write-to recv-only peers brates-factor');
const TABLE_TYPES = split('ip ipv6 integer string binary');
const TABLE_DATA = split(
  'server_id gpt gpt0 gpc gpc_rate gpc0 gpc0_rate gpc1 gpc1_rate conn_cnt conn_cur conn_rate sess_cnt sess_rate http_req_cnt http_req_rate http_err_cnt http_err_rate http_fail_cnt http_fail_rate bytes_in_cnt bytes_in_rate bytes_out_cnt bytes_out_rate glitch_cnt glitch_rate',
);
const CHECKS = split(
  'httpchk tcp-check ssl-hello-chk mysql-check pgsql-check redis-check smtpchk ldap-check spop-check external-check',
);
const CHECK_RULES = [
  ...split('connect send expect comment set-var set-var-fmt unset-var disable-on-404 send-state').map(
    (word) => `http-check ${word}`,
  ),
  ...split('connect send send-lf send-binary send-binary-lf expect comment set-var set-var-fmt unset-var').map(
    (word) => `tcp-check ${word}`,
  ),
];

/** Algorithms and hashes are compared by tests that make their configurations from a description. */
function balancing(): Kind[] {
  const sources = ['balance-sequences', 'balance-busy'].map((name) =>
    readFileSync(new URL(`../../oracle/${name}.test.ts`, import.meta.url), 'utf8'),
  );
  const isAsked = (name: string) => sources.some((source) => source.includes(`'${name}'`));
  const row = (name: string, pattern: RegExp): Row => ({
    name,
    simulated: true,
    verified: isAsked(name) || stands(pattern),
    outside: null,
  });
  return [
    {
      title: 'Balancing algorithms',
      rows: BALANCE.map(({ name }) => row(name, new RegExp(`^balance ${escaped(name)}(?![a-z-])`))),
    },
    {
      title: 'Hash types and functions',
      rows: split('map-based consistent sdbm djb2 wt6 crc32 none avalanche').map((name) =>
        row(name, new RegExp(`^hash-type .*${name}`)),
      ),
    },
  ];
}

export function wordKinds(): Kind[] {
  const after = (head: string) => (name: string) => new RegExp(`^${head} (.* )?${escaped(name)}([ (,]|$)`);
  return [
    ...balancing(),
    wordsOf('Words of cookie', COOKIE, [], after('cookie')),
    wordsOf('Words of stick-table', TABLE, ['write-to', 'recv-only', 'peers'], after('stick-table')),
    wordsOf('Types of stick tables', TABLE_TYPES, [], (name) => new RegExp(`^stick-table (.* )?type ${name}( |$)`)),
    wordsOf('Data of stick tables', TABLE_DATA, [], (name) => new RegExp(`^stick-table .*store .*\\b${name}([ (,]|$)`)),
    wordsOf('Rules of stick', split('on match store-request store-response'), [], after('stick')),
    wordsOf('Types of checks', CHECKS, [], after('option')),
    wordsOf('Rules of checks', CHECK_RULES, ['http-check send-state'], (name) => new RegExp(`^${name}( |$)`)),
    keywords('Time-outs', TIMEOUTS, PLACES.proxy, [], (name) => new RegExp(`^${name}( |$)`)),
    keywords('Options', OPTIONS, PLACES.proxy, HARMLESS_OPTIONS, (name) => new RegExp(`^option ${escaped(name)}( |$)`)),
    keywords(
      'Directives of proxies',
      PROXY,
      PLACES.proxy,
      HARMLESS_PROXY,
      (name) => new RegExp(`^${escaped(name)}( |$)`),
    ),
    keywords(
      'Options of servers',
      SERVER_OPTIONS,
      PLACES.server,
      HARMLESS_SERVER_OPTIONS,
      (name) => new RegExp(`^(default-)?server(-template)? .* ${escaped(name)}( |$)`),
    ),
    keywords(
      'Options of listeners',
      BIND_OPTIONS,
      PLACES.bind,
      HARMLESS_BIND_OPTIONS,
      (name) => new RegExp(`^bind .* ${escaped(name)}( |$)`),
    ),
    keywords(
      'Directives of global',
      GLOBAL,
      PLACES.global,
      HARMLESS_GLOBAL,
      (name) => new RegExp(`^${escaped(name)}( |$)`),
    ),
  ];
}
