/** Doors left open: statistics, the runtime socket, passwords, root, and headers that anybody can write. */
import type { Span } from '../../diagnostic.ts';
import type { Directive, Word } from '../config.ts';
import { dnfAt, question } from './conditions.ts';
import { byDefaults } from './limits.ts';
import {
  type Advice,
  called,
  hasPublicBind,
  isPublicHost,
  lineEdit,
  linesOf,
  nameSpan,
  type ProxyView,
  pick,
  replace,
  targetsOf,
} from './view.ts';

export function adviseSecurity(p: ProxyView, cx: Advice): void {
  adviseStats(p, cx);
  if (p.fe) adviseForgedHeaders(p, cx);
}

export function adviseProcess(cx: Advice): void {
  adviseSockets(cx);
  adviseRoot(cx);
  advisePasswords(cx);
}

/** Somebody has thought of who may come. */
function isGuarded(p: ProxyView): boolean {
  const stops = /^(deny|auth|reject|tarpit|silent-drop)$/;
  return (
    linesOf(p, 'http-request').some((d) => stops.test(d.words[1]?.text ?? '') || d.words[1]?.text === 'allow') ||
    linesOf(p, 'tcp-request').some((d) => stops.test(d.words[2]?.text ?? '')) ||
    linesOf(p, 'stats').some((d) => d.words[1]?.text === 'http-request' || d.words[1]?.text === 'auth') ||
    p.draft.binds.some((b) => b.options.some((o) => o.value[0] === 'verify' && o.value[1] === 'required'))
  );
}

function adviseStats(p: ProxyView, cx: Advice): void {
  const lines = linesOf(p, 'stats');
  for (const d of lines) adviseStatsPassword(d, cx);
  const { stats } = p.draft.settings;
  if (!stats || p.draft.effective.mode !== 'http') return;
  const open = stats.auth.length === 0 && !isGuarded(p);
  const admin = lines.find((d) => d.words[1]?.text === 'admin');
  const always = admin && admin.words[3]?.text === 'TRUE' && admin.words.length === 4;
  if (admin && always && open) {
    cx.say(
      admin.span,
      'stats-admin-open',
      `Whoever can open this page can drain, stop and disable servers: there is no password, and the condition is always true.`,
      {
        hint: "add 'stats auth user:password', or a condition on who may: 'stats admin if LOCALHOST'",
      },
    );
    return;
  }
  if (!open || !p.fe || !hasPublicBind(p)) return;
  cx.say(
    stats.span,
    'stats-without-password',
    `The statistics page of ${called(p)} is open to everybody who reaches its port: it names all servers, their addresses, their load and HAProxy's version.`,
    {
      hint: "bind it to 127.0.0.1, add 'stats auth user:password', or 'http-request deny unless { src 10.0.0.0/8 }'",
    },
  );
}

const GUESSABLE =
  /^(admin|administrator|root|user|haproxy|stats?|test|guest|monitor|operator):(admin|password|passw(or)?d1?|pass|secret|changeme|haproxy|stats?|test|guest|root|user|1234|12345|123456|admin123|qwerty|p@ssw0rd|default|monitor)$/i;

function adviseStatsPassword(d: Directive, cx: Advice): void {
  const word = d.words[1]?.text === 'auth' ? d.words[2] : undefined;
  if (!word || !isLiteral(word, cx)) return;
  const [user, password] = word.text.split(/:(.*)/s);
  if (!GUESSABLE.test(word.text) && !(user === password && user !== '')) return;
  cx.say(
    word.span,
    'guessable-password',
    `This password is among the first that are tried: whoever reaches the page sees everything, and can stop servers if 'stats admin' is on.`,
    {
      hint: 'choose a long random one',
    },
  );
}

