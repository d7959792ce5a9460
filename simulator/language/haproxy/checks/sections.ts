/** What HAProxy finds in the smaller sections once everything is read. */
import type { Word } from '../config.ts';
import type { RawSection } from '../lines.ts';
import type { ProxyDraft } from '../lower/context.ts';
import type { InnerProxy, PeersSection, Userlist } from '../lower/sections/context.ts';
import { atLeast } from '../version.ts';
import type { CheckContext } from './context.ts';
import { checkProxy } from './proxies.ts';
import { checkSectionReferences } from './section-references.ts';
import { checkNames, checkServerNames, checkTls } from './servers.ts';
import type { TrackingCheck } from './tracking.ts';

/** Before anything else: HAProxy stops at the first name that is not there. */
export function checkUserlists(cx: CheckContext): void {
  for (const list of [...cx.small.userlists].reverse()) if (!checkUserlist(list, cx)) return;
}

function checkUserlist(list: Userlist, cx: CheckContext): boolean {
  const users = new Set(list.users.map((u) => u.name));
  const groups = new Set(list.groups.map((g) => g.name));
  const missing = (words: Word | null, known: ReadonlySet<string>, what: string): boolean => {
    const bad = words?.text.split(',').find((name) => name !== '' && !known.has(name));
    if (bad === undefined) return false;
    const message = `user list '${list.name}' has no ${what} '${bad}'`;
    cx.report.abort(words!.span, `unknown-${what}`, message, { section: list.name });
    return true;
  };
  return (
    ![...list.users].reverse().some((u) => missing(u.groups, groups, 'group')) &&
    ![...list.groups].reverse().some((g) => missing(g.users, users, 'user'))
  );
}

/** The proxies that HAProxy makes for sections that are none. */
export function checkInner(cx: CheckContext, checkTracking: TrackingCheck): void {
  const { inner } = cx.small;
  const of = (kind: InnerProxy['of']): ProxyDraft[] => inner.filter((i) => i.of === kind).map((i) => i.draft);
  for (const draft of [...of('log-forward'), ...of('ring')]) checkProxy(draft, cx, checkTracking);
  for (const draft of of('ring')) checkServerNames(draft, cx);
  for (const draft of of('resolvers')) for (const server of draft.servers) checkTls(draft, server, cx);
  const drafts = of('peers');
  cx.small.peers.forEach((peers, i) => {
    checkPeers(peers, drafts[i]!, cx);
  });
}

function checkPeers(peers: PeersSection, draft: ProxyDraft, cx: CheckContext): void {
  const { report, version } = cx;
  const header = peers.section.header.span;
  if (peers.disabled) return;
  // 3.4 has said it already where a table should be shared in it.
  const shared = cx.known.proxies.some((p) => p.settings.stickTable?.value.peers === peers.name);
  if (version === '3.4' && !peers.used && shared) return;
  if (peers.local === false) {
    const hint = "one of them must have the name that 'localpeer' says in global, or else the machine's";
    const lacks =
      peers.me === null ? `section '${peers.name}' has no peers` : `no peer of '${peers.name}' is called '${peers.me}'`;
    const message = `${lacks}: HAProxy removes the section`;
    return report.warning(header, 'no-local-peer', message, { hint, section: peers.name });
  }
  // The newest is looked at first.
  if (atLeast(version, '3.0')) checkNames({ ...draft, servers: [...draft.servers].reverse() }, cx);
  for (const server of draft.servers) checkTls(draft, server, cx);
  if (peers.local === null) return;
  for (const { ssl, crt, options } of draft.binds) {
    if (!ssl || crt.length > 0 || options.some((o) => ['crt-list', 'default-crt'].includes(o.value[0]!))) continue;
    report.error(ssl.span, 'missing-certificate', "'ssl' needs a certificate", { hint: 'add crt <file>' });
  }
  if (peers.serverTls === peers.bindTls) return;
  const [yes, no] = peers.serverTls ? ['server', 'bind'] : ['bind', 'server'];
  const message = `the local peer of section '${peers.name}' has TLS on its ${yes} line, but not on its ${no} line`;
  report.warning(header, 'half-tls', message, { section: draft.name?.text ?? '' });
}

export function checkOtherSections(cx: CheckContext): void {
  for (const section of cx.sections) {
    const name = section.header.words[1];
    if (!name) continue;
    if (section.kind === 'mailers') checkMailers(section, name.text, cx);
    else if (section.kind === 'resolvers') checkNameServers(section, name.text, cx);
  }
  checkSectionReferences(cx);
  for (const { weight, span, code, message, section } of cx.small.late)
    cx.report[weight](span, code, message, { section });
  checkPrograms(cx);
  checkApps(cx);
  checkAcmeMaps(cx);
}

function says(section: RawSection, ...keywords: string[]): boolean {
  return section.directives.some((d) => keywords.includes(d.words[0]!.text));
}

function checkMailers(section: RawSection, name: string, cx: CheckContext): void {
  if (cx.usedMailers.has(name)) return;
  cx.report.warning(
    section.header.words[1]!.span,
    'unused-section',
    `no section sends mails through '${name}': HAProxy drops it`,
  );
}

function checkNameServers(section: RawSection, name: string, cx: CheckContext): void {
  if (says(section, 'nameserver', 'parse-resolv-conf')) return;
  cx.report.warning(section.header.words[1]!.span, 'no-name-server', `resolvers '${name}' has no name server`, {
    hint: "add 'nameserver <name> <address>:53', or 'parse-resolv-conf'",
  });
}

function checkPrograms(cx: CheckContext): void {
  const { report, small, globalKeywords } = cx;
  const [first] = small.programs;
  if (!first) return;
  if (!globalKeywords.has('master-worker')) {
    const hint = "say 'master-worker' in global";
    return report.error(first.name.span, 'missing-master', "'program' sections need a master process", { hint });
  }
  for (const { name, command } of small.programs) {
    if (!command) report.error(name.span, 'missing-command', `program '${name.text}' has no 'command'`);
  }
}

/** HAProxy calls the last of these a warning, and does not start. */
function checkApps(cx: CheckContext): void {
  const { report, small, otherNames } = cx;
  for (const app of small.apps) {
    const { text } = app.name;
    if (!app.docroot)
      return report.error(app.name.span, 'missing-docroot', `fcgi-app '${text}' has no docroot`, {
        section: text,
        hint: "add 'docroot <path>'",
      });
    if (app.maxReqs && !app.multiplexes) {
      const message = `'option max-reqs' of fcgi-app '${text}' needs 'option mpxs-conns' or 'option get-values'`;
      report.refusal(app.maxReqs, 'ignored-here', message, { section: text });
    }
    for (const ring of app.rings) {
      if (ring.name === 'buf0' || otherNames.get('ring')?.has(ring.name)) continue;
      report.error(ring.span, 'unknown-ring', `there is no ring '${ring.name}'`, { section: text });
    }
  }
}

/** A map exists when something else uses it. */
function checkAcmeMaps(cx: CheckContext): void {
  for (const { section, map } of cx.small.acmeMaps) {
    const uses = (s: RawSection): boolean =>
      s.directives.some((d) => d.words[0]!.text !== 'map' && d.words.some((w) => w.text.includes(map.text)));
    if (!cx.sections.some((s) => s.kind !== 'acme' && uses(s)))
      cx.report.error(section, 'unknown-map', `nothing uses the map '${map.text}', so it does not exist`);
  }
}
