/**
 * Where the versions of HAProxy answer differently on the wire. Each line was seen by asking the programs
 * (2.6.12, 3.0.11, 3.2.26, 3.4.7), not read off a change log; test/http1/recorded holds what they answered.
 */
import type { HaproxyVersion } from './types.ts';

/** One switch a difference; `true` is the newer behaviour unless its comment says otherwise. */
export interface Dialect {
  /** Host and a target's authority may only have the characters of RFC 3986, and no comma. */
  readonly strictAuthority: boolean;
  /** NUL in a header's value is refused. */
  readonly refuseNul: boolean;
  /** DEL (127) in a target is refused. */
  readonly refuseDelete: boolean;
  /** `*` is for OPTIONS and unknown methods only, and alone; CONNECT takes no scheme, and the others need one or a `/`. */
  readonly strictTargets: boolean;
  /** `http://host` gets its missing `/`. */
  readonly addRootPath: boolean;
  /** … except for OPTIONS. */
  readonly optionsKeepsNoPath: boolean;
  /** `?` and `#` end the authority of an absolute target. */
  readonly queryEndsAuthority: boolean;
  /** `Content-Length: 005` is forwarded as `5`. */
  readonly trimLengthZeros: boolean;
  /** Empty members and values of Transfer-Encoding are refused. */
  readonly strictCodings: boolean;
  /** Transfer-Encoding is forwarded as `chunked`, not as it was spelled. */
  readonly canonicalChunked: boolean;
  /** Chunk sizes and chunks end in CR LF only. */
  readonly chunksNeedCr: boolean;
  /** Quotes and control characters in chunk extensions are checked. */
  readonly strictExtensions: boolean;
  /** A response without a reason gets the usual one. */
  readonly fillReason: boolean;
  /** A status has at most three digits. */
  readonly threeDigits: boolean;
  /** A response's version must begin with `HTTP/`. */
  readonly responseNeedsHttp: boolean;
  /** With the relaxed option, headers with invalid names are dropped, not forwarded. */
  readonly dropInvalidNames: boolean;
  /** With the relaxed option, a Transfer-Encoding that is merely odd is taken in a response. */
  readonly relaxedCodings: boolean;
  /** A head that is too big is answered 414 or 431, not 400. */
  readonly sizeStatuses: boolean;
  /** A bad head in which a positive Content-Length was read before the fault gets no answer at all. */
  readonly silentAfterLength: boolean;
  /** `Connection: upgrade` without `Upgrade`, and the reverse, are removed. */
  readonly pairUpgrade: boolean;
  /** WebSocket in any of several Upgrade headers counts, not only in the last. */
  readonly anyUpgradeCounts: boolean;
  /** `h2c` and `h2` are removed from Upgrade, and so is the header when nothing is left. */
  readonly dropH2c: boolean;
  /** 2.6 alone (`false` elsewhere): a request with a body loses its Upgrade. */
  readonly bodyDropsUpgrade: boolean;
  /** A message whose Content-Length or Transfer-Encoding was removed by a rule is not turned into chunks. */
  readonly removedLengthCloses: boolean;
  /** 3.0 alone (`false` elsewhere): after a 204 whose length had to be removed the client connection is closed. */
  readonly strippedLengthCloses: boolean;
  /** A 2xx answer to CONNECT loses its Content-Length and Transfer-Encoding. */
  readonly cleanTunnelHead: boolean;
  /** A 204 that HAProxy makes itself keeps its `content-length: 0`. */
  readonly ownZeroLength: boolean;
  /** A status below 100 keeps its Content-Length. */
  readonly lengthBelow100: boolean;
  /** Bytes of a buffer that hold HAProxy's own record of a message, not the message. */
  readonly messageRecord: number;
}

const ORDER: readonly HaproxyVersion[] = ['2.6', '2.8', '3.0', '3.2', '3.4'];

function dialectOf(version: HaproxyVersion): Dialect {
  const since = (first: HaproxyVersion) => ORDER.indexOf(version) >= ORDER.indexOf(first);
  // No program of 2.8 was there to be asked. What 3.0 does differently from 2.6 are corrections, which 2.8's later
  // releases have as well.
  const corrected = since('2.8');
  return {
    strictAuthority: corrected,
    refuseNul: corrected,
    refuseDelete: corrected,
    strictTargets: corrected,
    addRootPath: corrected,
    optionsKeepsNoPath: since('3.2'),
    queryEndsAuthority: since('3.2'),
    trimLengthZeros: corrected,
    strictCodings: corrected,
    canonicalChunked: corrected,
    chunksNeedCr: corrected,
    strictExtensions: since('3.4'),
    fillReason: corrected,
    threeDigits: since('3.2'),
    responseNeedsHttp: since('3.2'),
    dropInvalidNames: since('3.2'),
    relaxedCodings: corrected,
    sizeStatuses: since('3.2'),
    silentAfterLength: since('3.2'),
    pairUpgrade: since('3.2'),
    anyUpgradeCounts: since('3.2'),
    dropH2c: corrected,
    bodyDropsUpgrade: version === '2.6',
    removedLengthCloses: corrected,
    strippedLengthCloses: version === '3.0' || version === '2.8',
    cleanTunnelHead: corrected,
    ownZeroLength: since('3.2'),
    lengthBelow100: since('3.2'),
    messageRecord: since('3.4') ? 40 : 48,
  };
}

const DIALECTS: Record<HaproxyVersion, Dialect> = {
  '2.6': dialectOf('2.6'),
  '2.8': dialectOf('2.8'),
  '3.0': dialectOf('3.0'),
  '3.2': dialectOf('3.2'),
  '3.4': dialectOf('3.4'),
};

/** The version that is meant when none is named. */
export const DEFAULT_VERSION: HaproxyVersion = '3.2';

/** How `version` answers. */
export const dialect = (version: HaproxyVersion = DEFAULT_VERSION): Dialect => DIALECTS[version];
