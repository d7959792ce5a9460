/** `show`, `new`, `set`, `commit`, `abort` and `del ssl cert`. Management guide, 9.3; wording as seen in 3.0 and 3.2. */
import {
  certificatesIn,
  emptyCertificate,
  keyIn,
  makeCertificate,
  type StoredCertificate,
} from './certificate-store.ts';
import { certificateText, x509sIn } from './certificate-texts.ts';
import { committed, usersOfCertificate } from './tls-users.ts';
import type { World } from './world.ts';

export function certificateCommand(world: World, verb: string, words: readonly string[], payload: string): string {
  const { store } = world;
  const { certificates, pending } = store;
  const [name] = words;
  const inTransaction = pending.certificate;
  if (verb === 'show') return show(world, name);
  if (verb === 'set' && (name === undefined || payload === ''))
    return "'set ssl cert' expects a filename and a certificate as a payload\n";
  if (name === undefined) return `'${verb} ssl cert' expects a filename\n`;
  switch (verb) {
    case 'new':
      if (certificates.has(name)) return `Certificate '${name}' already exists!\n`;
      certificates.set(name, emptyCertificate(name));
      return `New empty certificate store '${name}'!\n`;
    case 'set':
      return set(world, name, payload);
    case 'commit': {
      const cannot = `Can't commit ${name}!\n`;
      if (inTransaction === null) return `No ongoing transaction! !\n${cannot}`;
      if (inTransaction.name !== name)
        return `The ongoing transaction is about '${inTransaction.name}' but you are trying to set '${name}'\n${cannot}`;
      const { chain, key } = inTransaction;
      if (chain === '' || key === '')
        return `The transaction must contain at least a certificate and a private key!\n${cannot}`;
      const made = makeCertificate(name, `${chain}\n${key}`);
      if ('problem' in made) return `inconsistencies between private key and certificate loaded '${name}'.\n${cannot}`;
      const users = usersOfCertificate(world, name);
      certificates.set(name, made);
      pending.certificate = null;
      committed(world, store);
      return `Committing ${name}${'.'.repeat(users)}\nSuccess!\n`;
    }
    case 'abort':
      if (inTransaction === null) return 'No ongoing transaction!\n';
      if (inTransaction.name !== name)
        return `The ongoing transaction is about '${inTransaction.name}' but you are trying to abort a transaction for '${name}'\n`;
      pending.certificate = null;
      return `Transaction aborted for certificate '${name}'!\n`;
    default: {
      const cannot = `Can't remove the certificate: certificate '${name}'`;
      if (!certificates.has(name)) return `${cannot} doesn't exist!\n`;
      if (usersOfCertificate(world, name) > 0) return `${cannot} in use, can't be deleted!\n`;
      certificates.delete(name);
      return `Certificate '${name}' deleted!\n`;
    }
  }
}

/** A name with the ending of a companion file speaks of that part of the certificate: here, the key's. */
function partNamed(certificates: ReadonlyMap<string, StoredCertificate>, said: string) {
  if (certificates.has(said)) return { name: said, isKey: false };
  const stem = said.endsWith('.key') ? said.slice(0, -4) : null;
  const name = stem === null ? undefined : [stem, `${stem}.crt`, `${stem}.pem`].find((one) => certificates.has(one));
  return name === undefined ? null : { name, isKey: true };
}

function set(world: World, said: string, payload: string): string {
  const { certificates, pending } = world.store;
  const cannot = `Can't update ${said}!\n`;
  const part = partNamed(certificates, said);
  if (part === null) return `Can't replace a certificate which is not referenced by the configuration!\n${cannot}`;
  const before = pending.certificate;
  if (before !== null && before.name !== part.name)
    return `The ongoing transaction is about '${before.name}' but you are trying to set '${part.name}'\n${cannot}`;
  const key = keyIn(payload);
  const chain = certificatesIn(payload);
  if (part.isKey) {
    if (key === null) return `unable to load private key from file '${said}'.\nCan't load the payload\n${cannot}`;
    const chainOf = before?.chain ?? certificates.get(part.name)!.chain;
    pending.certificate = { name: part.name, chain: chainOf, key };
  } else {
    if (chain === null || x509sIn(chain).length === 0)
      return `unable to load certificate from file '${said}': no start line.\nCan't load the payload\n${cannot}`;
    pending.certificate = { name: part.name, chain, key: key ?? '' };
  }
  const verb = before === null ? 'created' : 'updated';
  return `Transaction ${verb} for certificate ${part.name}!\n`;
}

function show(world: World, said: string | undefined): string {
  const { certificates, pending } = world.store;
  const open = pending.certificate;
  if (said === undefined) {
    const names = [...certificates.keys()].sort().map((name) => `${name}\n`);
    const first = open === null ? '' : `# transaction\n*${open.name}\n`;
    return `${first}# filename\n${names.join('')}`;
  }
  if (open !== null && said === `*${open.name}`)
    return certificateText({ title: said, name: open.name, status: 'Uncommitted', chain: open.chain }, world);
  const kept = certificates.get(said);
  if (!kept) return "Can't display the certificate: Not found or the certificate is a bundle!\n";
  const status = kept.chain === '' ? 'Empty' : usersOfCertificate(world, said) > 0 ? 'Used' : 'Unused';
  return certificateText({ title: said, name: said, status, chain: kept.chain }, world);
}
