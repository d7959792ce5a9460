/**
 * `balance rdp-cookie(name)`: by the cookie in the first packet of an RDP connection; round robin without it (and
 * without an inspect delay, which is what makes the bytes visible). Manual, "balance rdp-cookie".
 */
import { rdpCookie } from '../rdp.ts';
import { hashed, hashText } from './hashed.ts';

export const rdpCookieHash = hashed(
  'rdp-cookie',
  ({ plan, stream }) => {
    const options = plan.balance.key;
    if (options?.type !== 'rdp-cookie') return null;
    const value = rdpCookie(stream.peeked, options.name);
    return value ? hashText(plan, value) : null;
  },
  true,
);
