/** What stick tables and one stream's stick rules remember. Plain data; `stick/` keeps it. */

export interface StickEntry {
  readonly key: string;
  /** The server's name and id; '' and 0 as long as none was stored. Found by name first, as HAProxy does. */
  serverName: string;
  serverId: number;
  /** Engine time of the last use: the entry that was used longest ago goes first when the table is full. */
  usedMs: number;
  /** Engine time at which it goes, or -1 for never. */
  expiresMs: number;
}

export interface StickTableState {
  /** By key, least recently used first (a used entry is put at the end). */
  readonly entries: Map<string, StickEntry>;
  /** Timer slot: due when the entry that was used longest ago expires, or earlier. */
  readonly timer: number;
}

/** Keys found in the request that are to be stored once the server is known. */
export interface StreamStick {
  /** Parallel lists: table index and key. */
  readonly tables: number[];
  readonly keys: string[];
}

export function createStreamStick(): StreamStick {
  return { tables: [], keys: [] };
}
