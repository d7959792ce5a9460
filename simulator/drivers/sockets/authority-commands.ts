/** `show`, `new`, `set`, `add`, `commit`, `abort` and `del` of `ssl ca-file` and `ssl crl-file`. Wording as seen in 3.0 and 3.2. */
import { authoritiesText, revocationsText, x509sIn } from './certificate-texts.ts';
import { committed, usersOfAuthority } from './tls-users.ts';
import type { World } from './world.ts';

type What = 'ca-file' | 'crl-file';

const KINDS = {
  'ca-file': { slot: 'authorities', short: 'CA', mark: /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/ },
  'crl-file': { slot: 'revocations', short: 'CRL', mark: /-----BEGIN X509 CRL-----/ },
} as const;

export function authorityCommand(
  world: World,
  what: What,
  verb: string,
  words: readonly string[],
  payload: string,
): string {
  const { store } = world;
  const { slot, short, mark } = KINDS[what];
  const files = store[slot];
  const open = store.pending[slot];
  const [name] = words;
  if (verb === 'show') return show(world, what, name);
  if (name === undefined) return `'${verb} ssl ${what}' expects a filename\n`;
  switch (verb) {
    case 'new':
      if (files.has(name)) return `${short} file '${name}' already exists!\n`;
      files.set(name, '');
      return `New ${short} file created '${name}'!\n`;
    case 'set':
    case 'add': {
      const cannot = `Can't update ${name}!\n`;
      if (payload === '') return `'${verb} ssl ${what}' expects a filename and ${short}s as a payload\n`;
      if (!files.has(name))
        return `Can't replace a ${short} file which is not referenced by the configuration!\n${cannot}`;
      if (open !== null && open.name !== name)
        return `The ongoing transaction is about '${open.name}' but you are trying to set '${name}'\n${cannot}`;
      if (!mark.test(payload)) return `Invalid ${short} file!\n${cannot}`;
      const before = verb === 'add' ? `${open?.text ?? files.get(name)}\n` : '';
      store.pending[slot] = { name, text: before + payload };
      return `transaction ${open === null ? 'created' : 'updated'} for ${short} ${name}!\n`;
    }
    case 'commit': {
      const cannot = `Can't commit ${name}!\n`;
      if (open === null) return `No ongoing transaction! !\n${cannot}`;
      if (open.name !== name)
        return `The ongoing transaction is about '${open.name}' but you are trying to set '${name}'\n${cannot}`;
      files.set(name, open.text);
      store.pending[slot] = null;
      committed(world, store);
      return `Committing ${name}${'.'.repeat(usersOfAuthority(world, what, name))}\nSuccess!\n`;
    }
    case 'abort':
      if (open === null) return 'No ongoing transaction!\n';
      if (open.name !== name)
        return `The ongoing transaction is about '${open.name}' but you are trying to abort a transaction for '${name}'\n`;
      store.pending[slot] = null;
      return `Transaction aborted for certificate '${name}'!\n`;
    default: {
      const cannot = `Can't remove the ${short} file: ${short} file '${name}'`;
      if (!files.has(name)) return `${cannot} doesn't exist!\n`;
      if (usersOfAuthority(world, what, name) > 0) return `${cannot} in use, can't be deleted!\n`;
      files.delete(name);
      return `${short} file '${name}' deleted!\n`;
    }
  }
}

function show(world: World, what: What, said: string | undefined): string {
  const { slot, short } = KINDS[what];
  const files = world.store[slot];
  const open = world.store.pending[slot];
  const line = (name: string, text: string) =>
    what === 'ca-file' ? `${name} - ${x509sIn(text).length} certificate(s)\n` : `${name}\n`;
  if (said === undefined) {
    const first = open === null ? '' : `# transaction\n${line(`*${open.name}`, open.text)}`;
    return `${first}# filename\n${[...files].map(([name, text]) => line(name, text)).join('')}`;
  }
  const match = /^(\*?)(.*?)(?::(\d+))?$/.exec(said)!;
  const [, star, name = ''] = match;
  const index = match[3] === undefined ? null : Number(match[3]);
  const text = star ? (open?.name === name ? open.text : undefined) : files.get(name);
  if (text === undefined) return `Can't display the ${short} file : Not found!\n`;
  const isUsed = usersOfAuthority(world, what, name) > 0;
  const status = text === '' ? 'Empty' : star || !isUsed ? 'Unused' : 'Used';
  return (what === 'ca-file' ? authoritiesText : revocationsText)(`${star}${name}`, status, text, index);
}
