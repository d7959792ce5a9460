/** defaults, frontend, backend and listen sections: header, inheritance, and the way to each directive's family. */
import { PREDEFINED_ACLS } from '../condition.ts';
import type { Directive, Version, Word } from '../config.ts';
import { sectionKeywords } from '../keywords/names.ts';
import { PROXY, REMOVED } from '../keywords/proxy.ts';
import type { RawSection } from '../lines.ts';
import { atLeast } from '../version.ts';
import { badNameCharacter, leadingInteger } from '../words.ts';
import { balance, hashBalanceFactor, hashType } from './balance.ts';
import { bind } from './bind.ts';
import { externalCheck, httpCheck, tcpCheck } from './checks.ts';
import {
  after,
  at,
  didYouMean,
  type Effective,
  emptySettings,
  freshEffective,
  type Handler,
  ignoredHere,
  inherit,
  kindWord,
  ownCopy,
  type ProxyContext,
  type ProxyDraft,
  tooMany,
} from './context.ts';
import { filter, httpError, isOwnHeader, quicInitial } from './filters.ts';
import { httpRule, redirectRule } from './http-rules.ts';
import { checkInheritance, findParent } from './inheritance.ts';
import type { Known, SectionContext } from './known.ts';
import { capture, errorLogFormat, logFormat, logFormatSd, logIn, logTag, uniqueIdFormat } from './logging.ts';
import { option } from './options.ts';
import { cookie, dynamicCookieKey, persist, stick, stickTable } from './persistence.ts';
import * as rare from './rare-directives.ts';
import { ERROR_CODES } from './reply.ts';
import { acl, defaultBackend, monitor, persistRule, useBackend, useServer } from './routing.ts';
import { useFcgiApp } from './sections/use-fcgi-app.ts';
import { defaultServer, server, serverTemplate } from './server.ts';
import * as simple from './simple.ts';
import { stats } from './stats.ts';
import { rename } from './successors.ts';
import { tcpRequest, tcpResponse } from './tcp-rules.ts';
import { timeout } from './timeouts.ts';

export type { Known, SectionContext } from './known.ts';

function handlers(known: Known): ReadonlyMap<string, Handler> {
  const { single, removed } = simple;
  const map: Record<string, Handler> = {
    acl,
    backlog: simple.backlog,
    balance,
    bind,
    capture,
    compression: simple.compression,
    cookie,
    'default-server': defaultServer,
    default_backend: defaultBackend,
    description: simple.description,
    disabled: simple.disabled,
    dispatch: simple.dispatch,
    'dynamic-cookie-key': dynamicCookieKey,
    'email-alert': simple.emailAlert,
    enabled: simple.disabled,
    'error-log-format': errorLogFormat,
    errorfile: simple.errorfile,
    errorloc: simple.errorfile,
    errorloc302: simple.errorfile,
    errorloc303: simple.errorfile,
    errorfiles,
    'external-check': externalCheck,
    filter,
    'force-persist': persistRule,
    fullconn: simple.fullconn,
    'hash-balance-factor': hashBalanceFactor,
    'hash-type': hashType,
    'http-after-response': httpRule,
    'http-check': httpCheck,
    'http-error': httpError,
    'http-request': httpRule,
    'http-response': httpRule,
    'http-reuse': simple.httpReuse,
    'http-send-name-header': sendName,
    id: simple.id,
    'ignore-persist': persistRule,
    log: logIn(() => known.globalLogs()),
    'log-format': logFormat,
    'log-format-sd': logFormatSd,
    'log-tag': logTag,
    'load-server-state-from-file': single('load-server-state-from-file', 'backend', {
      kind: 'choice',
      of: ['global', 'local', 'none'],
    }),
    'max-keep-alive-queue': single('max-keep-alive-queue', 'backend', { kind: 'number' }),
    'max-session-srv-conns': single('max-session-srv-conns', 'frontend', { kind: 'number', loose: true }),
    maxconn: simple.maxconn,
    mode: simple.mode,
    monitor,
    'monitor-uri': simple.monitorUri,
    option,
    persist,
    'quic-initial': quicInitial,
    'rate-limit': simple.rateLimit,
    redirect: redirectRule,
    retries: simple.retries,
    'retry-on': simple.retryOn,
    server,
    'server-state-file-name': stateFileName,
    'server-template': serverTemplate,
    source: simple.source,
    stats,
    stick,
    'stick-table': stickTable,
    'tcp-check': tcpCheck,
    'tcp-request': tcpRequest,
    'tcp-response': tcpResponse,
    timeout,
    clitimeout: timeout,
    contimeout: timeout,
    srvtimeout: timeout,
    transparent: simple.transparent,
    'unique-id-format': uniqueIdFormat,
    'unique-id-header': single('unique-id-header', null, { kind: 'word' }),
    'use-server': useServer,
    'use-fcgi-app': useFcgiApp,
    use_backend: useBackend,
    'bind-process': simple.bindProcess,
    'be-unpublished': rare.unpublished,
    'clitcpka-cnt': rare.probes,
    'clitcpka-idle': rare.probes,
    'clitcpka-intvl': rare.probes,
    declare: rare.declare,
    'force-be-switch': rare.forceBeSwitch,
    guid: rare.guid,
    'hash-preserve-affinity': rare.hashPreserveAffinity,
    'log-steps': rare.logSteps,
    'ssl-f-use': rare.sslUse,
    'srvtcpka-cnt': rare.probes,
    'srvtcpka-idle': rare.probes,
    'srvtcpka-intvl': rare.probes,
  };
  for (const [name, hint] of Object.entries(REMOVED)) map[name] = removed(hint);
  return new Map(Object.entries(map));
}

