/**
 * `peers`: processes that share stick tables (manual 11.2). One of the peers is this process: the one that has the name
 * of `localpeer`, or else the machine's, which is not known here.
 */
import { isNumericName, parseAddress } from '../../address.ts';
import type { Directive, ServerConfig, Word } from '../../config.ts';
import { lineOptions } from '../../keywords/names.ts';
import type { RawSection } from '../../lines.ts';
import { atLeast } from '../../version.ts';
import { wholeInteger } from '../../words.ts';
import { bind } from '../bind.ts';
import type { ProxyDraft } from '../context.ts';
import { readLogTarget } from '../logging.ts';
import { stickTable } from '../persistence.ts';
import { defaultServer, server } from '../server.ts';
import {
  innerProxy,
  inPlaceOf,
  inProxy,
  type PeersSection,
  type Reading,
  type SectionContext,
  withWords,
} from './context.ts';

/** What servers of backends have and peers ignore. */
const IGNORED = ['init-addr', 'resolvers', 'check', 'agent-check'];

interface State {
  readonly cx: SectionContext;
  readonly section: PeersSection;
  readonly draft: ProxyDraft;
  readonly me: string | null;
  peerLine: boolean;
  bindLine: boolean;
  localNamed: boolean;
  shards: number | null;
  readonly tables: Set<string>;
}

export function peers(raw: RawSection, cx: SectionContext): Reading {
  const { report, read } = cx;
  const me = cx.localPeer;
  const name = raw.header.words[1] ?? null;
  const draft = innerProxy(raw, 'listen', me === null ? name : { text: me, span: raw.header.span }, 'tcp');
  const own: PeersSection = {
    section: raw,
    name: name?.text ?? '',
    disabled: false,
    used: false,
    local: me === null ? null : false,
    me,
    draft,
    tables: new Map(),
    serverTls: false,
    bindTls: false,
  };
  read.peers.push(own);
  read.inner.push({ of: 'peers', draft });
  const s: State = {
    cx,
    section: own,
    draft,
    me,
    peerLine: false,
    bindLine: false,
    localNamed: false,
    shards: null,
    tables: new Set(),
  };
  const uses = (handler: (d: Directive) => void) => (d: Directive) => {
    own.used = true;
    handler(d);
  };
  return {
    handlers: {
      bind: uses((d) => readBind(d, s)),
      'default-bind': uses((d) => readDefaultBind(d, s)),
      'default-server': uses((d) => defaultServer(d, inProxy(draft, cx))),
      log: uses((d) => void readLogTarget(d, false, cx)),
      peer: uses((d) => readPeer(d, true, s)),
      server: uses((d) => readPeer(d, false, s)),
      table: uses((d) => readTable(d, s)),
      shards: (d) => {
        const word = d.words[1];
        const count = wholeInteger(word?.text ?? '');
        if (count === null || count === 0)
          report.error((word ?? d.words[0]!).span, 'bad-number', "'shards' wants a positive integer");
        else s.shards = count;
      },
      disabled: () => {
        own.disabled = true;
      },
      enabled: () => {
        own.disabled = false;
      },
    },
    close: () => {
      if (me !== null || own.disabled) return;
      // Nobody at all is not this process either.
      if (!raw.directives.some((d) => ['peer', 'server'].includes(d.words[0]!.text))) {
        own.local = false;
        return;
      }
      const message = "HAProxy removes this section on a machine whose name is none of its peers'";
      report.environment(raw.header.span, 'machine-needed', message, {
        section: raw.header.words[1]?.text ?? '',
        hint: "say 'localpeer <name>' in global where the name shall not depend on the machine",
      });
    },
  };

  function readDefaultBind(d: Directive, state: State): void {
    const scratch = innerProxy(raw, 'listen', name, 'tcp');
    bind(withWords(d, 1, inPlaceOf(d.words[0]!, 'bind'), inPlaceOf(d.words[0]!, ':1')), inProxy(scratch, cx));
    if (scratch.binds[0]?.ssl) state.section.bindTls = true;
  }
}

function readBind(d: Directive, s: State): void {
  const { cx, draft } = s;
  const { report } = cx;
  if (s.peerLine) return report.error(d.span, 'mixed-peers', "'peer' and 'bind' lines cannot be mixed in one section");
  if (draft.binds.some((b) => b.addresses.length > 0))
    return report.error(d.span, 'duplicate-bind', 'a peers section listens at one address only');
  // Without an address HAProxy goes on, with nothing to listen on.
  if (!d.words[1]) return;
  bind(d, inProxy(draft, cx));
  s.bindLine = true;
  const last = draft.binds[draft.binds.length - 1];
  if (!last) return;
  if (last.ssl) s.section.bindTls = true;
  const several = last.addresses.length > 1 || last.addresses.some((a) => a.value.portTo > a.value.portFrom);
  if (several && atLeast(cx.version, '3.0'))
    report.error(d.words[1].span, 'duplicate-bind', 'a peers section listens at one address only, and at one port');
}

