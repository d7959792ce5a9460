/** Health checks that are missing, that are never made, or that say too little or too late. */
import type { Span } from '../../diagnostic.ts';
import type { ServerConfig } from '../config.ts';
import { atLeast } from '../version.ts';
import {
  type Advice,
  activeServers,
  behind,
  called,
  isChecked,
  linesOf,
  type ProxyView,
  pick,
  replace,
} from './view.ts';

const DEFAULT_INTER_MS = 2000;
const SLOW_MS = 300_000;

export function adviseHealth(p: ProxyView, cx: Advice): void {
  const { servers } = p.draft;
  if (!p.be || servers.length === 0 || p.draft.effective.mode === 'log') return;
  const unchecked = servers.filter(
    (s) => !isChecked(p, s) && !pick(p, s, 'disabled')?.value && s.address.value.host !== '',
  );
  if (!adviseOption(p, cx)) adviseUnchecked(p, unchecked, cx);
  adviseTiming(p, cx);
  adviseTcpCheck(p, cx);
  adviseOrder(p, cx);
  adviseHello(p, cx);
}

/** A kind of check is chosen, and no server is checked. */
function adviseOption(p: ProxyView, cx: Advice): boolean {
  const kind = p.draft.settings.check;
  if (!kind || p.draft.servers.some((s) => isChecked(p, s))) return false;
  const name = kind.value.kind === 'other' ? kind.value.name : kind.value.kind;
  cx.say(
    kind.span,
    'check-option-without-check',
    `'option ${name}' says how servers are checked, but no server of ${called(p)} has 'check': none is ever asked, and all count as UP.`,
    {
      hint: "add 'check' to the servers",
      fixes: [{ title: "Add 'check' to the servers", edits: checkEdits(p.draft.servers) }],
    },
  );
  return true;
}

function checkEdits(servers: readonly ServerConfig[]): { span: ReturnType<typeof behind>; text: string }[] {
  const places = new Map(servers.map((s) => [s.span.to, s]));
  return [...places.values()].map((s) => ({ span: behind(s.span), text: ' check' }));
}

const CHECK_FIELDS = ['onMarkedDown', 'onMarkedUp', 'rise', 'fall', 'interMs', 'fastinterMs', 'downinterMs'] as const;
const CHECK_WORDS: Readonly<Record<(typeof CHECK_FIELDS)[number], string>> = {
  onMarkedDown: 'on-marked-down',
  onMarkedUp: 'on-marked-up',
  rise: 'rise',
  fall: 'fall',
  interMs: 'inter',
  fastinterMs: 'fastinter',
  downinterMs: 'downinter',
};

function adviseUnchecked(p: ProxyView, unchecked: readonly ServerConfig[], cx: Advice): void {
  const { servers } = p.draft;
  const plain: ServerConfig[] = [];
  for (const server of unchecked) {
    const field = CHECK_FIELDS.find((f) => server[f] !== undefined);
    if (!field) {
      plain.push(server);
      continue;
    }
    cx.say(
      server[field]!.span,
      'check-setting-without-check',
      `'${CHECK_WORDS[field]}' is about health checks, and server '${server.name.value}' has none: it does nothing, and the server always counts as UP.`,
      {
        hint: "add 'check'",
        fixes: [{ title: "Add 'check'", edits: checkEdits([server]) }],
      },
    );
  }
  if (servers.length < 2 || plain.length === 0) return;
  const backups = servers.some((s) => pick(p, s, 'backup')?.value);
  const main = plain.filter((s) => !pick(p, s, 'backup')?.value);
  if (backups && main.length > 0 && main.length === activeServers(p).length) {
    cx.say(
      main[0]!.name.span,
      'backup-never-used',
      `A backup server is used when all others are DOWN, and without 'check' nobody notices that they are: it will never be used.`,
      {
        hint: "add 'check' to the servers",
        fixes: [{ title: "Add 'check' to the servers", edits: checkEdits(plain) }],
      },
    );
    return;
  }
  if (plain.length === servers.length) {
    cx.say(
      plain[0]!.name.span,
      'server-without-check',
      `No server of ${called(p)} has 'check': one that dies keeps getting its share, and its clients get errors.`,
      {
        hint: "add 'check' to each server, or to a 'default-server' line in front of them",
        fixes: [{ title: "Add 'check' to the servers", edits: checkEdits(plain) }],
      },
    );
    return;
  }
  for (const server of new Map(plain.map((s) => [s.span.from, s])).values()) {
    cx.say(
      server.name.span,
      'server-without-check',
      `Server '${server.name.value}' has no 'check', others here have: when it dies, it keeps getting its share.`,
      {
        hint: "add 'check'",
        fixes: [{ title: "Add 'check'", edits: checkEdits([server]) }],
      },
    );
  }
}

