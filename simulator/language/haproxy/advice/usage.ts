/** What is written and never used, written twice, or written for nothing. */
import type { Directive } from '../config.ts';
import type { RawSection } from '../lines.ts';
import { byDefaults } from './limits.ts';
import { type Advice, called, lineEdit, linesOf, nameSpan, type ProxyView } from './view.ts';

export function adviseUsage(cx: Advice): void {
  adviseBackends(cx);
  adviseTables(cx);
  adviseBinds(cx);
  adviseLogs(cx);
}

/** Lines that lead to backends; looked at elsewhere. */
const LEADS = new Set(['use_backend', 'default_backend']);

/** Names that sections mention otherwise, with the one section that does so, or null if several do. */
function mentions(sections: readonly RawSection[]): ReadonlyMap<string, RawSection | null> {
  const out = new Map<string, RawSection | null>();
  for (const section of sections) {
    for (const { words } of section.directives) {
      if (LEADS.has(words[0]!.text)) continue;
      for (let i = 1; i < words.length; i++) {
        for (const name of words[i]!.text.split(/[^\w.:-]+/)) {
          if (name === '') continue;
          const by = out.get(name);
          if (by === undefined) out.set(name, section);
          else if (by !== section) out.set(name, null);
        }
      }
    }
  }
  return out;
}

function adviseBackends(cx: Advice): void {
  // Backends alone are a part of something larger.
  if (!cx.proxies.some((p) => p.fe && p.draft.binds.length > 0)) return;
  const used = new Set<string>();
  for (const p of cx.proxies) {
    for (const { backend } of p.draft.settings.useBackends) {
      if (backend.value.includes('%')) return;
      used.add(backend.value);
    }
    const fallback = p.draft.effective.defaultBackend?.text;
    if (fallback) used.add(fallback);
  }
  const idle = cx.proxies.filter((p) => p.draft.kind === 'backend' && !used.has(p.name));
  if (idle.length === 0) return;
  // SPOE's own files name backends, and so may scripts.
  if (
    cx.proxies.some((p) => linesOf(p, 'filter').some((d) => d.words[1]?.text === 'spoe')) ||
    cx.globalLines('lua-load').length > 0 ||
    cx.globalLines('lua-load-per-thread').length > 0
  )
    return;
  const named = mentions(cx.sections);
  for (const p of idle) {
    const by = named.get(p.name);
    if (by === null || (by !== undefined && by !== p.draft.section)) continue;
    if (linesOf(p, 'stick-table').length > 0 && p.draft.servers.length === 0) continue;
    cx.say(
      nameSpan(p),
      'backend-unused',
      `No frontend sends anything to ${called(p)}: it is checked and counted, and never used.`,
      {
        hint: "name it in a 'use_backend' or 'default_backend', or remove it",
      },
    );
  }
}

const TABLE_USE = /^(stick|track-sc|sc\d?_|sc-|src_|table_|in_table)/;

function adviseTables(cx: Advice): void {
  let named: ReadonlyMap<string, RawSection | null> | null = null;
  for (const p of cx.proxies) {
    const table = p.draft.settings.stickTable;
    if (!table || p.draft.settings.stickRules.some((r) => !r.table)) continue;
    const here = p.draft.section.directives.some(
      (d) =>
        d.words[0]!.text !== 'stick-table' &&
        d.words.some((w) => TABLE_USE.test(w.text) || /(sc\d?|src|table)_|in_table/.test(w.text)),
    );
    if (here || table.value.peers !== undefined) continue;
    named ??= mentions(cx.sections);
    const by = named.get(p.name);
    if (
      by === null ||
      (by !== undefined && by !== p.draft.section) ||
      (by === p.draft.section && p.draft.settings.stickRules.some((r) => r.table?.value === p.name))
    )
      continue;
    cx.say(
      table.span,
      'table-unused',
      `Nothing is ever stored in this table: no 'stick' rule and no 'track-sc' uses it.`,
      {
        hint: "add 'stick on src' to keep clients, or 'http-request track-sc0 src' to count them; or remove the table",
      },
    );
  }
}

/** Two sockets with one address: the kernel deals connections out between them. */
function adviseBinds(cx: Advice): void {
  const seen = new Map<string, ProxyView>();
  for (const p of cx.proxies) {
    for (const bind of p.draft.binds) {
      for (const { value, span } of bind.addresses) {
        if (value.family !== 'ipv4' && value.family !== 'ipv6') continue;
        if (value.portFrom === 0) continue;
        const special = bind.options
          .filter((o) => /^(interface|namespace|process|thread|shards|v6only|v4v6|nbconn|id)$/.test(o.value[0]!))
          .map((o) => o.value.join(' '));
        const text = cx.files[span.file]?.text.slice(span.from, span.to) ?? '';
        const host = value.host === '*' || value.host === '0.0.0.0' ? '' : value.host;
        const key = `${value.family} ${host} ${value.portFrom}-${value.portTo} ${text.includes('quic')} ${special.join(' ')}`;
        const other = seen.get(key);
        if (!other) seen.set(key, p);
        else {
          const where = other === p ? 'another line of this section' : called(other);
          cx.say(
            span,
            'address-bound-twice',
            other === p
              ? `This address is written in ${where} already.`
              : `${called(other)} listens here too: both sockets open, and the kernel sends each connection to one of the two sections, as it happens.`,
            {
              hint: other === p ? 'remove one of the two' : "keep one 'bind' line, and choose with 'use_backend'",
            },
          );
        }
      }
    }
  }
}