const sendName: Handler = (d, cx) => {
  const name = d.words[1];
  if (name && cx.version === '3.4' && isOwnHeader(name.text))
    return cx.report.error(name.span, 'bad-name', `'${name.text}' is a header of HAProxy's own: use another name`);
  simple.single('http-send-name-header', 'backend', { kind: 'word' })(d, cx);
};

const errorfiles: Handler = (d, cx) => {
  const name = d.words[1];
  if (!name) return cx.report.error(after(d), 'missing-argument', "'errorfiles' wants a section's name");
  const bad = d.words.slice(2).find((w) => !ERROR_CODES.includes(leadingInteger(w.text)));
  if (bad)
    return cx.report.error(bad.span, 'bad-status', `status '${bad.text}' has no error file`, {
      hint: `one of: ${ERROR_CODES.join(', ')}`,
    });
  cx.draft.lateReferences.push({ kind: 'errorfiles', name: name.text, span: name.span });
};

const stateFileName: Handler = (d, cx) => {
  ignoredHere(d, 'backend', 'server-state-file-name', cx);
  if (!tooMany(d, 1, cx)) cx.draft.settings.other['server-state-file-name'] = at([d.words[1]?.text ?? ''], d.span);
};

/** Lowers one section. Null when HAProxy does not even open it. */
export function lowerProxy(section: RawSection, cx: SectionContext): ProxyDraft | null {
  const draft = openSection(section, cx);
  if (!draft) return null;
  const kind = draft.kind;
  const context: ProxyContext = {
    version: cx.version,
    report: cx.report,
    draft,
    environment: cx.environment,
    fe: kind !== 'backend',
    be: kind !== 'frontend',
    isDefaults: kind === 'defaults',
    toleratesDeprecated: cx.known.toleratesDeprecated,
    exposesExperimental: cx.known.exposesExperimental,
    loadsLua: cx.known.loadsLua,
    guids: cx.known.guids,
    hasAcl: (name) => draft.acls.has(name) || PREDEFINED_ACLS.includes(name),
  };
  const map = handlersOf(cx.known);
  for (const d of section.directives) lowerDirective(d, map, context);
  if (draft.id !== null) checkId(draft, cx);
  return draft;
}

const cache = new WeakMap<Known, ReadonlyMap<string, Handler>>();

function handlersOf(known: Known): ReadonlyMap<string, Handler> {
  const map = cache.get(known) ?? handlers(known);
  cache.set(known, map);
  return map;
}

/** Directives without a row, which the inventory says the versions of. */
function isFuture(name: string, version: Version): boolean {
  return LATER.has(name) && !sectionKeywords('listen', version).has(name);
}

const LATER: ReadonlySet<string> = new Set([
  'be-unpublished',
  'force-be-switch',
  'guid',
  'hash-preserve-affinity',
  'log-steps',
  'ssl-f-use',
]);

