/** `server`, `default-server`, `server-template`. */
import {
  type Address,
  type AddressRules,
  canBeResolved,
  isImpossibleNumber,
  isNumericName,
  parseAddress,
} from '../address.ts';
import type { At, Directive, ServerAddress, ServerConfig, ServerOptions, Word } from '../config.ts';
import { lineOptions } from '../keywords/names.ts';
import { SERVER_OPTIONS } from '../keywords/server.ts';
import { atLeast } from '../version.ts';
import { badNameCharacter, leadingInteger, within } from '../words.ts';
import {
  addExtra,
  at,
  didYouMean,
  type Handler,
  kindWord,
  missing,
  type ProxyContext,
  type ServerExtra,
} from './context.ts';
import { mayUseExperimental } from './experimental.ts';
import { claimGuid } from './guid.ts';
import { NO_NAMES, type OptionNames, setOf, withName } from './option-names.ts';
import { checkRareValue } from './rare-values.ts';
import { readSource } from './source.ts';
import { readValue, wordsOf } from './value.ts';

const ROWS = new Map(SERVER_OPTIONS.map((row) => [row.name, row]));

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OptionsDraft = Mutable<ServerOptions> & { other: Record<string, At<readonly string[]>> };

interface Line {
  readonly options: OptionsDraft;
  names: OptionNames;
  track: Word | null;
  fatal: boolean;
}

export const server: Handler = (d, cx) => {
  if (notHere(d, cx)) return;
  const name = d.words[1];
  const address = d.words[2];
  if (!name || !address)
    return missing(d, "'server' wants a name and an address", cx, { hint: 'server s1 192.0.2.1:80 check' });
  const bad = badNameCharacter(name.text);
  if (bad !== null)
    return cx.report.error(name.span, 'bad-name', `'${bad}' may not stand in a server's name`, {
      hint: 'letters, digits, and . : _ -',
    });
  const read = readAddress(address, name.text, cx);
  if (!read) return;
  finish(d, 3, name, read, cx);
};

/** More than anybody has; a larger number keeps HAProxy busy for minutes. */
const MAX_TEMPLATE = 1000;

export const serverTemplate: Handler = (d, cx) => {
  if (notHere(d, cx)) return;
  const [, prefix, range, address] = d.words;
  if (!prefix || !range || !address)
    return missing(d, "'server-template' wants a prefix, a number or a range, and an address", cx);
  const bad = /[^A-Za-z0-9._-]/.exec(prefix.text);
  if (bad) return cx.report.error(prefix.span, 'bad-name', `'${bad[0]}' may not stand in a server's name`);
  const dash = range.text.indexOf('-');
  const low = dash < 0 ? 1 : dash === 0 ? -1 : leadingInteger(range.text.slice(0, dash));
  const high = leadingInteger(range.text.slice(dash + 1));
  if (low < 0 || high < low)
    return cx.report.error(range.span, 'bad-number', `'${range.text}' is neither a number nor a range`, {
      hint: '3 or 1-3',
    });
  const read = readAddress(address, prefix.text, cx);
  if (!read) return;
  const line = readOptions(d, 4, false, cx);
  if (line.fatal) return;
  if (high - low >= MAX_TEMPLATE) {
    cx.report.notSimulated(range.span, 'not-simulated', `Drydock makes ${MAX_TEMPLATE} servers of a template at most`);
  }
  const names = setOf(line.names);
  for (let i = low; i <= high && i < low + MAX_TEMPLATE; i++) {
    const config: ServerConfig = {
      ...line.options,
      name: at(`${prefix.text}${i}`, prefix.span),
      address: read.address,
    };
    // One name to look up, and one look at the options, speaks for all.
    const resolves = i === low ? read.resolves : null;
    cx.draft.servers.push(config);
    addExtra(cx.draft, config, {
      resolves,
      track: line.track,
      options: names,
      redir: names.has('redir'),
    });
  }
};

