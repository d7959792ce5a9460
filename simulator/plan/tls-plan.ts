/**
 * What `bind`, `server` and lines of a crt-list say about TLS, in one form for all three, and the defaults of the `global`
 * section. Nothing is read or checked here: files are the driver's. Manual: bind options, server options, crt-list.
 */
import type { BindConfig, GlobalConfig, ServerOptions, Version } from '../language/haproxy/config.ts';

export interface TlsOptions {
  readonly crt: readonly string[];
  readonly crtLists: readonly string[];
  readonly caFile?: string;
  /** More authorities, which clients are not told of. */
  readonly caVerifyFile?: string;
  readonly crlFile?: string;
  readonly verify?: 'none' | 'optional' | 'required';
  readonly verifyHost?: string;
  /** `TLSv1.2` and the like. */
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly ciphers?: string;
  readonly ciphersuites?: string;
  readonly curves?: string;
  readonly signatures?: string;
  /** Empty: none is offered, whatever the default is. */
  readonly alpn?: readonly string[];
  readonly strictSni?: boolean;
  readonly noTickets?: boolean;
  readonly noReuse?: boolean;
  /** The host of requests is not asked for by itself. */
  readonly noAutoSni?: boolean;
  /** `crt-ignore-err`, `ca-ignore-err`: `all`, and names or numbers of errors. */
  readonly ignoredErrors?: readonly string[];
}

/** The defaults of the process. */
export interface ProcessTlsPlan {
  /** `crt-base`, `ca-base`: where relative names of files are looked up. */
  readonly crtBase: string | null;
  readonly caBase: string | null;
  readonly bind: TlsOptions;
  readonly server: TlsOptions;
}

type Said = readonly (readonly [name: string, value?: string])[];

const VERSIONS: Readonly<Record<string, string>> = {
  sslv3: 'TLSv1',
  tlsv10: 'TLSv1',
  tlsv11: 'TLSv1.1',
  tlsv12: 'TLSv1.2',
  tlsv13: 'TLSv1.3',
};
const ORDER = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const nodeName = (version: string): string => (version === 'TLSv1.0' || version === 'SSLv3' ? 'TLSv1' : version);

/** Options as they are written, name and value; the last one that says something decides. */
export function readTlsOptions(said: Said): TlsOptions {
  const options: { -readonly [K in keyof TlsOptions]: TlsOptions[K] } = { crt: [], crtLists: [] };
  const crt: string[] = [];
  const crtLists: string[] = [];
  for (const [name, value = ''] of said) {
    const version = VERSIONS[name.replace(/^(no|force)-/, '')];
    if (version !== undefined && name.startsWith('force-')) options.minVersion = options.maxVersion = version;
    else if (version !== undefined && name.startsWith('no-')) exclude(options, version);
    else if (name === 'crt') crt.push(value);
    else if (name === 'crt-list') crtLists.push(value);
    else if (name === 'ca-file') options.caFile = value;
    else if (name === 'ca-verify-file') options.caVerifyFile = value;
    else if (name === 'crl-file') options.crlFile = value;
    else if (name === 'verify') options.verify = value as 'none' | 'optional' | 'required';
    else if (name === 'crt-ignore-err' || name === 'ca-ignore-err')
      options.ignoredErrors = [...(options.ignoredErrors ?? []), ...value.split(',')];
    else if (name === 'verifyhost') options.verifyHost = value;
    else if (name === 'ssl-min-ver') options.minVersion = nodeName(value);
    else if (name === 'ssl-max-ver') options.maxVersion = nodeName(value);
    else if (name === 'ciphers') options.ciphers = value;
    else if (name === 'ciphersuites') options.ciphersuites = value;
    else if (name === 'curves' || name === 'ecdhe') options.curves = value;
    else if (name === 'sigalgs') options.signatures = value;
    else if (name === 'alpn') options.alpn = value.split(',').filter((one) => one !== '');
    else if (name === 'no-alpn') options.alpn = [];
    else if (name === 'strict-sni') options.strictSni = true;
    else if (name === 'no-strict-sni') options.strictSni = false;
    else if (name === 'no-tls-tickets') options.noTickets = true;
    else if (name === 'tls-tickets') options.noTickets = false;
    else if (name === 'no-sni-auto') options.noAutoSni = true;
    else if (name === 'sni-auto') options.noAutoSni = false;
    else if (name === 'no-ssl-reuse') options.noReuse = true;
    else if (name === 'ssl-reuse') options.noReuse = false;
  }
  return { ...options, crt, crtLists };
}

/** `no-tlsv1x`: versions at an end of the range fall away; a hole in the middle cannot be. */
function exclude(options: { minVersion?: string; maxVersion?: string }, version: string): void {
  const at = ORDER.indexOf(version);
  const min = ORDER.indexOf(options.minVersion ?? 'TLSv1');
  const max = ORDER.indexOf(options.maxVersion ?? 'TLSv1.3');
  if (at <= min) options.minVersion = ORDER[Math.min(at + 1, 3)]!;
  else if (at >= max) options.maxVersion = ORDER[Math.max(at - 1, 0)]!;
}

/** What is said in `own` over what is said in `base`. */
export function overTls(base: TlsOptions, own: TlsOptions): TlsOptions {
  return { ...base, ...own, crt: own.crt, crtLists: own.crtLists };
}

/** Default of `alpn` for clients of HTTP: from 2.9 on both are offered. */
const offersBoth = (version: Version): boolean => version !== '2.6' && version !== '2.8';

/** A listener's options; null without `ssl`. */
export function bindTls(bind: BindConfig, isHttp: boolean, version: Version): TlsOptions | null {
  if (!bind.ssl) return null;
  const options = readTlsOptions(bind.options.map(({ value }) => [value[0]!, value[1]]));
  const proto = bind.options.findLast(({ value }) => value[0] === 'proto');
  return options.alpn === undefined && isHttp && proto === undefined && offersBoth(version)
    ? { ...options, alpn: ['h2', 'http/1.1'] }
    : options;
}

/** A server's options, for its traffic and for its checks. */
export function serverTls({ other }: ServerOptions): TlsOptions {
  return readTlsOptions(Object.entries(other).map(([name, at]) => [name, at.value[0]]));
}

/** The `global` section's. */
export function processTls({ other }: GlobalConfig): ProcessTlsPlan {
  const word = (name: string) => other[name]?.value[0];
  const side = (name: 'bind' | 'server'): TlsOptions => {
    const words = other[`ssl-default-${name}-options`]?.value ?? [];
    const said: [string, string?][] = [];
    for (let i = 0; i < words.length; i++)
      said.push(words[i] === 'ssl-min-ver' || words[i] === 'ssl-max-ver' ? [words[i]!, words[++i]] : [words[i]!]);
    for (const what of ['ciphers', 'ciphersuites', 'curves', 'sigalgs']) {
      const value = word(`ssl-default-${name}-${what}`);
      if (value !== undefined) said.unshift([what, value]);
    }
    return readTlsOptions(said);
  };
  return {
    crtBase: word('crt-base') ?? null,
    caBase: word('ca-base') ?? null,
    bind: side('bind'),
    server: { ...side('server'), verify: word('ssl-server-verify') === 'none' ? 'none' : 'required' },
  };
}