function adviseTiming(p: ProxyView, cx: Advice): void {
  const { servers } = p.draft;
  if (servers.length === 0) return;
  let said: Set<number> | null = null;
  /** Of default-server lines, once. */
  const once = (
    span: { readonly from: number; readonly to: number; readonly file: number },
    code: string,
    message: string,
    extra: Parameters<Advice['say']>[3],
  ): void => {
    said ??= new Set();
    if (said.has(span.from)) return;
    said.add(span.from);
    cx.say(span, code, message, extra);
  };
  const own = p.draft.section;
  const here = (span: { readonly file: number; readonly from: number }): boolean =>
    span.file === own.file && span.from >= own.header.span.from && span.from < own.end;
  const limit = p.draft.settings.timeoutsMs.check;
  for (const server of servers) {
    if (!isChecked(p, server)) continue;
    const fall = pick(p, server, 'fall');
    const inter = pick(p, server, 'interMs');
    if (fall?.value === 1 && here(fall.span) && p.draft.servers.length > 1) {
      once(
        fall.span,
        'fall-1',
        `One failed check takes server '${server.name.value}' out: a single lost packet or a short pause is enough, and its load falls on the others.`,
        {
          hint: "the default is 3; for quick detection lower 'inter' and 'fastinter' instead",
          fixes: replace("Write '3'", fall.span, '3'),
        },
      );
    }
    const interMs = inter?.value ?? DEFAULT_INTER_MS;
    const fast = pick(p, server, 'fastinterMs')?.value ?? interMs;
    const noticedMs = interMs + ((fall?.value ?? 3) - 1) * fast;
    const where = inter && here(inter.span) ? inter.span : fall && here(fall.span) ? fall.span : null;
    if (where && noticedMs >= SLOW_MS) {
      once(
        where,
        'slow-detection',
        `It takes up to ${Math.round(noticedMs / 60_000)} minutes until a dead server '${server.name.value}' is noticed, and all that time it gets requests.`,
        {
          hint: "lower 'inter' or 'fall', or let checks speed up at the first failure with 'fastinter'",
        },
      );
    }
    if (inter && here(inter.span) && inter.value < 100 && inter.value > 0 && isBare(inter.span, cx)) {
      once(
        inter.span,
        'interval-too-short',
        `A check every ${inter.value} ms is ${Math.round(1000 / inter.value)} checks a second to each server: a bare number means milliseconds.`,
        {
          hint: `write '${inter.value}s' if seconds are meant`,
        },
      );
    }
    if (limit && inter && here(inter.span) && limit.value > inter.value && limit.value >= 2 * inter.value) {
      once(
        limit.span,
        'check-timeout-over-interval',
        `A check may take ${limit.value} ms, longer than the ${inter.value} ms between two of them: a server that hangs is found out ${Math.floor(limit.value / inter.value)} times later than 'inter' and 'fall' promise.`,
        {
          hint: "keep 'timeout check' at or below 'inter'",
        },
      );
    }
  }
}

/** A number without a unit. HAProxy itself warns of small ones from 3.2 on. */
function isBare(span: Span, cx: Advice): boolean {
  const text = cx.files[span.file]?.text.slice(span.from, span.to) ?? '';
  return /^\d+$/.test(text) && !atLeast(cx.version, '3.2');
}

function adviseTcpCheck(p: ProxyView, cx: Advice): void {
  const lines = linesOf(p, 'tcp-check');
  const send = lines.find((d) => d.words[1]?.text.startsWith('send'));
  if (!send || lines.some((d) => d.words[1]?.text === 'expect') || p.draft.effective.check?.kind !== 'tcp-check')
    return;
  cx.say(
    send.span,
    'tcp-check-without-expect',
    `The check sends something and never looks at the answer: a server that accepts connections and answers nonsense, or nothing, stays UP.`,
    {
      hint: "add 'tcp-check expect string <answer>'",
    },
  );
}

/** A default-server line holds from where it stands. */
function adviseOrder(p: ProxyView, cx: Advice): void {
  const before = p.draft.servers.length;
  const last = p.draft.servers[before - 1];
  for (const d of linesOf(p, 'default-server')) {
    if (!last || d.span.file !== last.span.file || d.span.from < last.span.from) continue;
    cx.say(
      d.span,
      'default-server-too-late',
      `'default-server' holds for the servers behind it, and all ${before} servers of ${called(p)} stand in front of it: it does nothing.`,
      {
        hint: "move it above the first 'server' line",
      },
    );
  }
}

function adviseHello(p: ProxyView, cx: Advice): void {
  const check = p.draft.settings.check;
  if (check?.value.kind !== 'other' || check.value.name !== 'ssl-hello-chk') return;
  if (!p.draft.servers.some((s) => isChecked(p, s))) return;
  cx.say(
    check.span,
    'ssl-hello-check',
    `This check greets servers with SSLv3, which current ones refuse: they may be taken for DOWN, or be UP without TLS having been tried.`,
    {
      hint: "remove it, and write 'check check-ssl' on the servers",
    },
  );
}
