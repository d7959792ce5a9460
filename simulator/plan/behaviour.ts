/**
 * What HAProxy does differently from one version to the next, chosen here and nowhere else. Every row was seen in the
 * programs themselves; the tests that saw it are in `test/oracle/`.
 */
import type { Version } from '../language/haproxy/config.ts';

/** How health checks end, and how that is worded. */
export interface CheckBehaviour {
  /** `timeout check` counts from the connection; or it does, but ends nothing before the connection's time would be up. */
  readonly timeoutCheck: 'from-connection' | 'not-before-connect';
  /** The system's errors: `Connection refused`, or with their names. */
  readonly namedErrors: readonly ('reset' | 'refused')[];
  /** HTTP check, the server closes without an answer; answers something that is not HTTP. */
  readonly emptyAnswer: 'L7RSP' | 'SOCKERR';
  readonly brokenAnswer: 'L7RSP' | 'is-waited-out' | 'SOCKERR';
  /** Where the counter stands before the first check of a server that is up: at `rise`, or at 0. */
  readonly startsAt: 'rise' | 'zero';
  /** `expect binary` in messages: as bytes, or as hexadecimal digits. */
  readonly binaryText: 'bytes' | 'hex';
  /** No answer at all, and the rule has words of its own (`on-error`): they are said, or that it was empty. */
  readonly emptyOnError: 'said' | 'empty';
  /** SPOP: a frame is judged when it is whole, or by its first bytes. */
  readonly spopFrames: 'whole' | 'begun';
  /** SPOP: a frame that is not the last of its message is refused by that name, or as invalid. */
  readonly spopFragments: 'refused' | 'invalid';
  /** HTTP check, a wrong status without a reason phrase. */
  readonly withoutReason: 'nothing' | 'names-the-step';
  /** HTTP check over TLS that agrees on h2: spoken if the check asked for protocols of its own, or in any case. */
  readonly http2: 'by-check-alpn' | 'by-any-alpn';
}

