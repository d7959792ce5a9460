/** What is counted for proxies and servers, as `show stat` shows it. */

export interface ProxyCounters {
  connections: number;
  /** Connections that `tcp-request connection` or `session` rules turned away. */
  deniedConnections: number;
  deniedSessions: number;
  /** Connections that were let in; `sessions` are the backend's. */
  frontSessions: number;
  requests: number;
  sessions: number;
  bytesIn: number;
  bytesOut: number;
  deniedRequests: number;
  deniedResponses: number;
  requestErrors: number;
  connectionErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  clientAborts: number;
  serverAborts: number;
  /** The most at once: connections of the frontend, streams on the backend, streams waiting. */
  maxFrontend: number;
  maxBackend: number;
  maxQueue: number;
  /** Requests that a rule, the statistics page or the like answered. */
  intercepted: number;
  /** Rules that could not write (`strict-mode`). */
  failedRewrites: number;
  /** Responses by class: 1xx … 5xx at 1..5, other at 0. */
  readonly responses: [number, number, number, number, number, number];
}

export interface ServerCounters {
  sessions: number;
  /** Chosen by balancing (`lbtot`). */
  chosen: number;
  connects: number;
  reuses: number;
  bytesIn: number;
  bytesOut: number;
  connectionErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  clientAborts: number;
  serverAborts: number;
  maxCurrent: number;
  maxQueue: number;
  /** Checks that failed while the server was up, and transitions to DOWN. */
  failedChecks: number;
  downs: number;
  readonly responses: [number, number, number, number, number, number];
}
