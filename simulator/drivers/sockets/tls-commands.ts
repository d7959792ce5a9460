/** The runtime commands about files of TLS, by what they are about. */
import { authorityCommand } from './authority-commands.ts';
import { certificateCommand } from './certificate-commands.ts';
import { crtListCommand } from './crt-list-commands.ts';
import type { World } from './world.ts';

/** @param words `set ssl cert …`, as split */
export function answerTls(world: World, [verb = '', , what, ...rest]: readonly string[], payload: string): string {
  switch (what) {
    case 'cert':
      return certificateCommand(world, verb, rest, payload);
    case 'ca-file':
    case 'crl-file':
      return authorityCommand(world, what, verb, rest, payload);
    default:
      return crtListCommand(world, verb, rest, payload);
  }
}
