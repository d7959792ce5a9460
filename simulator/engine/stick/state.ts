/** What stick tables and one stream's stick rules remember. Plain data; `stick/` keeps it. */

import type { EntryData } from './data.ts';

export interface StickEntry {
  readonly key: string;
  readonly data: EntryData;
  /** Connections and streams that track it now. */
  trackers: number;
  /** The server's name and id; '' and 0 as long as none was stored. Found by name first, as HAProxy does. */
  serverName: string;
  serverId: number;
  /** Engine time of the last use; it goes when it was not used for as long as the table says. */
  usedMs: number;
  /** The last use that its place in the table's queue goes by: an entry that is used keeps its place until it is looked at. */
  queuedMs: number;
  /** Of entries of one `queuedMs`, the one that was queued first stands first. */
  ticket: number;
}

export interface StickTableState {
  readonly entries: Map<string, StickEntry>;
  /** The same entries as a binary heap, by `queuedMs` and `ticket`: the first is the next to be looked at. */
  readonly queue: StickEntry[];
  nextTicket: number;
  /** Shared with peers: keys of entries that were used here since the driver last told others of them, and emptied this. */
  readonly fresh: Map<string, true> | null;
  /** Places that streams have taken for entries which they will store when the server is known. */
  reserved: number;
  /** Timer slot: due when the first of the queue would expire, or earlier. */
  readonly timer: number;
}

/** Keys found in the request that are to be stored once the server is known. */
export interface StreamStick {
  /** Parallel lists: table index, key, and when the place in the table was taken. */
  readonly tables: number[];
  readonly keys: string[];
  readonly sinceMs: number[];
}

export function createStreamStick(): StreamStick {
  return { tables: [], keys: [], sinceMs: [] };
}

/** Of streams that have nothing to store: nobody writes into it. */
export const NO_STICK: StreamStick = createStreamStick();
