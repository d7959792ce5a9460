/** What `drydock haproxy` says about itself: version lines in the shape that programs look for, and its usage. */

import { FEATURE_NAMES } from '../../language/haproxy/build.ts';
import type { Version } from '../../language/haproxy/config.ts';

/** The release of each branch whose behaviour was asked of the real program. */
const RELEASES: Readonly<Record<Version, string>> = {
  '2.6': '2.6.12',
  '2.8': '2.8.0',
  '3.0': '3.0.11',
  '3.2': '3.2.26',
  '3.4': '3.4.7',
};

/** `3.0.11-drydock`. */
export function releaseOf(version: Version): string {
  return `${RELEASES[version]}-drydock`;
}

/** `-v`. */
export function versionText(version: Version, drydock: string): string {
  return `HAProxy version ${releaseOf(version)} (Drydock ${drydock}, not HAProxy itself)\nRunning on: Node.js ${process.version}\n`;
}

/** `-vv`: what programs ask for (version, target, features, services), in HAProxy's form. */
export function longVersionText(version: Version, drydock: string, features: ReadonlySet<string>): string {
  const list = FEATURE_NAMES.map((name) => `${features.has(name) ? '+' : '-'}${name}`).join(' ');
  return `${versionText(version, drydock)}Build options :
  TARGET  = linux-glibc
  OPTIONS =

Feature list : ${list}

Default settings :
  bufsize = 16384, maxrewrite = 1024, maxpollevents = 200

Built with OpenSSL version : OpenSSL ${process.versions.openssl}
Running on OpenSSL version : OpenSSL ${process.versions.openssl}

Available multiplexer protocols :
         h2 : mode=HTTP  side=FE|BE  mux=H2
  <default> : mode=HTTP  side=FE|BE  mux=H1
  <default> : mode=TCP   side=FE|BE  mux=PASS

Available services : none
Available filters :
	[CACHE] cache
	[COMP] compression

`;
}

export function usageText(version: Version, drydock: string): string {
  return `${versionText(version, drydock)}Usage : drydock haproxy [OPTIONS] [-f FILE|DIRECTORY]... [-- FILE...]
        -c check the files and exit ; -cc CONDITION evaluate a condition and exit
        -v print the version ; -vv also how it is built
        -V say more ; -q say nothing ; -d, -db stay in the foreground
        -D go into the background ; -W, -Ws master-worker mode ; -S ADDRESS the master's socket
        -C DIRECTORY change to it before files are read
        -p FILE write the process id ; -sf / -st PID... finish / terminate these processes when started
        -n NUMBER connections at most ; -L NAME this peer's name
        -dr leave out servers whose names do not resolve ; -dV verify no server's certificate
        -dW refuse to start with warnings
        Other options of HAProxy's (-dM, -dI, -dL, -de, -dZ, -x ...) are taken and change nothing.
`;
}