function lowerDirective(d: Directive, map: ReadonlyMap<string, Handler>, cx: ProxyContext): void {
  const keyword = d.words[0]!;
  const handler = map.get(keyword.text);
  if (handler && !isFuture(keyword.text, cx.version)) return handler(d, cx);
  const { report, version, draft } = cx;
  const known = sectionKeywords('listen', version);
  if (known.has(keyword.text)) {
    report.notSimulated(
      keyword.span,
      'unknown-so-far',
      `Drydock does not know '${keyword.text}' so far: its arguments are not checked`,
    );
    return;
  }
  const names = [...PROXY.map((r) => r.name), ...known];
  report.error(
    keyword.span,
    'unknown-keyword',
    `unknown keyword '${keyword.text}' in '${draft.kind}' section`,
    didYouMean(keyword.text, names, keyword.span),
  );
}

function checkId(draft: ProxyDraft, cx: SectionContext): void {
  const other = cx.known.ids.get(draft.id!);
  if (other) {
    cx.report.error(
      draft.settings.other['id']!.span,
      'duplicate-id',
      `${kindWord(other)} '${other.name?.text ?? ''}' has the id ${draft.id} already`,
    );
  } else cx.known.ids.set(draft.id!, draft);
}

/** Reads the header. Null when HAProxy refuses to open the section. */
function openSection(section: RawSection, cx: SectionContext): ProxyDraft | null {
  const kind = section.kind as ProxyDraft['kind'];
  const { report, known } = cx;
  const { words } = section.header;
  const head = words[0]!;
  const second = words[1];
  const third = words[2];
  const fourth = words[3];
  const fifth = words[4];
  const isDefaults = kind === 'defaults';
  let name: Word | null = second ?? null;
  let fromWord: Word | null = null;
  if (isDefaults) {
    if (second?.text === 'from' && third && !fourth) {
      name = null;
      fromWord = third;
    } else if (third?.text === 'from') fromWord = fourth ?? { text: '', span: third.span };
    if (name && !checkShared(name, cx.known.anyName.get(name.text), cx)) return null;
  } else {
    if (!name) {
      report.abort(head.span, 'missing-name', `'${kind}' wants a name`);
      return null;
    }
    checkName(name, kind, cx);
    if (!checkShared(name, cx.known.defaultsByName.get(name.text)?.[0], cx)) return null;
    checkDuplicate(name, kind, cx);
    const extra = third && (third.text !== 'from' || !fourth) ? third : fifth;
    if (extra) return refuse(section, extra, fifth !== undefined && extra === fifth, cx);
    fromWord = third ? fourth! : null;
  }
  const parent = findParent(kind, name, fromWord, cx);
  if (parent === undefined) return null;
  const fe = kind !== 'backend';
  const be = kind !== 'frontend';
  const inherited = parent ? inheritedFrom(parent, fe, be) : null;
  const draft: ProxyDraft = {
    kind,
    name: name && name.text !== '' ? name : null,
    section,
    defaultsIndex: parent ? known.defaults.indexOf(parent) : null,
    settings: emptySettings(),
    effective: inherited ? ownCopy(inherited) : freshEffective(),
    // A defaults section is its own base: nothing in it counts as said twice.
    inherited: isDefaults ? null : (inherited ?? freshEffective()),
    binds: [],
    servers: [],
    acls: new Map(),
    inlineAcls: [],
    usedAcls: [],
    slotUses: [],
    lateExpressions: [],
    lateConditions: [],
    lateReferences: [],
    serverExtras: new Map(),
    serverOptions: [],
    seen: new Set(),
    finals: null,
    stickTypes: [],
    id: null,
    bindIds: null,
    serverIds: null,
  };
  register(draft, cx);
  if (parent) checkInheritance(draft, parent, cx);
  return draft;
}

/** What sections of one kind take from a defaults section, which is complete by then, is the same for all of them. */
const inheritances = new WeakMap<ProxyDraft, Map<string, Effective>>();

function inheritedFrom(parent: ProxyDraft, fe: boolean, be: boolean): Effective {
  const key = `${fe}${be}`;
  const known = inheritances.get(parent) ?? new Map<string, Effective>();
  inheritances.set(parent, known);
  const made = known.get(key) ?? inherit(parent.effective, fe, be);
  known.set(key, made);
  return made;
}