export const defaultServer: Handler = (d, cx) => {
  if (notHere(d, cx)) return;
  const line = readOptions(d, 1, true, cx);
  cx.draft.settings.defaultServer.push(line.options);
  const { effective } = cx.draft;
  const inForce = new Map(effective.defaultServer);
  for (const name of setOf(line.names)) {
    const { other, checkPort, checkAddr } = line.options;
    const typed = name === 'port' ? checkPort?.value : name === 'addr' ? checkAddr?.value : '';
    inForce.set(name, at(other[name]?.value[0] ?? String(typed ?? ''), d.span));
  }
  effective.defaultServer = inForce;
};

function notHere(d: Directive, cx: ProxyContext): boolean {
  const keyword = d.words[0]!.text;
  const { report, draft } = cx;
  if (cx.isDefaults && keyword !== 'default-server') {
    report.error(d.span, 'not-in-defaults', `'${keyword}' may not stand in a defaults section`);
    return true;
  }
  if (cx.be) return false;
  report.error(
    d.span,
    'not-here',
    `'${keyword}' may not stand here: ${kindWord(draft)} '${draft.name?.text ?? ''}' has no servers`,
  );
  return true;
}

interface ReadAddress {
  readonly address: At<ServerAddress>;
  readonly resolves: Word['span'] | null;
}

function readAddress(word: Word, server: string, cx: ProxyContext): ReadAddress | null {
  const { report } = cx;
  const expanded = expand(word.text, cx);
  const read = parseAddress(expanded, atLeast(cx.version, '3.0') ? ANY_TRANSPORT : STREAM, cx.version);
  if (!read.ok) {
    report.error(word.span, 'bad-address', read.message);
    return null;
  }
  const { address } = read;
  const isQuic = expanded.startsWith('quic') && /^quic[46]?@/.test(expanded);
  if (isQuic && (cx.version === '2.6' || cx.version === '3.2')) {
    report.error(word.span, 'bad-address', 'QUIC towards servers is not supported');
    return null;
  }
  if (
    ((isQuic && cx.version === '3.4') || address.family === 'rhttp') &&
    !mayUseExperimental(`the address '${word.text}'`, word.span, cx)
  )
    return null;
  const isName = address.family === 'name' && (!isNumericName(address.host) || isImpossibleNumber(address.host));
  const name = isName ? address.host : null;
  if (name !== null && !name.startsWith('_') && !canBeResolved(name)) {
    report.error(word.span, 'bad-host-name', `no name server could be asked for '${name}' (server '${server}')`);
    return null;
  }
  if (address.transport === 'datagram' && cx.draft.effective.mode !== 'log') {
    cx.draft.seen.add('datagram server');
  }
  const span =
    name === null
      ? null
      : word.text === expanded
        ? within(word, word.text.indexOf(name), word.text.indexOf(name) + name.length)
        : word.span;
  return { address: at(toServer(address), word.span), resolves: span };
}

const STREAM: AddressRules = { port: 'optional', offset: true, datagram: false };
const ANY_TRANSPORT: AddressRules = { port: 'optional', offset: true, datagram: 'both' };

/** HAProxy puts variables in here, quotes or not. */
export function expand(text: string, { environment }: ProxyContext): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, a?: string, b?: string) => environment[a ?? b ?? ''] ?? '');
}

const FAMILIES: Readonly<Record<Address['family'], ServerAddress['family']>> = {
  any: 'ipv4',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  name: 'name',
  unix: 'unix',
  abns: 'abns',
  fd: 'other',
  sockpair: 'other',
  rhttp: 'other',
};

function toServer(address: Address): ServerAddress {
  const { port, transport } = address;
  if (transport === 'stream' && port.kind === 'single')
    return { host: address.host, family: FAMILIES[address.family], port: port.port };
  const base = { host: address.host, family: FAMILIES[address.family], ...(transport !== 'stream' && { transport }) };
  if (port.kind === 'single') return { ...base, port: port.port };
  if (port.kind === 'offset') return { ...base, port: null, portOffset: port.offset };
  return { ...base, port: null };
}

