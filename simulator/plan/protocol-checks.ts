/**
 * Checks that speak a protocol (`option redis-check`, `smtpchk`, `mysql-check` …): what they send and what they want to
 * hear, written out as the steps of a sequence. Facts: the manual, "option mysql-check" and the others; the protocols'
 * own documents; bytes as HAProxy was seen to send them.
 */
import type { Span } from '../language/diagnostic.ts';
import type { CheckStep, Format, SampleExpr, Version } from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import { PLACE } from '../language/haproxy/keywords/names.ts';

type Expect = Extract<CheckStep, { readonly type: 'expect' }>;

interface Source {
  readonly args: readonly string[];
  readonly version: Version;
  readonly span: Span;
}

/** @returns null: a kind that has no steps (an external one) */
export function protocolSteps(name: string, source: Source): CheckStep[] | null {
  const { span } = source;
  const connect: CheckStep = { type: 'connect', span, linger: true, sendProxy: false, ssl: false, isDefault: true };
  const send = (data: string): CheckStep => ({ type: 'send', span, data });
  const expect = (match: Expect['match'], pattern: string, more: Partial<Expect> = {}): CheckStep => ({
    type: 'expect',
    span,
    negated: false,
    match,
    pattern,
    ...more,
  });
  const format = (text: string): Format => formatOf(text, source);
  switch (name) {
    case 'redis-check':
      return [
        send('*1\r\n$4\r\nPING\r\n'),
        expect('string', '+PONG\r\n', {
          errorStatus: 'L7STS',
          onError: format('%[res.payload(0,0),cut_crlf]'),
          onSuccess: format('Redis server is ok'),
        }),
      ];
    case 'ssl-hello-chk':
      return [
        send(SSL_HELLO),
        expect('rbinary', '^1[56]', {
          minRecvBytes: 5,
          okStatus: 'L6OK',
          errorStatus: 'L6RSP',
          toutStatus: 'L6TOUT',
        }),
      ];
    case 'smtpchk': {
      const said = format("%[res.payload(4,0),ltrim(' '),cut_crlf]");
      const failed = { errorStatus: 'L7STS', onError: said } as const;
      const status = { statusCode: expressionOf('res.payload(0,3)', source)! };
      const rest: CheckStep[] = [
        send('QUIT\r\n'),
        expect('rstring', '^2[0-9]{2}[- \\r]', { ...failed, ...status, minRecvBytes: 4, onSuccess: said }),
      ];
      return [
        connect,
        expect('rstring', '^[0-9]{3}[ \\r]', {
          minRecvBytes: 4,
          errorStatus: 'L7RSP',
          onError: format('%[res.payload(0,0),cut_crlf]'),
        }),
        expect('rstring', '^2[0-9]{2}[ \\r]', { ...failed, ...status, minRecvBytes: 4 }),
        send(`${smtpCommand(source.args)}\r\n`),
        expect('rstring', '^(2[0-9]{2}-[^\\r]*\\r\\n)*2[0-9]{2}[ \\r]', { ...failed, ...status, onSuccess: said }),
        ...rest,
      ];
    }
    case 'pgsql-check': {
      const user = source.args[1] ?? '';
      const length = 15 + user.length;
      return [
        connect,
        send(`${word32(length)}\0\x03\0\0user\0${user}\0\0`),
        expect('rstring', '^E', {
          negated: true,
          minRecvBytes: 5,
          errorStatus: 'L7RSP',
          onError: format('%[res.payload(6,0)]'),
        }),
        expect('rbinary', '^52000000[A-Z0-9]{2}000000(00|02|03|04|05|06|07|09|0A)', {
          minRecvBytes: 9,
          errorStatus: 'L7STS',
          onSuccess: format('PostgreSQL server is ok'),
          onError: format('PostgreSQL unknown error'),
        }),
      ];
    }
    case 'mysql-check': {
      if (source.args.length === 0) return [connect, expect('mysql-hello', '')];
      const request = send(mysqlLogin(source.args[1] ?? '', source.args[2] ?? 'post-41'));
      return [connect, request, expect('mysql-hello', ''), expect('mysql-ok', '')];
    }
    case 'ldap-check':
      return [
        send('\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0'),
        expect('rbinary', '^30', { minRecvBytes: 14, onError: format('Not LDAPv3 protocol') }),
        expect('ldap-bind', ''),
      ];
    case 'spop-check':
      return [connect, send(SPOP_HELLO), expect('spop-hello', '')];
    default:
      return null;
  }
}

/** `option smtpchk [HELO|EHLO <domain>]` */
function smtpCommand(args: readonly string[]): string {
  const [hello = '', domain = ''] = args;
  return domain !== '' && /^(EHLO|HELO)$/i.test(hello) ? `${hello} ${domain}` : 'HELO localhost';
}

function word32(number: number): string {
  return String.fromCharCode((number >>> 24) & 255, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
}

/** A login without a password, and a good-bye behind it. */
function mysqlLogin(user: string, dialect: string): string {
  const quit = '\x01\0\0\0\x01';
  const old = `\0\x80\0\0\x01${user}\0\0`;
  const capable = `\0\x82\0\0\0\x80\0\x01\x21${'\0'.repeat(23)}${user}\0\0`;
  const body = dialect === 'pre-41' ? old : capable;
  const length = body.length;
  return `${String.fromCharCode(length & 255, (length >> 8) & 255, (length >> 16) & 255)}\x01${body}${quit}`;
}

function bytes(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Ciphers 1 to 1B and 2F to 3A. */
const CIPHERS = [...Array.from({ length: 27 }, (_, n) => n + 1), ...Array.from({ length: 12 }, (_, n) => n + 0x2f)]
  .map((number) => `\0${String.fromCharCode(number)}`)
  .join('');
/** An SSLv3 ClientHello (the time in it is 0 here: nobody looks at it). */
const SSL_HELLO = `${bytes('1603000079010000750300')}\0\0\0\0HAPROXYSSLCHK\nHAPROXYSSLCHK\n\0\0\x4e${CIPHERS}\x01\0`;

/** HAPROXY-HELLO that announces a health check. */
const SPOP_HELLO = bytes(
  '0000004e0100000001000012737570706f727465642d76657273696f6e730803322e300e6d61782d6672616d652d73697a6503fcf0060c6361706162696c697469657308000b6865616c7468636865636b11',
);

function formatOf(text: string, { version, span }: Source): Format {
  const read = parseFormat({ text, span }, { places: PLACE.check, dialect: { version, loadsLua: false }, http: false });
  return read.ok ? read.value.format : { source: text, parts: [{ type: 'text', text }], span };
}

function expressionOf(text: string, { version, span }: Source): SampleExpr | undefined {
  const read = parseExpression({ text, span }, 0, { version, loadsLua: false });
  return read.ok ? read.value.sample : undefined;
}