/** Where later lines belong to no section, HAProxy says so for each. */
function refuse(section: RawSection, extra: Word, counted: boolean, cx: SectionContext): null {
  const { report, version } = cx;
  const message = `'${section.kind}' takes a name only, not '${extra.text}'`;
  const extraHint = section.kind === 'backend' ? {} : { hint: "listening addresses stand on 'bind' lines" };
  if (counted || atLeast(version, '3.2')) report.error(extra.span, 'unexpected-argument', message, extraHint);
  // Of a backend, old versions say nothing at all: only its lines are lost.
  else if (section.kind !== 'backend') report.alert(extra.span, 'unexpected-argument', message, extraHint);
  for (const d of section.directives) {
    report.error(
      d.words[0]!.span,
      'keyword-out-of-section',
      `HAProxy did not open the section above, so '${d.words[0]!.text}' belongs nowhere`,
    );
  }
  return null;
}

function checkName(name: Word, kind: string, cx: SectionContext): void {
  const bad = badNameCharacter(name.text);
  if (bad === null) return;
  // 3.4 says it, and forgets it.
  const say = cx.version === '3.4' ? cx.report.alert : cx.report.error;
  say(name.span, 'bad-name', `'${bad}' may not stand in the name of a ${kind}`, {
    hint: 'letters, digits, and . : _ -',
  });
}

function checkDuplicate(name: Word, kind: ProxyDraft['kind'], cx: SectionContext): void {
  const { known, report, version } = cx;
  const any = known.anyName.get(name.text);
  if (!any && !known.logForwards.has(name.text)) return;
  const same =
    (kind !== 'backend' ? known.frontends.get(name.text) : undefined) ??
    (kind === 'backend' || atLeast(version, '3.2')
      ? kind !== 'frontend'
        ? known.backends.get(name.text)
        : undefined
      : undefined);
  const where = (other: ProxyDraft): string => `${kindWord(other)} '${name.text}' exists already`;
  // 3.3 and later read no more.
  const say = version === '3.4' ? report.abort : report.error;
  const another = rename(name, (other) => known.anyName.has(other) || known.logForwards.has(other));
  if (same) say(name.span, 'duplicate-name', `${where(same)}: each needs a name of its own`, another);
  else if (known.logForwards.has(name.text)) {
    report.error(name.span, 'duplicate-name', `a log-forward section '${name.text}' exists already`);
    if (version === '3.2')
      report.warning(name.span, 'shared-name', 'sharing a name is dangerous, and refused from 3.3 on');
  }
  if (!any || !atLeast(version, '3.2')) return;
  if (version === '3.4') {
    if (!same) say(name.span, 'duplicate-name', `${where(any)}: each needs a name of its own`, another);
  } else
    report.warning(name.span, 'shared-name', `${where(any)}: sharing a name is dangerous, and refused from 3.3 on`);
}

/** Proxies and defaults sections should not share names from 3.2 on, and may not from 3.3 on: false, HAProxy stops. */
function checkShared(name: Word, other: ProxyDraft | undefined, { version, report }: SectionContext): boolean {
  if (!other || !atLeast(version, '3.2')) return true;
  const message = `${kindWord(other)} '${name.text}' exists already`;
  if (version !== '3.4')
    report.warning(name.span, 'shared-name', `${message}: sharing a name is dangerous, and refused from 3.3 on`);
  else report.abort(name.span, 'duplicate-name', `${message}: each needs a name of its own`);
  return version !== '3.4';
}

function register(draft: ProxyDraft, cx: SectionContext): void {
  const { known } = cx;
  const name = draft.name?.text;
  if (draft.kind === 'defaults') {
    known.defaults.push(draft);
    if (name !== undefined) known.defaultsByName.set(name, [...(known.defaultsByName.get(name) ?? []), draft]);
    return;
  }
  known.proxies.push(draft);
  if (name === undefined) return;
  if (draft.kind !== 'backend' && !known.frontends.has(name)) known.frontends.set(name, draft);
  if (draft.kind !== 'frontend' && !known.backends.has(name)) known.backends.set(name, draft);
  if (!known.anyName.has(name)) known.anyName.set(name, draft);
}
