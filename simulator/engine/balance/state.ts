/** What a balancing algorithm remembers about one backend. Plain data, one variant an algorithm; `balance/` keeps it. */

export interface LbState {
  readonly algorithm: string;
}
