/** `track`: servers that take their state from another one (the manual, 5.2 "track"; the order is HAProxy's). */
import type { ServerConfig } from '../config.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { type CheckContext, optionOn, sectionWords } from './context.ts';

/** Looks at one server; to be called in the order of the files. */
export type TrackingCheck = (draft: ProxyDraft, server: ServerConfig) => void;

const DISABLE_404 = 'http-check disable-on-404';

/**
 * Follows the `track` of every server, in the order of the file. HAProxy links them one after the other, so that of a
 * ring only the server that closes it is wrong, and of a chain only the one that tracks a server without a check.
 */
export function createTracking(cx: CheckContext): TrackingCheck {
  const names = new Map<ProxyDraft, Map<string, ServerConfig>>();
  /** Towards the end of each server's chain, not always the next one: ends are looked for in few steps that way. */
  const towardsEnd = new Map<ServerConfig, ServerConfig>();

  const serverOf = (draft: ProxyDraft, name: string): ServerConfig | undefined => {
    let byName = names.get(draft);
    if (!byName) {
      byName = new Map();
      for (const s of draft.servers) if (!byName.has(s.name.value)) byName.set(s.name.value, s);
      names.set(draft, byName);
    }
    return byName.get(name);
  };
  const endOfChain = (server: ServerConfig): ServerConfig => {
    let end = server;
    for (let next = towardsEnd.get(end); next; next = towardsEnd.get(end)) {
      const further = towardsEnd.get(next);
      if (further) towardsEnd.set(end, further);
      end = next;
    }
    return end;
  };

  return (draft, server) => {
    const track = draft.serverExtras.get(server)?.track;
    if (!track) return;
    const { report, known } = cx;
    const slash = track.text.lastIndexOf('/');
    const name = track.text.slice(slash + 1);
    const section = track.text.slice(0, Math.max(0, slash));
    const backend = slash < 0 ? draft : known.backends.get(section);
    if (!backend) return report.error(track.span, 'unknown-backend', `there is no backend '${section}' to track in`);
    const target = serverOf(backend, name);
    if (!target)
      return report.error(track.span, 'unknown-server', `${sectionWords(backend)} has no server '${name}' to track`);
    if (!isChecked(backend, target) && !backend.serverExtras.get(target)?.track) {
      const message = `server '${name}' has no health check, so it cannot be tracked`;
      return report.error(track.span, 'tracked-without-check', message);
    }
    if (endOfChain(target) === server)
      return report.error(track.span, 'track-loop', `server '${server.name.value}' tracks itself`);
    if (draft.effective.options.has(DISABLE_404) !== backend.effective.options.has(DISABLE_404)) {
      const message = `${sectionWords(draft)} and ${sectionWords(backend)} differ in '${DISABLE_404}': no tracking between them`;
      return report.error(track.span, 'track-mismatch', message);
    }
    towardsEnd.set(server, target);
  };
}

function isChecked(draft: ProxyDraft, server: ServerConfig): boolean {
  if (server.check) return server.check.value;
  return optionOn(server, draft, 'check') || optionOn(server, draft, 'agent-check');
}