function readPeer(d: Directive, isPeer: boolean, s: State): void {
  const { cx, me, section } = s;
  const { report, version } = cx;
  const [keyword, name, address] = d.words as [Word, Word?, Word?];
  if (isPeer) {
    if (s.bindLine)
      return report.error(d.span, 'mixed-peers', "'peer' and 'bind' lines cannot be mixed in one section");
    s.peerLine = true;
  }
  const incomplete = (): void => {
    if (isPeer && atLeast(version, '3.0'))
      report.warning(d.span, 'missing-argument', "a 'peer' without a name, an address and a port is ignored");
  };
  if (!name) return incomplete();
  const isLocal = me !== null ? name.text === me : !isPeer && mayBeLocal(address, cx);
  if (isLocal && me !== null) {
    if (s.localNamed) return report.error(name.span, 'duplicate-peer', `the local peer '${me}' is there already`);
    s.localNamed = true;
  }
  if (!isLocal || isPeer) {
    if (!address) {
      if (isLocal && !atLeast(version, '3.0')) section.local = true;
      return incomplete();
    }
    if (!checkAddress(keyword, address, atLeast(version, '3.0') || isLocal, cx)) return;
  }
  const line = isLocal && !isPeer ? withWords(d, 2, keyword, name, inPlaceOf(name, '127.0.0.1:1')) : d;
  const before = s.draft.servers.length;
  const added = readServer(line, s);
  if (isPeer && atLeast(version, '3.0') && s.draft.servers.length === before)
    report.warning(d.span, 'ignored-here', 'this peer is left out');
  if (!added) return;
  warnOfOptions(d, added, s);
  if (isLocal && me !== null) {
    section.local = true;
    section.serverTls = hasTls(added, s.draft);
  }
}

/** Where this process's name is not known, a server without an address is taken for its own. */
function mayBeLocal(address: Word | undefined, cx: SectionContext): boolean {
  return !address || lineOptions('server', cx.version).has(address.text);
}

function checkAddress(keyword: Word, address: Word, needsPort: boolean, cx: SectionContext): boolean {
  const result = parseAddress(address.text, { port: needsPort ? 'required' : 'optional', offset: true }, cx.version);
  if (!result.ok) {
    cx.report.error(address.span, 'bad-address', `'${keyword.text}': ${result.message}`);
    return false;
  }
  const { family, host } = result.address;
  if (family === 'name' && !isNumericName(host))
    cx.report.environment(address.span, 'name-to-resolve', `HAProxy will look up '${host}' when it starts`);
  return true;
}

function readServer(d: Directive, s: State): ServerConfig | null {
  const before = s.draft.servers.length;
  const errors = s.cx.report.findings.length;
  server(d, inProxy(s.draft, s.cx));
  const added = s.draft.servers[before] ?? null;
  const failed = s.cx.report.findings.slice(errors).some((f) => f.diagnostic.severity === 'error' && !f.harmless);
  return failed ? null : added;
}

function hasTls(added: ServerConfig, draft: ProxyDraft): boolean {
  if (added.ssl) return added.ssl.value;
  return draft.effective.defaultServer.has('ssl');
}

function warnOfOptions(d: Directive, added: ServerConfig, s: State): void {
  const { report, version } = s.cx;
  const options = s.draft.serverExtras.get(added)?.options ?? new Set<string>();
  const ignored = IGNORED.find((o) => options.has(o) || s.draft.effective.defaultServer.has(o));
  if (ignored) report.warning(d.span, 'ignored-here', `'${ignored}' is ignored for peers`);
  if (!atLeast(version, '2.8')) return;
  const at = d.words.findIndex((w) => w.text === 'shard');
  const word = at < 0 ? undefined : d.words[at + 1];
  const shard = wholeInteger(word?.text ?? '') ?? 0;
  if (!word || shard <= 0) return;
  if (s.shards === null) {
    const message = `shard ${shard} of peer '${added.name.value}' is ignored: the section has no 'shards' above`;
    const { name } = s.section;
    s.cx.read.late.push({ weight: 'warning', span: word.span, code: 'out-of-range', message, section: name });
  } else if (shard > s.shards)
    report.warning(word.span, 'out-of-range', `there are ${s.shards} shards only: shard ${shard} is ignored`);
}

function readTable(d: Directive, s: State): void {
  const { cx, section, tables } = s;
  const { report, version, known } = cx;
  const [keyword, name] = d.words as [Word, Word?];
  const whole = `${section.name}/${name?.text ?? ''}`;
  if (tables.has(whole) && atLeast(version, '3.0'))
    return report.error(name!.span, 'duplicate-table', `the section has a table '${name!.text}' already`);
  const own = innerProxy(s.draft.section, 'backend', { text: whole, span: (name ?? keyword).span }, 'tcp');
  stickTable(withWords(d, 2, inPlaceOf(keyword, 'stick-table')), inProxy(own, cx));
  if (!own.settings.stickTable) return;
  const reference = own.lateReferences.find((r) => r.kind === 'peers');
  if (reference)
    return report.error(reference.span, 'unknown-argument', "a table of a peers section has no argument 'peers'");
  tables.add(whole);
  section.tables.set(whole, own);
  known.peersTables.set(whole, own);
}
