/**
 * Passwords as `crypt(3)` keeps them: MD5 (`$1$`), SHA-256 (`$5$`) and SHA-512 (`$6$`). All three mix the password and the
 * salt, and then digest what came of it again and again; they differ in how often and in the order of the bytes at the end.
 * Facts: "Unix crypt using SHA-256 and SHA-512" (public domain); FreeBSD's MD5 scheme as crypt(5) describes it.
 */
import { type DigestName, digest } from './digest.ts';

const FIGURES = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** What the C library takes of a password. */
const PASSWORD_BYTES = 511;
const ROUNDS = 5000;
const LEAST_ROUNDS = 1000;
const MOST_ROUNDS = 999_999_999;

/** Beyond this a simulation would stand still: seconds for one password. */
const PATIENCE_ROUNDS = 200_000;

const KEPT = 500;
/** Clients come again with the same password. */
const known = new Map<string, boolean>();

/** Does the password (latin-1, a character a byte) fit what is stored? false for schemes that are not known here. */
export function fitsCrypt(password: string, stored: string): boolean {
  const question = `${stored}\0${password}`;
  let fits = known.get(question);
  if (fits === undefined) {
    fits = password.length <= PASSWORD_BYTES && crypt(password, stored) === stored;
    if (known.size >= KEPT) known.clear();
    known.set(question, fits);
  }
  return fits;
}

function crypt(password: string, stored: string): string | null {
  const found = /^\$([156])\$(?:rounds=([1-9]\d{0,9})\$)?([^$]*)/.exec(stored);
  if (!found) return null;
  const [, scheme = '', count, salt = ''] = found;
  // MD5 knows no rounds: there it is salt like any other
  if (scheme === '1') return md5Crypt(password, stored.slice(3).split('$')[0]!.slice(0, 8));
  const rounds = count === undefined ? ROUNDS : Number(count);
  if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS || rounds > PATIENCE_ROUNDS) return null;
  const kept = salt.slice(0, 16);
  const said = count === undefined ? '' : `rounds=${count}$`;
  const sum = shaSum(scheme === '5' ? 'sha256' : 'sha512', password, kept, rounds);
  return `$${scheme}$${said}${kept}$${scheme === '5' ? figures256(sum) : figures512(sum)}`;
}

/** `text` over and over, `length` bytes of it. */
const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / Math.max(text.length, 1))).slice(0, length);

function shaSum(name: DigestName, password: string, salt: string, rounds: number): string {
  const beside = digest(password + salt + password, name);
  let first = password + salt + repeated(beside, password.length);
  for (let left = password.length; left > 0; left >>= 1) first += left & 1 ? beside : password;
  let sum = digest(first, name);
  const p = repeated(digest(password.repeat(password.length), name), password.length);
  const s = repeated(digest(salt.repeat(16 + sum.charCodeAt(0)), name), salt.length);
  for (let round = 0; round < rounds; round++) sum = digest(mixed(round, sum, p, s), name);
  return sum;
}

/** What one round digests: odd ones begin with the password, even ones end with it. */
function mixed(round: number, sum: string, password: string, salt: string): string {
  const isOdd = (round & 1) === 1;
  return (
    (isOdd ? password : sum) +
    (round % 3 === 0 ? '' : salt) +
    (round % 7 === 0 ? '' : password) +
    (isOdd ? sum : password)
  );
}

function md5Crypt(password: string, salt: string): string {
  const beside = digest(password + salt + password, 'md5');
  let first = `${password}$1$${salt}${repeated(beside, password.length)}`;
  for (let left = password.length; left > 0; left >>= 1) first += left & 1 ? '\0' : password.slice(0, 1);
  let sum = digest(first, 'md5');
  for (let round = 0; round < 1000; round++) sum = digest(mixed(round, sum, password, salt), 'md5');
  let text = '';
  for (let at = 0; at < 5; at++) text += figures(sum, [at, at + 6, at === 4 ? 5 : at + 12]);
  return `$1$${salt}$${text}${figures(sum, [11], 2)}`;
}

/** Three bytes, the first the most significant, as four figures of six bits, the least significant first. */
function figures(sum: string, places: readonly number[], count = 4): string {
  let value = 0;
  for (const place of places) value = value * 256 + sum.charCodeAt(place);
  let text = '';
  for (let at = 0; at < count; at++, value >>= 6) text += FIGURES[value & 63];
  return text;
}

/** The bytes stand in three rows; each group takes one of every row, and begins with another row than the one before. */
function groups(sum: string, row: number, turn: number): string {
  let text = '';
  for (let at = 0; at < row; at++) {
    const begin = (at * turn) % 3;
    text += figures(
      sum,
      [0, 1, 2].map((one) => at + row * ((begin + one) % 3)),
    );
  }
  return text;
}

const figures512 = (sum: string) => groups(sum, 21, 1) + figures(sum, [63], 2);
const figures256 = (sum: string) => groups(sum, 10, 2) + figures(sum, [31, 30], 3);
