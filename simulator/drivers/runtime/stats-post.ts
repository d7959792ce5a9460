/**
 * A POST to the statistics page: `s` servers, `b` their section (a name, or `#` and its number), `action`. Of several
 * sections or actions the last one counts.
 */
import type { RuntimeCommand } from '../../engine/io.ts';
import { type Backend, backendNamed } from './lookup.ts';
import type { RuntimeView } from './types.ts';

/** What the redirection behind it says. */
export type PostOutcome = 'DONE' | 'NONE' | 'PART' | 'ERRP' | 'DENY';

type At = { readonly proxy: number; readonly server: number };
type Act = (at: At, hasCheck: boolean) => RuntimeCommand | null;

const health =
  (to: 'up' | 'stopping' | 'down'): Act =>
  (at) => ({ type: 'set-health', ...at, health: to });
const state =
  (to: 'ready' | 'drain' | 'maint'): Act =>
  (at) => ({ type: 'set-state', ...at, state: to });
const checking =
  (on: boolean): Act =>
  (at, hasCheck) =>
    hasCheck ? { type: 'set-checking', ...at, on } : null;

const ACTIONS: Readonly<Record<string, Act | undefined>> = {
  ready: state('ready'),
  enable: state('ready'),
  start: state('ready'),
  drain: state('drain'),
  stop: state('drain'),
  maint: state('maint'),
  disable: state('maint'),
  shutdown: (at) => ({ type: 'kill-sessions', ...at }),
  hrunn: health('up'),
  hnolb: health('stopping'),
  hdown: health('down'),
  dhlth: checking(false),
  ehlth: checking(true),
};

export function postChanges(view: RuntimeView, body: string, inScope: (name: string) => boolean): PostOutcome {
  const fields = new URLSearchParams(body);
  const section = fields.getAll('b').at(-1);
  const action = fields.getAll('action').at(-1);
  const servers = fields.getAll('s');
  let proxy: Backend | null = null;
  if (section !== undefined) {
    proxy = backendNamed(view, section);
    if (proxy && !inScope(proxy.name)) return 'DENY';
    if (!proxy) return 'ERRP';
  }
  const act = action === undefined ? undefined : ACTIONS[action];
  if (action !== undefined && !act) return 'ERRP';
  if (!proxy || !act || servers.length === 0) return 'NONE';
  let altered = 0;
  for (const name of servers) {
    const server = proxy.backend.servers.find((one) => one.name === name && one.deleted !== true);
    const command = server && act({ proxy: proxy.id, server: server.index }, server.check !== null);
    if (!command) continue;
    view.command(command);
    altered++;
  }
  if (altered === 0) return 'ERRP';
  return altered === servers.length ? 'DONE' : 'PART';
}
