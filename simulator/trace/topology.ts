/** What there is to draw: a configuration and its clients. Ids are indexes into the plan and the scenario. */

export interface Topology {
  readonly clients: readonly {
    readonly id: number;
    readonly name: string;
    readonly kind: 'open' | 'closed' | 'feed';
    readonly to: string;
  }[];
  readonly frontends: readonly {
    readonly proxy: number;
    readonly name: string;
    readonly mode: string;
    readonly binds: readonly string[];
    readonly backends: readonly number[];
  }[];
  readonly backends: readonly {
    readonly proxy: number;
    readonly name: string;
    readonly mode: string;
    readonly algorithm: string;
    readonly servers: readonly TopologyServer[];
  }[];
}

export interface TopologyServer {
  readonly index: number;
  readonly name: string;
  readonly address: string;
  readonly weight: number;
  readonly backup: boolean;
  readonly checked: boolean;
  readonly maxconn: number | null;
}