export interface Behaviour {
  readonly checks: CheckBehaviour;
  /**
   * `hdr_val` and its like: a number ends at the first character that is no digit; or at the first one above `9`, and what
   * lies below `0` (a dot, a blank) counts as a negative digit.
   */
  readonly headerNumbers: 'digits' | 'up-to-nine';
  /** For `ipmask` and tables of `type ip`, IPv6 addresses that stand for an IPv4 one: mapped (`::ffff:`) ones only, or compatible (`::`) and 6to4 (`2002:`) ones too. */
  readonly ipv4InIpv6: 'mapped' | 'any-form';
  /** What an offset of the `ms_utime` family counts. */
  readonly dateOffset: 'seconds' | 'own-unit';
  /** Control characters in bodies and variables that formats make: as they are, or as in URLs. */
  readonly bodyControls: 'encoded' | 'plain';
  /** `json_query` gives arrays as they stand. */
  readonly jsonArrays: boolean;
  /** `jwt_header_query` without a path gives the whole part. */
  readonly tokenParts: boolean;
  /**
   * How many entries a full stick table drops for a new one: a 256th of its size and one more, as many but at least one,
   * or 100. (Which ones: the oldest; since 3.0 the oldest of some of its parts, here the oldest of all.)
   */
  readonly tableDrops: 'share-and-one' | 'share' | 'hundred';
  /** TCP: what came before `tcp-response content close` is passed on. */
  readonly closedAfterData: boolean;
  /** `req.ssl_ec_ext` without such an extension: false, or nothing. */
  readonly saysNoCurves: boolean;
  /** `res.cook_cnt` without a name: attributes of a cookie count as cookies. */
  readonly countsCookieAttributes: boolean;
  /** `use_backend` of a section that is off is passed over. */
  readonly skipsDisabled: boolean;
  /** `table_trackers` counts its own look at the entry. */
  readonly countsOwnLook: boolean;
  /** `balance` when nothing says otherwise. */
  readonly defaultBalance: 'roundrobin' | 'random';
  /** leastconn among servers of equal load: the one that has waited longest, or any of them at random. */
  readonly leastconnTies: 'longest-waiting' | 'random';
  /** Where a server's points on the consistent-hashing ring come from: its id, or a hash of its id. */
  readonly ringKey: 'id' | 'hashed-id';
  /** roundrobin, weight of a live server changed: it keeps its place, or is placed as if it had just come back. */
  readonly reweighted: 'keeps-place' | 'comes-back';
  /** HTTP: a reset by the client is noticed at once, or when the next bytes are sent to it. */
  readonly clientResetSeen: 'at-once' | 'when-sending';
  /** HTTP: while a request body stalls, only `timeout client` runs, or only `timeout server`. */
  readonly stalledUpload: 'client' | 'server';
  /** HTTP: an upload broken off by the client before the answer is answered (400) or not (status -1). */
  readonly brokenUpload: 'answered' | 'silent';
  /** `shutdown-sessions`: logged by the phase it struck in, or as a failed connection (status 500). */
  readonly killedSession: 'by-phase' | 'as-connect-failure';
  /** Requests in the backend's queue are turned away when the last server goes down, or wait for their time-out. */
  readonly requeueWhenAllDown: boolean;
  /** Who waited for a server that went down, and may be redispatched: balanced anew, or sent to it all the same, beyond its maxconn. */
  readonly requeuedTo: 'another' | 'same';
  /** Between requests: the shorter of `timeout http-keep-alive` and `timeout client` counts, or only the former. */
  readonly keepAliveIdle: 'shorter' | 'own';
  /** The rest of a request that was answered early is read and dropped, or the connection is closed. */
  readonly drainsRequest: boolean;
  /** `timeout client-fin` and `server-fin` start at the half-close, or at the last activity. */
  readonly finTimeoutFrom: 'half-close' | 'activity';
  /** TCP: what a client said while it was queued, sent to the server: counts as activity, or it was silent since then (a retried connection: activity in any case). */
  readonly lateFirstSend: 'activity' | 'nothing';
  /** `option httpclose` in the frontend closes the server's connection too. */
  readonly frontendCloseReachesServer: boolean;
  /** `%Tr` of a response that a rule replaced: when its head came, or -1. */
  readonly replacedResponseTime: 'kept' | 'never';
  /** The server closed in the middle of its response head: `PH`, or `SH` as if it had said nothing. */
  readonly truncatedHead: 'PH' | 'SH';
  /** How often `eresp` counts a server that closes instead of answering; a reset always counts twice. */
  readonly earlyEndCounts: 'once' | 'twice';
  /** How often `eresp` counts something that is no response. */
  readonly badResponseCounts: 'once' | 'twice';
  /** `timeout server` in the middle of a response body: counted as an abort of whom the log blames, or not at all. */
  readonly bodyTimeoutCounts: boolean;
  /** Logs say what OpenSSL says about a handshake that failed. */
  readonly handshakeDetail: boolean;
  /** What HTX keeps of a buffer for itself, in bytes. */
  readonly htxHeadBytes: number;
  /** HTTP/1 connections count glitches, too. */
  readonly countsGlitches: boolean;
  /** `option checkcache`: what is blocked is answered with 502, or with the page of the response's own status. */
  readonly blockedCookie: 'bad-gateway' | 'own-status';
  /** Compression: `Accept-Encoding` becomes part of the last `vary`, or always a line of its own. */
  readonly compressionVary: 'appended' | 'own';
  /** `http-response wait-for-body` whose time is over: `sH`, or `sR` as if it were a request's. */
  readonly lateBody: 'H' | 'R';
  /** A malformed response body: `PD`, or `SD` as if the server had died. */
  readonly badResponseBody: 'PD' | 'SD';
  /** HTTP: a request whose body turns out malformed after its head was passed on is answered (400), or not a word more is said. */
  readonly malformedBody: 'answered' | 'silent';
  /** `timeout server` in the middle of a response body: `sD`, or `CD` as if the client had left. */
  readonly bodyTimeout: 'sD' | 'CD';
  /** `%B` counts answers of HAProxy's own too, or only what servers sent. */
  readonly bytesRead: 'all' | 'from-servers';
  /** `option abortonclose` when nothing is said: in HTTP mode only, or never. */
  readonly abortsOnClose: 'http' | 'never';
  /** The client leaves in its upload after the whole response: state `L`, or `D`. */
  readonly afterResponse: 'L' | 'D';
  /** TCP: a reset by a client that had spoken is noticed while connecting to the server. */
  readonly resetSeenWhileConnecting: boolean;
  /** TCP: `option abortonclose` ends a connection attempt for a client that had spoken. */
  readonly tcpAbortsConnecting: boolean;
}

const CHECKS_UP_TO_2_8: CheckBehaviour = {
  timeoutCheck: 'not-before-connect',
  namedErrors: [],
  emptyAnswer: 'L7RSP',
  brokenAnswer: 'L7RSP',
  startsAt: 'rise',
  binaryText: 'bytes',
  emptyOnError: 'empty',
  spopFrames: 'whole',
  spopFragments: 'refused',
  withoutReason: 'nothing',
  http2: 'by-check-alpn',
};

const CHECKS_3_0: CheckBehaviour = {
  timeoutCheck: 'from-connection',
  namedErrors: ['reset'],
  emptyAnswer: 'SOCKERR',
  brokenAnswer: 'is-waited-out',
  startsAt: 'rise',
  binaryText: 'hex',
  emptyOnError: 'said',
  spopFrames: 'begun',
  spopFragments: 'refused',
  withoutReason: 'nothing',
  http2: 'by-check-alpn',
};