function adviseLogs(cx: Advice): void {
  const [line] = cx.globalLines('log');
  const sections = [...cx.proxies, ...cx.defaults];
  const logs = (p: ProxyView): boolean => p.chain.some((d) => d.settings.logs.length > 0 || d.settings.noLog);
  if (line && cx.proxies.some((p) => p.fe) && !sections.some(logs)) {
    const target = cx.defaults[0]?.draft.section ?? cx.proxies.find((p) => p.fe)!.draft.section;
    cx.say(
      line.span,
      'log-unused',
      `Only messages about starting and stopping go here: no section says 'log global', so no request and no connection is logged.`,
      {
        hint: "add 'log global' to defaults",
        fixes: [{ title: "Add 'log global'", edits: [lineEdit(target, 'log global', cx)] }],
      },
    );
  }
  const plain = cx.proxies.filter(
    (p) =>
      p.fe &&
      p.draft.binds.length > 0 &&
      p.draft.effective.mode === 'http' &&
      p.draft.effective.logs > 0 &&
      !p.draft.effective.logFormat &&
      p.chain.some((d) => d.settings.logs.length > 0) &&
      !p.chain.some((d) => d.settings.noLog) &&
      (p.draft.servers.length > 0 ||
        p.draft.effective.defaultBackend !== null ||
        p.draft.settings.useBackends.length > 0),
  );
  for (const group of byDefaults(plain)) {
    const [first] = group;
    cx.say(
      nameSpan(first!),
      'log-without-requests',
      `${called(first!)} logs "Connect from …" for each connection and nothing of its requests: no path, no status, no time, no server.`,
      {
        hint: "add 'option httplog'",
        fixes: [
          { title: "Add 'option httplog'", edits: group.map((p) => lineEdit(p.draft.section, 'option httplog', cx)) },
        ],
      },
    );
  }
}

/** Of these the last one holds, and HAProxy does not say so. */
const ONCE = new Set([
  'balance',
  'default_backend',
  'mode',
  'maxconn',
  'fullconn',
  'retries',
  'http-reuse',
  'hash-type',
  'cookie',
  'monitor-uri',
]);
const CHECKS = new Set([
  'httpchk',
  'tcp-check',
  'mysql-check',
  'pgsql-check',
  'redis-check',
  'ldap-check',
  'smtpchk',
  'ssl-hello-chk',
  'external-check',
  'spop-check',
]);

export function adviseTwice(p: ProxyView, cx: Advice): void {
  const say = (d: Directive, last: Directive): void => {
    const text = last.words.map((w) => w.text).join(' ');
    cx.say(d.span, 'said-twice', `'${text}' below takes this line's place: only the last one holds.`, {
      hint: 'remove one of the two',
    });
  };
  for (const [i, lines] of p.lines.lists.entries()) {
    if (lines.length < 2 || !ONCE.has(p.lines.keywords[i]!)) continue;
    for (let i = 0; i + 1 < lines.length; i++) {
      if (written(lines[i]!) !== written(lines[lines.length - 1]!)) say(lines[i]!, lines[lines.length - 1]!);
    }
  }
  const options = linesOf(p, 'option');
  const last = options.findLast(isCheck);
  for (const d of options) if (d !== last && isCheck(d) && d.words[1]!.text !== last!.words[1]!.text) say(d, last!);
  const algo = linesOf(p, 'compression').find(
    (d) => d.words[1]?.text.startsWith('algo') && d.words[2]?.text !== 'identity',
  );
  if (!algo) return;
  const typed = p.chain.some((d) =>
    d.section.directives.some((l) => l.words[0]!.text === 'compression' && l.words[1]?.text.startsWith('type')),
  );
  if (!typed) {
    cx.say(
      algo.span,
      'compression-of-everything',
      `Without 'compression type' everything is compressed, pictures and archives too, which costs processor time and saves nothing.`,
      {
        hint: "add 'compression type text/html text/plain text/css application/javascript application/json image/svg+xml'",
      },
    );
  }
}

function isCheck({ words, prefix }: Directive): boolean {
  return prefix === null && CHECKS.has(words[1]?.text ?? '');
}

function written(d: Directive): string {
  return d.words.map((w) => w.text).join(' ');
}
