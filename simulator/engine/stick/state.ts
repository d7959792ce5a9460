/** What stick tables and one stream's stick rules remember. Plain data; `stick/` keeps it. */

export interface StickEntry {
  readonly key: string;
  /** Index of the server in the backend that stored it. */
  server: number;
  /** Engine time at which it goes, or -1 for never. */
  expiresMs: number;
}

export interface StickTableState {
  /** By key, least recently used first (a refreshed entry is put at the end). */
  readonly entries: Map<string, StickEntry>;
}

/** Keys found in the request that are to be stored once the server is known, and what was matched. */
export interface StreamStick {
  /** Parallel lists: table index and key. */
  readonly tables: number[];
  readonly keys: string[];
}

export function createStreamStick(): StreamStick {
  return { tables: [], keys: [] };
}
