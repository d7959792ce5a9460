/** `show`, `add` and `del ssl crt-list`. Wording as seen in 3.0 and 3.2. */
import { under } from './certificate-store.ts';
import { type CrtListLine, readCrtListLine } from './crt-list.ts';
import { committed, defaultUsers } from './tls-users.ts';
import type { World } from './world.ts';

export function crtListCommand(world: World, verb: string, words: readonly string[], payload: string): string {
  if (verb === 'show') return show(world, words);
  const [said, file] = words;
  const list = (said ?? '').replace(/\/+$/, '');
  if (verb === 'add') return add(world, list, payload === '' ? (file ?? '') : payload);
  return remove(world, list, file ?? '');
}

function printed({ file, optionText, filters, line }: CrtListLine, world: World, numbered: boolean): string {
  const name = under(world.plan.process.tls.crtBase, file);
  const options = optionText === '' ? '' : ` [${optionText}]`;
  return `${name}${numbered ? `:${line}` : ''}${options}${filters.map((one) => ` ${one}`).join('')}\n`;
}

function show(world: World, words: readonly string[]): string {
  const { store } = world;
  const [said] = words.filter((word) => word !== '-n');
  if (said === undefined) return [...store.lists.keys()].map((name) => `${name}\n`).join('');
  const name = said.replace(/\/+$/, '');
  const lines = store.lists.get(name);
  if (!lines) return "didn't find the specified filename\n";
  const numbered = words.includes('-n');
  return `# ${name}\n${lines.map((line) => printed(line, world, numbered)).join('')}`;
}

function add(world: World, list: string, text: string): string {
  const { store } = world;
  const cannot = "Can't edit the crt-list: ";
  const lines = store.lists.get(list);
  if (!lines) return `${cannot}crt-list '${list}' does not exist!\n`;
  const number = Math.max(0, ...lines.map(({ line }) => line)) + 1;
  const read = readCrtListLine(text.split('\n')[0]!, number);
  if (read === null) return "'add ssl crtlist' expects a filename and a certificate name\n";
  if ('problem' in read) return `${cannot}${read.problem}\n`;
  const { caFile, caVerifyFile, crlFile } = read.options;
  // only what is there already: files are read when the process starts
  for (const [what, file, kept] of [
    ['ca-file', caFile, store.authorities],
    ['ca-verify-file', caVerifyFile, store.authorities],
    ['crl-file', crlFile, store.revocations],
  ] as const)
    if (file !== undefined && !kept.has(file) && !kept.has(under(store.plan.caBase, file)))
      return `${cannot}'${what}' : unable to load ${file}\n`;
  const name = under(store.plan.crtBase, read.file);
  const kept = store.certificates.get(name);
  if (!kept?.chain) return `${cannot}certificate '${name}' ${kept ? 'is empty' : 'does not exist'}!\n`;
  lines.push(read);
  committed(world, store);
  return `Inserting certificate '${name}' in crt-list '${list}'.\nSuccess!\n`;
}

function remove(world: World, list: string, said: string): string {
  const { store } = world;
  const cannot = "Can't delete the entry: ";
  const lines = store.lists.get(list);
  if (!lines) return `${cannot}crt-list '${list}' does not exist!\n`;
  const match = /^(.*?)(?::(\d+))?$/.exec(said)!;
  const name = under(store.plan.crtBase, match[1]!);
  const named = lines.filter(({ file }) => under(store.plan.crtBase, file) === name);
  if (named.length === 0) {
    const isKnown = store.certificates.has(name);
    return isKnown
      ? `${cannot}the line is not found in the crt-list\n`
      : `${cannot}certificate '${name}' does not exist!\n`;
  }
  if (match[2] === undefined && named.length > 1) {
    const numbers = named.map(({ line }) => line).join(', ');
    return `${cannot}found the certificate '${name}' in several entries, please specify a line number preceded by colons (${numbers})!\n`;
  }
  const entry = match[2] === undefined ? named[0] : named.find(({ line }) => line === Number(match[2]));
  if (!entry)
    return `${cannot}found a certificate '${name}' but the line number is incorrect, please specify a correct line number preceded by colons (${named.map(({ line }) => line).join(', ')})!\n`;
  const at = lines.indexOf(entry);
  const users = defaultUsers(world, list, at === 0);
  if (users.length > 0) {
    const places = users.map(({ proxy }) => `\t- ${world.plan.proxies[proxy]!.name}\n`);
    return `${cannot}certificate '${name}' cannot be deleted, it is used as default certificate by the following frontends:\n${places.join('')}`;
  }
  lines.splice(at, 1);
  committed(world, store);
  return `Entry '${name}' deleted in crtlist '${list}'!\n`;
}
