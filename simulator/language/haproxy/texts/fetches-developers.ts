/** The longer texts about what only HAProxy’s developers need: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_DEVELOPERS: TextGroup = {
  manual: '7.3.7',
  note: 'For HAProxy’s own developers: it may change or vanish with any version.',
  entries: `
internal.htx.data
> http-request set-var(txn.x) internal.htx.data

internal.htx.free
> http-request set-var(txn.x) internal.htx.free

internal.htx.free_data
> http-request set-var(txn.x) internal.htx.free_data

internal.htx.has_eom
> http-request set-var(txn.x) internal.htx.has_eom

internal.htx.nbblks
> http-request set-var(txn.x) internal.htx.nbblks

internal.htx.size
> http-request set-var(txn.x) internal.htx.size

internal.htx.used
> http-request set-var(txn.x) internal.htx.used

internal.htx_blk.data
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins). Empty for other kinds.
> http-request set-var(txn.x) internal.htx_blk.data(first)

internal.htx_blk.hdrname
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins). Empty for other kinds.
> http-request set-var(txn.x) internal.htx_blk.hdrname(2)

internal.htx_blk.hdrval
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins). Empty for other kinds.
> http-request set-var(txn.x) internal.htx_blk.hdrval(2)

internal.htx_blk.size
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins). 0 if there is none.
> http-request set-var(txn.x) internal.htx_blk.size(head)

internal.htx_blk.start_line
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins). Empty for other kinds.
> http-request set-var(txn.x) internal.htx_blk.start_line(head)

internal.htx_blk.type
The block as a position, or ~head~ (oldest), ~tail~ (newest), ~first~ (where analysis begins).
> http-request set-var(txn.x) internal.htx_blk.type(tail)

internal.strm.is_htx
In HTTP mode it does.
> http-request set-var(txn.x) internal.strm.is_htx
`,
};
