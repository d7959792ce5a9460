/** Who uses a file of TLS: bind lines, lines of crt-lists, servers. */
import type { ListenerPlan } from '../../plan/plan.ts';
import { overTls, type TlsOptions } from '../../plan/tls-plan.ts';
import { type CertificateStore, crtList, filesOf, under } from './certificate-store.ts';
import type { World } from './world.ts';

/** All that is said about TLS anywhere, and where. */
function* everywhere(world: World): Iterable<TlsOptions> {
  const { bind, server } = world.plan.process.tls;
  for (const { ssl, tls } of world.plan.listeners) {
    if (ssl === null || tls === undefined || tls === null) continue;
    const own = overTls(bind, tls);
    yield own;
    for (const list of own.crtLists) {
      const lines = crtList(world.store, list);
      if ('problem' in lines) continue;
      for (const line of lines) yield { ...line.options, crt: [line.file], crtLists: [] };
    }
  }
  for (const { backend } of world.plan.proxies)
    for (const { tls, deleted } of backend?.servers ?? [])
      if (tls !== undefined && !deleted) yield overTls(server, tls);
}

/** How many places name a certificate; also those that name its directory or bundle. */
export function usersOfCertificate(world: World, name: string): number {
  let count = 0;
  for (const { crt } of everywhere(world))
    for (const one of crt) {
      const files = filesOf(world.store, one);
      if (!('problem' in files) && files.includes(name)) count++;
    }
  return count;
}

export function usersOfAuthority(world: World, what: 'ca-file' | 'crl-file', name: string): number {
  const { caBase } = world.plan.process.tls;
  let count = 0;
  for (const { caFile, caVerifyFile, crlFile } of everywhere(world)) {
    const files = what === 'crl-file' ? [crlFile] : [caFile, caVerifyFile];
    if (files.some((file) => file !== undefined && (file === name || under(caBase, file) === name))) count++;
  }
  return count;
}

/** Listeners that show a certificate of this list to those who ask for no name, or for one that nobody has. */
export function defaultUsers(world: World, list: string, isFirst: boolean): readonly ListenerPlan[] {
  if (!isFirst) return [];
  const { bind, crtBase } = world.plan.process.tls;
  return world.plan.listeners.filter(({ ssl, tls }) => {
    if (ssl === null || !tls) return false;
    const own = overTls(bind, tls);
    return !own.strictSni && own.crt.length === 0 && own.crtLists.some((one) => under(crtBase, one) === list);
  });
}

/** Something was committed: contexts and sessions are of the past. */
export function committed(world: World, store: CertificateStore): void {
  store.generation++;
  world.sessions.clear();
}