const CHECKS_3_2: CheckBehaviour = {
  ...CHECKS_3_0,
  brokenAnswer: 'SOCKERR',
  spopFragments: 'invalid',
  withoutReason: 'names-the-step',
  http2: 'by-any-alpn',
};

const UP_TO_2_8: Behaviour = {
  checks: CHECKS_UP_TO_2_8,
  headerNumbers: 'up-to-nine',
  ipv4InIpv6: 'mapped',
  dateOffset: 'seconds',
  bodyControls: 'encoded',
  jsonArrays: false,
  tokenParts: false,
  tableDrops: 'share-and-one',
  closedAfterData: true,
  skipsDisabled: false,
  countsCookieAttributes: true,
  saysNoCurves: false,
  countsOwnLook: true,
  defaultBalance: 'roundrobin',
  leastconnTies: 'longest-waiting',
  ringKey: 'id',
  reweighted: 'keeps-place',
  clientResetSeen: 'when-sending',
  stalledUpload: 'server',
  brokenUpload: 'silent',
  killedSession: 'by-phase',
  requeueWhenAllDown: false,
  requeuedTo: 'another',
  keepAliveIdle: 'shorter',
  drainsRequest: false,
  finTimeoutFrom: 'half-close',
  lateFirstSend: 'activity',
  frontendCloseReachesServer: true,
  replacedResponseTime: 'never',
  truncatedHead: 'SH',
  earlyEndCounts: 'once',
  badResponseCounts: 'once',
  bodyTimeoutCounts: false,
  handshakeDetail: false,
  blockedCookie: 'own-status',
  htxHeadBytes: 48,
  countsGlitches: false,
  compressionVary: 'own',
  lateBody: 'R',
  badResponseBody: 'SD',
  bodyTimeout: 'sD',
  bytesRead: 'all',
  abortsOnClose: 'never',
  malformedBody: 'answered',
  afterResponse: 'D',
  resetSeenWhileConnecting: true,
  tcpAbortsConnecting: true,
};

/** How sessions end in 3.0 and later (2.8 is between the two and was not seen). */
const ENDINGS_SINCE_3_0: Partial<Behaviour> = {
  ipv4InIpv6: 'any-form',
  jsonArrays: true,
  stalledUpload: 'client',
  brokenUpload: 'answered',
  killedSession: 'as-connect-failure',
  requeueWhenAllDown: true,
  requeuedTo: 'same',
  keepAliveIdle: 'own',
  drainsRequest: true,
  finTimeoutFrom: 'activity',
  lateFirstSend: 'nothing',
  frontendCloseReachesServer: false,
  replacedResponseTime: 'kept',
  truncatedHead: 'PH',
  earlyEndCounts: 'twice',
  bodyTimeoutCounts: true,
  closedAfterData: false,
  handshakeDetail: true,
  compressionVary: 'appended',
  lateBody: 'H',
  badResponseBody: 'PD',
  afterResponse: 'L',
  resetSeenWhileConnecting: false,
  tcpAbortsConnecting: false,
};

const SINCE_3_2: Partial<Behaviour> = {
  ...ENDINGS_SINCE_3_0,
  clientResetSeen: 'at-once',
  malformedBody: 'silent',
  badResponseCounts: 'twice',
  blockedCookie: 'bad-gateway',
  headerNumbers: 'digits',
  dateOffset: 'own-unit',
  countsOwnLook: false,
  countsCookieAttributes: false,
  saysNoCurves: true,
  bodyControls: 'plain',
  tokenParts: true,
};

const ROWS: Readonly<Record<Version, Behaviour>> = {
  '2.6': UP_TO_2_8,
  '2.8': UP_TO_2_8,
  '3.0': { ...UP_TO_2_8, ...ENDINGS_SINCE_3_0, checks: CHECKS_3_0, bodyTimeout: 'CD', ringKey: 'hashed-id' },
  '3.2': {
    ...UP_TO_2_8,
    ...SINCE_3_2,
    checks: CHECKS_3_2,
    tableDrops: 'hundred',
    leastconnTies: 'random',
    reweighted: 'comes-back',
  },
  '3.4': {
    ...UP_TO_2_8,
    ...SINCE_3_2,
    checks: { ...CHECKS_3_2, namedErrors: ['reset', 'refused'], startsAt: 'zero' },
    tableDrops: 'share',
    leastconnTies: 'random',
    reweighted: 'comes-back',
    htxHeadBytes: 40,
    countsGlitches: true,
    bytesRead: 'from-servers',
    abortsOnClose: 'http',
    skipsDisabled: true,
    defaultBalance: 'random',
  },
};

/** The behaviour of a version. */
export function behaviourOf(version: Version): Behaviour {
  return ROWS[version];
}
