/** `bind <address>[,…] [<option>…]`. */
import { type Address, type AddressRules, isNumericName, parseAddress } from '../address.ts';
import type { At, BindAddress, BindConfig, Directive, Word } from '../config.ts';
import { BIND_OPTIONS } from '../keywords/bind.ts';
import { lineOptions } from '../keywords/names.ts';
import { rank } from '../version.ts';
import { within } from '../words.ts';
import { at, didYouMean, type Handler, ignoredHere, missing, type ProxyContext } from './context.ts';
import { mayUseExperimental } from './experimental.ts';
import { bindProcess } from './process-set.ts';
import { checkRareValue } from './rare-values.ts';
import { expand } from './server.ts';
import { readValue, wordsOf } from './value.ts';

const ROWS = new Map(BIND_OPTIONS.map((row) => [row.name, row]));

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export const bind: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (cx.isDefaults) return report.error(d.span, 'not-in-defaults', "'bind' may not stand in a defaults section");
  ignoredHere(d, 'frontend', 'bind', cx);
  const word = d.words[1];
  if (!word) return missing(d, "'bind' wants an address and a port", cx, { hint: 'bind :80' });
  const addresses = readAddresses(word, cx);
  if (!addresses) return;
  const config: Mutable<BindConfig> & { crt: At<string>[]; options: At<readonly string[]>[] } = {
    addresses,
    crt: [],
    options: [],
    span: d.span,
  };
  const fine = readOptions(d, config, cx);
  // HAProxy has its listeners before it reads the options.
  draft.binds.push(config);
  if (!fine) return;
  checkId(config, cx);
  checkTransport(d, config, cx);
};

const LISTENING: AddressRules = { port: 'required', range: true, descriptor: true };

function readAddresses(word: Word, cx: ProxyContext): At<BindAddress>[] | null {
  const out: At<BindAddress>[] = [];
  const parts = word.text.split(',');
  let from = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    // Nothing behind a last comma is no address.
    if (part === '' && i === parts.length - 1 && i > 0) break;
    const span = within(word, from, from + part.length);
    from += part.length + 1;
    const read = parseAddress(expand(part, cx), LISTENING, cx.version);
    if (!read.ok) {
      cx.report.error(span, 'bad-address', `'bind': ${read.message}`, bindHint(part));
      return null;
    }
    const { address } = read;
    if (address.family === 'rhttp' && !mayUseExperimental(`the address '${part}'`, span, cx)) return null;
    if (address.transport === 'quic' && cx.version === '2.6') {
      cx.report.error(span, 'bad-address', `'bind': QUIC is not in this build, so '${part}' cannot be used`);
      return null;
    }
    if (address.family === 'name' && !isNumericName(address.host)) {
      cx.report.environment(span, 'name-to-resolve', `HAProxy will look up '${address.host}' when it starts`);
    }
    if (address.family === 'fd' || address.family === 'sockpair') {
      cx.report.environment(span, 'machine-needed', `HAProxy will need the open descriptor ${address.host}`);
    }
    out.push(at(toBind(address), span));
  }
  return out;
}

function bindHint(part: string): { hint?: string } {
  return /^\d+$/.test(part) ? { hint: `write ':${part}' for port ${part} on all addresses` } : {};
}

const FAMILIES: Readonly<Record<Address['family'], BindAddress['family']>> = {
  any: 'ipv4',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  name: 'ipv4',
  unix: 'unix',
  abns: 'abns',
  fd: 'fd',
  sockpair: 'other',
  rhttp: 'other',
};

function toBind(address: Address): BindAddress {
  const { port } = address;
  const family = address.family === 'any' && address.forced === 'ipv6' ? 'ipv6' : FAMILIES[address.family];
  const [portFrom, portTo] =
    port.kind === 'range' ? [port.from, port.to] : port.kind === 'single' ? [port.port, port.port] : [0, 0];
  const { transport } = address;
  return { host: address.host, portFrom, portTo, family, ...(transport !== 'stream' && { transport }) };
}

function readOptions(
  d: Directive,
  config: Mutable<BindConfig> & { crt: At<string>[]; options: At<readonly string[]>[] },
  cx: ProxyContext,
): boolean {
  const { report, version } = cx;
  const known = lineOptions('bind', version);
  for (let i = 2; i < d.words.length; i++) {
    const word = d.words[i]!;
    const registered = known.get(word.text);
    if (!registered) {
      report.error(
        word.span,
        'unknown-bind-option',
        `'bind' does not know '${word.text}'`,
        didYouMean(word.text, known.keys(), word.span),
      );
      return false;
    }
    const row = ROWS.get(word.text);
    if (!row) {
      const value = d.words[i + 1];
      if (!checkRareValue('bind', word.text, word, value, cx)) return false;
      config.options.push(at(registered.args === 0 || !value ? [word.text] : [word.text, value.text], word.span));
      i += Math.max(registered.args, 0);
      continue;
    }
    if (row.name === 'process') {
      i++;
      if (!bindProcess(word, d.words[i], version, report)) return false;
      continue;
    }
    const next = d.words[i + 1];
    const value = readValue(row.name, word, next, row.value, cx);
    if (value === undefined) return false;
    if (value === 'qmux' && !mayUseExperimental("'qmux'", next!.span, cx)) return false;
    const span = next && wordsOf(row.value) > 0 ? next.span : word.span;
    apply(row.name, value, span, config);
    i += wordsOf(row.value);
  }
  return true;
}

function apply(
  name: string,
  value: string | number | null,
  span: Word['span'],
  config: Mutable<BindConfig> & { crt: At<string>[]; options: At<readonly string[]>[] },
): void {
  switch (name) {
    case 'name':
      config.name = at(String(value), span);
      break;
    case 'ssl':
      config.ssl = at(true, span);
      break;
    case 'crt':
      config.crt.push(at(String(value), span));
      break;
    case 'alpn':
      config.alpn = at(String(value).split(','), span);
      break;
    case 'accept-proxy':
      config.acceptProxy = at(true, span);
      break;
    case 'maxconn':
      config.maxconn = at(Number(value), span);
      break;
    default:
      break;
  }
  config.options.push(at(value === null ? [name] : [name, String(value)], span));
}

function checkId(config: BindConfig, cx: ProxyContext): void {
  const written = config.options.find((o) => o.value[0] === 'id');
  if (!written) return;
  const id = Number(written.value[1]);
  const { draft } = cx;
  draft.bindIds ??= new Map();
  const { bindIds } = draft;
  if (bindIds.has(id))
    cx.report.error(written.span, 'duplicate-id', `another 'bind' line of this section has the id ${id} already`);
  else bindIds.set(id, config);
}

function checkTransport(d: Directive, config: Mutable<BindConfig>, cx: ProxyContext): void {
  const quic = config.addresses.length > 0 && /(^|,)(quic[46]?@|quic\+)/.test(d.words[1]!.text);
  if (quic && !config.ssl && rank(cx.version) > 0) {
    cx.report.warning(d.words[1]!.span, 'quic-without-ssl', 'QUIC always uses TLS: HAProxy adds ssl by itself', {
      hint: "write 'ssl'",
    });
  }
}