function finish(d: Directive, from: number, name: Word, read: ReadAddress, cx: ProxyContext): void {
  const { draft, report } = cx;
  const line = readOptions(d, from, false, cx);
  // The line's options become the server: there are many servers, and a copy of each would be made for nothing.
  const config = line.options as OptionsDraft & Mutable<ServerConfig>;
  config.name = at(name.text, name.span);
  config.address = read.address;
  const names = setOf(line.names);
  const extra: ServerExtra = { resolves: read.resolves, track: line.track, options: names, redir: names.has('redir') };
  // A line with an error has its server all the same, so that references to it are not wrong too.
  draft.servers.push(config);
  addExtra(draft, config, extra);
  if (line.fatal) return;
  const has = (option: string): boolean => names.has(option) || draft.effective.defaultServer.has(option);
  if (config.check?.value && line.track)
    report.error(d.span, 'check-and-track', "a server cannot have 'check' and 'track' at the same time");
  else if (has('agent-check') && !has('agent-port') && !names.has('no-agent-check')) {
    report.error(d.span, 'missing-agent-port', "'agent-check' needs 'agent-port'");
  } else if (config.id) checkId(config, cx);
}

function checkId(config: ServerConfig, cx: ProxyContext): void {
  const { draft } = cx;
  draft.serverIds ??= new Map();
  const ids = draft.serverIds;
  const other = ids.get(config.id!.value);
  if (!other) return void ids.set(config.id!.value, config);
  cx.report.error(
    config.id!.span,
    'duplicate-id',
    `server '${other.name.value}' has the id ${config.id!.value} already`,
  );
}

function readOptions(d: Directive, from: number, isDefault: boolean, cx: ProxyContext): Line {
  const { report, version } = cx;
  const known = lineOptions('server', version);
  const line: Line = { options: { other: {}, span: d.span }, names: NO_NAMES, track: null, fatal: false };
  for (let i = from; i < d.words.length; i++) {
    const word = d.words[i]!;
    const name = word.text.startsWith('set-proxy-v2-tlv-fmt(') ? 'set-proxy-v2-tlv-fmt' : word.text;
    const row = ROWS.get(name);
    const registered = known.get(name);
    if (!registered) {
      const hint =
        isDefault && i === from && /[.:]/.test(word.text)
          ? { hint: 'default-server takes no name and no address' }
          : didYouMean(word.text, known.keys(), word.span);
      report.error(word.span, 'unknown-server-option', `'${d.words[0]!.text}' does not know '${word.text}'`, hint);
      line.fatal = true;
      return line;
    }
    if (!row) {
      report.notSimulated(
        word.span,
        'unknown-so-far',
        `Drydock does not know the server option '${name}' so far: its value is not checked`,
      );
      if (!checkRareValue('server', name, word, d.words[i + 1], cx)) {
        line.fatal = true;
        return line;
      }
      const behind = d.words[i + 1];
      if (name === 'set-proxy-v2-tlv-fmt' && behind) line.options.other[word.text] = at([behind.text], behind.span);
      // HAProxy's own list leaves this one's argument out.
      i += name.startsWith('set-proxy-v2-tlv-fmt') ? 1 : Math.max(registered.args, 0);
      continue;
    }
    if (isDefault && row.inDefault === false) {
      report.alert(word.span, 'not-in-default-server', `'${name}' may not stand in default-server: it is left out`);
      i += wordsOf(row.value);
      continue;
    }
    if (name === 'usesrc') {
      report.error(word.span, 'bad-order', "'usesrc' stands behind a 'source'");
      line.fatal = true;
      return line;
    }
    const next = d.words[i + 1];
    const value = readValue(name, word, next, row.value, cx);
    const refused = value === 'qmux' && name === 'proto' && !mayUseExperimental("'qmux'", next!.span, cx);
    if (refused || value === undefined || (name === 'init-addr' && next && !checkInitAddr(next, cx))) {
      line.fatal = true;
      return line;
    }
    if (
      name === 'guid' &&
      !isDefault &&
      !claimGuid(
        next!,
        `server '${d.words[1]?.text ?? ''}' of ${kindWord(cx.draft)} '${cx.draft.name?.text ?? ''}'`,
        cx,
      )
    ) {
      line.fatal = true;
      return line;
    }
    const used = next && wordsOf(row.value) > 0 ? next : null;
    line.names = withName(line.names, name);
    if (name === 'track') line.track = next ?? null;
    apply(name, value, (used ?? word).span, line.options);
    i += wordsOf(row.value);
    if (name === 'source') {
      const end = readSource(d.words, i, true, cx);
      if (end === null) {
        line.fatal = true;
        return line;
      }
      i = end - 1;
    }
  }
  return line;
}