/** Written as it is, and no environment variable. */
function isLiteral(word: Word, cx: Advice): boolean {
  const source = cx.files[word.span.file]?.text.slice(word.span.from, word.span.to) ?? '';
  return !source.includes('$') && !/[<{%]/.test(word.text.slice(0, 1)) && !source.includes('{{');
}

function advisePasswords(cx: Advice): void {
  for (const section of cx.sections) {
    if (section.kind !== 'userlist') continue;
    for (const { words } of section.directives) {
      const at = words.findIndex((w) => w.text === 'insecure-password');
      const value = words[at + 1];
      if (at < 0 || words[0]!.text !== 'user' || !value || !isLiteral(value, cx)) continue;
      cx.say(
        words[at]!.span,
        'clear-text-password',
        `The password of '${words[1]?.text ?? ''}' stands in the file for everybody to read who sees it, in backups and repositories too.`,
        {
          hint: "write 'password' and a hash of it ('mkpasswd -m sha-512'), or take it from an environment variable",
        },
      );
    }
  }
  if (!cx.sendsPasswords) return;
  for (const p of [...cx.proxies, ...cx.defaults]) {
    for (const d of linesOf(p, 'http-request')) adviseAuthorization(d, cx);
    for (const d of linesOf(p, 'http-check')) adviseAuthorization(d, cx);
  }
}

/** `set-header Authorization "Basic …"`: base64 hides nothing. */
function adviseAuthorization(d: Directive, cx: Advice): void {
  const verb = d.words[1]?.text;
  const at =
    verb === 'set-header' || verb === 'add-header'
      ? 2
      : verb === 'send'
        ? d.words.findIndex((w, i) => w.text.toLowerCase() === 'authorization' && d.words[i - 1]?.text === 'hdr')
        : -1;
  const value = d.words[at + 1];
  if (at < 1 || !value || d.words[at]!.text.toLowerCase() !== 'authorization') return;
  if (!/^(Basic|Bearer) +[\w+/=.~-]{8,}$/i.test(value.text) || !isLiteral(value, cx)) return;
  cx.say(
    value.span,
    'clear-text-password',
    `This is a password or a token in the clear (base64 hides nothing), for everybody to read who sees the file.`,
    {
      hint: 'take it from an environment variable, between double quotes',
    },
  );
}

function adviseSockets(cx: Advice): void {
  for (const d of cx.globalLines('stats')) {
    if (d.words[1]?.text !== 'socket' || !d.words[2]) continue;
    const address = d.words[2];
    const words = d.words.map((w) => w.text);
    const level = words[words.indexOf('level') + 1];
    const may = words.includes('level') ? level : 'operator';
    const mode = words.includes('mode') ? d.words[words.indexOf('mode') + 1] : undefined;
    const network = /^(?:(?:ipv4|ipv6|tcp|tcp4|tcp6)@)?(.*):\d+$/.exec(address.text);
    const can =
      may === 'admin'
        ? 'stop servers, change maps and read certificates'
        : may === 'user'
          ? 'read what runs here'
          : 'read everything and clear counters';
    if (
      network &&
      !/^(unix|abns|fd|sockpair)@|^\//.test(address.text) &&
      isPublicHost(network[1]!.replace(/^\[|\]$/g, ''))
    ) {
      cx.say(
        address.span,
        'socket-on-network',
        `The runtime socket asks for no password: whoever reaches this port can ${can}.`,
        {
          hint: 'use a path, or 127.0.0.1',
        },
      );
    } else if (mode && /[2367]$/.test(mode.text) && may !== 'user') {
      cx.say(mode.span, 'socket-open-to-all', `With mode ${mode.text} every program on this machine can ${can}.`, {
        hint: "'mode 660' with 'group haproxy' lets a group in",
        fixes: replace("Write '660'", mode.span, '660'),
      });
    }
  }
}

function adviseRoot(cx: Advice): void {
  const line = (keyword: string): Directive | undefined => cx.globalLines(keyword)[0];
  const root = [line('user'), line('uid')].find((d) => d?.words[1]?.text === 'root' || d?.words[1]?.text === '0');
  if (root) {
    cx.say(
      root.span,
      'runs-as-root',
      `HAProxy keeps all rights of root while it talks to strangers: one mistake in it, or in a Lua script, gives away the machine.`,
      {
        hint: "'user haproxy' and 'group haproxy': ports below 1024 are opened before",
      },
    );
    return;
  }
  if (line('user') || line('uid')) return;
  const chroot = line('chroot');
  if (!chroot) return;
  cx.say(
    chroot.span,
    'runs-as-root',
    `A 'chroot' can only be made by root, and without 'user' HAProxy stays root, who can leave it again.`,
    {
      hint: "add 'user haproxy' and 'group haproxy'",
    },
  );
}

const CLIENT_HEADER =
  /^(x-(forwarded-for|real-ip|client-ip|originating-ip|original-forwarded-for|remote-ip)|forwarded|true-client-ip|cf-connecting-ip)$/i;

/** Tells servers who the client is. */
function passesAddress(p: ProxyView): boolean {
  if (p.draft.effective.forwardfor || p.draft.effective.options.has('forwarded')) return true;
  const lines = [...linesOf(p, 'http-request'), ...linesOf(p, 'option')];
  return lines.some(
    (d) =>
      d.words.some((w) => CLIENT_HEADER.test(w.text)) ||
      d.words[1]?.text === 'forwarded' ||
      /%ci|\bsrc\b/.test(d.words[3]?.text ?? ''),
  );
}

export function adviseClientAddress(cx: Advice): void {
  const silent = cx.proxies.filter((p) => {
    if (!p.fe || p.draft.effective.mode !== 'http' || !hasPublicBind(p) || passesAddress(p)) return false;
    const targets = targetsOf(p, cx);
    return (
      targets?.some(
        (t) =>
          t.draft.effective.mode === 'http' &&
          t.draft.servers.length > 0 &&
          !passesAddress(t) &&
          !t.draft.effective.options.has('transparent') &&
          !linesOf(t, 'source').length &&
          t.draft.servers.every((s) => !pick(t, s, 'sendProxy') && !s.other['source']),
      ) ?? false
    );
  });
  for (const group of byDefaults(silent)) {
    const [first] = group;
    const more = group.length > 1 ? ` (and ${group.length - 1} more)` : '';
    cx.say(
      nameSpan(first!),
      'client-address-lost',
      `Behind ${called(first!)}${more}, servers see HAProxy's address as every client's: their logs, limits and blocks are about HAProxy.`,
      {
        hint: "add 'option forwardfor': servers find the client's address in X-Forwarded-For",
        fixes: [
          {
            title: "Add 'option forwardfor'",
            edits: group.map((p) => lineEdit(p.draft.section, 'option forwardfor', cx)),
          },
        ],
      },
    );
  }
}

const FORGED =
  /^(req\.)?f?hdr(_ip)?\((x-forwarded-for|x-real-ip|x-client-ip|client-ip|true-client-ip|x-originating-ip)\b/;

/** Decisions about who a client is, by a header that the client may have written itself. */
function adviseForgedHeaders(p: ProxyView, cx: Advice): void {
  if (p.draft.effective.mode !== 'http' || !hasPublicBind(p)) return;
  if (p.draft.binds.some((b) => b.acceptProxy)) return;
  const lines = linesOf(p, 'http-request');
  // Taken out or overwritten before: then it is this proxy's own.
  if (
    lines.some(
      (d) => /^(del-header|set-header)$/.test(d.words[1]?.text ?? '') && CLIENT_HEADER.test(d.words[2]?.text ?? ''),
    )
  )
    return;
  const say = (span: Span, what: string): void => {
    cx.say(
      span,
      'trusts-client-header',
      `${what} by a header that any client can write: unless another proxy of yours in front overwrites it, who wants in names a friendly address.`,
      {
        hint: "decide by 'src'; or take the header from known proxies only: 'http-request set-src hdr(x-forwarded-for) if { src <proxies> }'",
      },
    );
  };
  for (const d of lines) {
    const action = d.words[1]?.text ?? '';
    const at = d.words.findIndex((w) => w.text === 'if' || w.text === 'unless');
    const dnf = at < 0 ? null : dnfAt(p.conditions, d.words[at]!.span.from);
    const sources = (d.words[2]?.text ?? '').toLowerCase();
    if (action === 'set-src' && at < 0 && FORGED.test(sources)) {
      say(d.words[2]!.span, 'The client is named');
      continue;
    }
    if (!/^(deny|allow|tarpit|reject|silent-drop|auth)$/.test(action) || !dnf) continue;
    const trusting = dnf.flat().find((a) => a.acls.some((acl) => FORGED.test(question(acl))));
    // Letting in is what can be forged: allow if it says so, deny unless it does.
    const lets = trusting && trusting.negated === (action !== 'allow');
    if (lets && !dnf.flat().some((a) => a.acls.some((acl) => question(acl) === 'src')))
      say(trusting.span, 'Clients are let in');
  }
}
