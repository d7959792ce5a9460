/** Commands about files of TLS. What they do is the driver's, which has the files: here are their names and levels. */
import type { Level, RuntimeRow } from './types.ts';

const COMMANDS: readonly (readonly [words: string, level: Level, help: string])[] = [
  ['show ssl cert', 'operator', '[<file>]: the certificates, or what is in one'],
  ['new ssl cert', 'admin', '<file>: an empty certificate, to be set'],
  ['set ssl cert', 'admin', '<file> <payload>: begins to replace a certificate'],
  ['commit ssl cert', 'admin', '<file>: replaces it'],
  ['abort ssl cert', 'admin', '<file>: leaves it as it was'],
  ['del ssl cert', 'admin', '<file>: forgets a certificate that nobody uses'],
  ['show ssl ca-file', 'operator', '[<file>]: the authorities, or those of one file'],
  ['new ssl ca-file', 'admin', '<file>: an empty file of authorities, to be set'],
  ['set ssl ca-file', 'admin', '<file> <payload>: begins to replace a file of authorities'],
  ['add ssl ca-file', 'admin', '<file> <payload>: begins to add to a file of authorities'],
  ['commit ssl ca-file', 'admin', '<file>: replaces it'],
  ['abort ssl ca-file', 'admin', '<file>: leaves it as it was'],
  ['del ssl ca-file', 'admin', '<file>: forgets a file of authorities that nobody uses'],
  ['show ssl crl-file', 'operator', '[<file>]: the revocation lists, or those of one file'],
  ['new ssl crl-file', 'admin', '<file>: an empty file of revocation lists, to be set'],
  ['set ssl crl-file', 'admin', '<file> <payload>: begins to replace a file of revocation lists'],
  ['commit ssl crl-file', 'admin', '<file>: replaces it'],
  ['abort ssl crl-file', 'admin', '<file>: leaves it as it was'],
  ['del ssl crl-file', 'admin', '<file>: forgets a file of revocation lists that nobody uses'],
  ['show ssl crt-list', 'operator', '[-n] [<list>]: the lists of certificates, or the lines of one'],
  ['add ssl crt-list', 'admin', '<list> <file> | <payload>: a line more'],
  ['del ssl crt-list', 'admin', '<list> <file[:line]>: a line less'],
];

export const TLS_COMMANDS: readonly RuntimeRow[] = COMMANDS.map(([words, level, help]) => ({
  words: words.split(' '),
  level,
  help,
  run: (view, said, payload) => view.tls?.(said, payload) ?? 'There are no files of TLS here.\n',
}));