function checkInitAddr(word: Word, cx: ProxyContext): boolean {
  for (const method of word.text.split(',')) {
    const address = parseAddress(method, { port: 'forbidden' }, cx.version);
    const numeric = address.ok && (address.address.family === 'ipv4' || address.address.family === 'ipv6');
    if (['', 'last', 'libc', 'none'].includes(method) || numeric) continue;
    cx.report.error(word.span, 'bad-choice', `'init-addr' does not know '${method}'`, {
      hint: 'last, libc, none or an address',
    });
    return false;
  }
  return true;
}

/** What an option means for the typed model. */
function apply(name: string, value: string | number | null, span: Word['span'], o: OptionsDraft): void {
  switch (name) {
    case 'check':
    case 'no-check':
      o.check = at(name === 'check', span);
      return;
    case 'inter':
      o.interMs = at(Number(value), span);
      return;
    case 'fastinter':
      o.fastinterMs = at(Number(value), span);
      return;
    case 'downinter':
      o.downinterMs = at(Number(value), span);
      return;
    case 'rise':
      o.rise = at(Number(value), span);
      return;
    case 'fall':
      o.fall = at(Number(value), span);
      return;
    case 'weight':
      o.weight = at(Number(value), span);
      return;
    case 'maxconn':
      o.maxconn = at(Number(value), span);
      return;
    case 'maxqueue':
      o.maxqueue = at(Number(value), span);
      return;
    case 'backup':
    case 'no-backup':
      o.backup = at(name === 'backup', span);
      return;
    case 'disabled':
    case 'enabled':
      o.disabled = at(name === 'disabled', span);
      return;
    case 'cookie':
      o.cookie = at(String(value), span);
      return;
    case 'port':
      o.checkPort = at(Number(value), span);
      return;
    case 'addr':
      o.checkAddr = at(String(value), span);
      return;
    case 'send-proxy':
      o.sendProxy = at('v1', span);
      return;
    case 'send-proxy-v2':
      o.sendProxy = at('v2', span);
      return;
    case 'send-proxy-v2-ssl':
    case 'send-proxy-v2-ssl-cn':
      o.sendProxy = at('v2', span);
      o.other[name] = at([], span);
      return;
    case 'ssl':
    case 'no-ssl':
      o.ssl = at(name === 'ssl', span);
      return;
    case 'id':
      o.id = at(Number(value), span);
      return;
    case 'on-marked-down':
      o.onMarkedDown = at('shutdown-sessions', span);
      return;
    case 'on-marked-up':
      o.onMarkedUp = at('shutdown-backup-sessions', span);
      return;
    case 'slowstart':
      o.slowstartMs = at(Number(value), span);
      return;
    case 'no-send-proxy':
    case 'no-send-proxy-v2':
      if (o.sendProxy?.value === (name === 'no-send-proxy' ? 'v1' : 'v2')) delete o.sendProxy;
      break;
    default:
      break;
  }
  o.other[name] = at(value === null ? [] : [String(value)], span);
}
