/**
 * The words that configurations are made of, so that a line's words need not be cut out of the text when they are among
 * them: there is one string for each, which costs no memory and is compared at a glance. Most words of a configuration
 * are such, and names and values that it made up itself mostly stand several times close to each other.
 */
import { INVENTORY } from './keywords/inventory.ts';

/** Words that no list of names has. */
const OTHERS = `if unless server acl default_backend use_backend check inter fall rise weight maxconn cookie backup
  roundrobin leastconn source http tcp global ip ipv6 string type size expire store insert indirect nocache
  connect client server queue tunnel http-request http-keep-alive client-fin server-fin option timeout mode log
  httplog tcplog dontlognull redispatch forwardfor httpchk GET HEAD POST OPTIONS PUT DELETE status expect send
  set-header add-header del-header replace-header redirect location scheme prefix code deny allow return tarpit
  deny_status track-sc0 on path path_beg path_end path_reg path_sub path_dir hdr hdr(host) hdr_dom(host) hdr_beg(host)
  hdr_end(host) hdr_reg(host) src dst method url url_beg host ssl_fc ssl verify none required ca-file crt alpn
  h2,http/1.1 bind frontend backend listen defaults resolvers peers userlist user group password insecure-password`;

/** Longer ones are cut out. */
const MOST_LETTERS = 32;
const FACTOR = 31;
const MASK = (1 << 13) - 1;

/** Of a word's characters, one after the other, beginning with 0. */
export function hashed(hash: number, code: number): number {
  return (Math.imul(hash, FACTOR) + code) | 0;
}

const hashes = new Int32Array(MASK + 1);
const words: (string | undefined)[] = new Array(MASK + 1).fill(undefined);

function add(word: string): void {
  if (word.length < 3 || word.length > MOST_LETTERS) return;
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = hashed(hash, word.charCodeAt(i));
  let slot = hash & MASK;
  for (; words[slot] !== undefined; slot = (slot + 1) & MASK) if (words[slot] === word) return;
  hashes[slot] = hash;
  // A property's name is the string that is used wherever the same is written in the program.
  words[slot] = Object.keys({ [word]: true })[0]!;
}

let isFilled = false;

/** Takes the names of all lists; to be called before words are looked up. */
export function fillKnownWords(): void {
  if (isFilled) return;
  isFilled = true;
  for (const word of OTHERS.split(/\s+/)) add(word);
  for (const list of Object.values(INVENTORY)) {
    for (const line of list.split('\n')) {
      const from = line.charCodeAt(1) === 33 ? 2 : 0;
      add(/^[^ +*]*/.exec(line.slice(from))![0]);
    }
  }
}

/** Words of this text that were read last. */
const MASK_OF_LAST = (1 << 11) - 1;
const lastHashes = new Int32Array(MASK_OF_LAST + 1);
const lastWords: string[] = new Array(MASK_OF_LAST + 1).fill('');

/** Forgets the words of the text: they hold on to it. */
export function forgetLastWords(): void {
  lastWords.fill('');
}

/**
 * The word that stands in a text, cut out if it is none of those known.
 *
 * @param hash of its characters
 */
export function wordAt(text: string, from: number, to: number, hash: number): string {
  const length = to - from;
  for (let slot = hash & MASK; ; slot = (slot + 1) & MASK) {
    const word = words[slot];
    if (word === undefined) break;
    if (hashes[slot] === hash && word.length === length && isAt(text, from, word)) return word;
  }
  const slot = hash & MASK_OF_LAST;
  const last = lastWords[slot]!;
  if (lastHashes[slot] === hash && last.length === length && isAt(text, from, last)) return last;
  const word = text.slice(from, to);
  lastHashes[slot] = hash;
  lastWords[slot] = word;
  return word;
}

function isAt(text: string, from: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (text.charCodeAt(from + i) !== word.charCodeAt(i)) return false;
  return true;
}
