/**
 * What the rarer directives of `global` take (manual 3). A line each: the name, then what stands behind it.
 *
 * `n` a number read as atol() does, `i` a number and nothing else, `size`, `ms` a time, `on` on or off, `w` a word, `any`,
 * `none`, `one(a,b)` a choice, `list(a,b)` choices with commas. `?` behind it: may be left out. Then, in any order: bounds
 * `low:high`, `!0` any number but 0, `+` more words are allowed, `once` a second time is an error (`once?`: from 3.2 on a
 * warning), `exp` wants `expose-experimental-directives`, `old` is deprecated in 3.4, `file` is a file of the machine's.
 * `[3.0]` in front: from that version on; `[-3.4]`: gone from it on. Another `|` part holds from its version on.
 */
import type { Version } from '../config.ts';
import { atLeast } from '../version.ts';

export interface GlobalCheck {
  readonly type: 'n' | 'i' | 'size' | 'ms' | 'on' | 'w' | 'any' | 'none' | 'one' | 'list' | 'never';
  readonly of: readonly string[];
  readonly optional: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly notZero: boolean;
  /** More words may follow. */
  readonly more: boolean;
  readonly once: 'no' | 'error' | 'warning';
  readonly experimental: boolean;
  readonly deprecated: boolean;
  readonly file: boolean;
}

const TABLE = `
acme.scheduler [3.2] one(auto,off)
anonkey [2.8] n 0:4294967295 +
close-spread-time ms +
cluster-secret w once
cpu-affinity [3.4] one(per-core,per-group,per-thread,per-ccx,auto) +
cpu-policy [3.2] one(none,first-usable-node,group-by-ccx,group-by-2-ccx,group-by-3-ccx,group-by-4-ccx,group-by-cluster,group-by-2-clusters,group-by-3-clusters,group-by-4-clusters,performance,efficiency,resource)
cpu-set [3.2] one(reset,only-cpu,drop-cpu,only-node,drop-node,only-cluster,drop-cluster,only-core,drop-core,only-thread,drop-thread) +
dns-accept-family [3.2] list(auto,ipv4,ipv6)
expose-deprecated-directives [3.0] any? + | [3.2] none
fd-hard-limit n once
force-cfg-parser-pause [3.2] ms exp +
grace ms +
h1-accept-payload-with-any-method none
h1-case-adjust w +
h1-case-adjust-file w file
h1-do-not-close-on-insecure-transfer-encoding [3.0] none
harden.reject-privileged-ports.quic [2.8] on +
harden.reject-privileged-ports.tcp [2.8] on +
http-err-codes [3.0] w +
http-fail-codes [3.0] w +
httpclient.resolvers.disabled [2.8] on
httpclient.resolvers.id any?
httpclient.resolvers.prefer one(ipv4,ipv6)
httpclient.retries [2.8] n
httpclient.ssl.ca-file any?
httpclient.ssl.verify one(none,required)
httpclient.timeout.connect [2.8] ms
issuers-chain-path w file +
jwt.allow_none_alg [3.4] none
jwt.decrypt_alg_list [3.4] list(ALL,RSA1_5,RSA-OAEP,RSA-OAEP-256,A128KW,A192KW,A256KW,dir,ECDH-ES,ECDH-ES+A128KW,ECDH-ES+A192KW,ECDH-ES+A256KW,A128GCMKW,A192GCMKW,A256GCMKW)? +
jwt.decrypt_enc_list [3.4] list(A128CBC-HS256,A192CBC-HS384,A256CBC-HS512,A128GCM,A192GCM,A256GCM)? +
key-base [3.0] w once
limited-quic [2.8] none
lua-load-per-thread w file +
lua-prepend-path w +
max-threads-per-group [3.4] i 0:64
maxcompcpuusage n 0:100
maxcomprate n
maxsslrate n once
maxzlibmem n
mworker-max-reloads n 0:
no-memory-trimming none
no-quic [2.8] [-3.4] none
noevports none
nokqueue none
noktls [3.4] none
nopoll none
ocsp-update.disable [3.0] w +
ocsp-update.httpproxy [3.0] w file +
ocsp-update.maxdelay [3.0] n 300: +
ocsp-update.mindelay [3.0] n 0:3600 +
ocsp-update.mode [3.0] w +
pp2-never-send-local none
prealloc-fd [2.8] none
quick-exit [2.8] none
set-var w +
set-var-fmt w +
setcap [3.0] list(cap_net_raw,cap_net_admin,cap_net_bind_service,cap_sys_admin) +
shm-stats-file [3.4] w once +
shm-stats-file-max-objects [3.4] n once +
ssl-default-bind-client-sigalgs [2.8] w
ssl-default-bind-curves w
ssl-default-bind-sigalgs [2.8] w
ssl-default-server-client-sigalgs [3.0] w
ssl-default-server-curves [3.0] w
ssl-default-server-sigalgs [3.0] w
ssl-engine [3.4] never
ssl-load-extra-del-ext any? +
ssl-load-extra-files one(none,all,bundle,sctl,ocsp,issuer,key) +
ssl-mode-async any? +
ssl-passphrase-cmd [3.4] w +
ssl-propquery w +
ssl-provider w file +
ssl-provider-path w +
ssl-security-level [3.0] i 0:5 +
ssl-skip-self-issued-ca any? +
stats-file [3.0] w once + file
stress-level [3.2] i 0:9
thread-group w +
thread-hard-limit [3.0] i 1:256 | [3.2] i 1:1024
trace [2.8] [-3.2] any? + exp
tune.applet.zero-copy-forwarding [3.0] on
tune.buffers.limit n | [3.0] n? 0:
tune.buffers.reserve n | [3.0] n? 0:
tune.bufsize.large [3.4] size 1:
tune.bufsize.small [3.2] size 1:
tune.chksize never
tune.cli.max-payload-size [3.4] size
tune.comp.maxlevel n 1:9
tune.defaults.purge [3.4] any?
tune.disable-fast-forward [2.8] none exp | [3.4] none
tune.disable-zero-copy-forwarding [3.0] none
tune.epoll.mask-events [3.0] list(err,hup,rdhup)?
tune.events.max-events-at-once [3.0] n 1:10000
tune.fail-alloc n? 0:100
tune.fd.edge-triggered on exp
tune.glitches.kill.cpu-usage [3.2] n 0:100
tune.h1.be.glitches-threshold [3.4] n? 0:
tune.h1.fe.glitches-threshold [3.4] n? 0:
tune.h1.zero-copy-fwd-recv [3.0] on
tune.h1.zero-copy-fwd-send [3.0] on
tune.h2.be.glitches-threshold [3.0] n? 0:
tune.h2.be.initial-window-size [2.8] n? 0:
tune.h2.be.max-concurrent-streams [2.8] n? 0:
tune.h2.be.max-frames-at-once [3.2] n?
tune.h2.be.rxbuf [3.2] size
tune.h2.fe.glitches-threshold [3.0] n? 0:
tune.h2.fe.initial-window-size [2.8] n? 0:
tune.h2.fe.max-concurrent-streams [2.8] n? 0: | [3.4] n? 0: +
tune.h2.fe.max-frames-at-once [3.2] n?
tune.h2.fe.max-rst-at-once [3.2] n?
tune.h2.fe.max-total-streams [3.0] n? 0:
tune.h2.fe.rxbuf [3.2] size
tune.h2.header-table-size n 4096:65536
tune.h2.initial-window-size n? 0:
tune.h2.log-errors [3.2] one(none,connection,stream)
tune.h2.max-concurrent-streams n? 0:
tune.h2.max-frame-size n 16384:16777215
tune.h2.zero-copy-fwd-send [3.0] on
tune.http.cookielen n
tune.http.logurilen n
tune.idle-pool.shared on | [3.4] one(full,on,off)
tune.idletimer ms 0:65535
tune.listener.default-shards [2.8] one(by-process,by-group,by-thread)
tune.listener.multi-queue on | [2.8] one(on,fair,off)
tune.lua.bool-sample-conversion [3.2] one(normal,pre-3.1-bug)
tune.lua.burst-timeout [2.8] ms +
tune.lua.forced-yield i? +
tune.lua.log.loggers [3.0] on
tune.lua.log.stderr [3.0] one(on,auto,off)
tune.lua.maxmem i +
tune.lua.openlibs [3.4] list(all,none,table,io,os,string,math,utf8,package,debug)
tune.lua.service-timeout ms +
tune.lua.session-timeout ms +
tune.lua.task-timeout ms +
tune.max-checks-per-thread [3.0] n?
tune.max-rules-at-once [3.2] n 0:
tune.maxpollevents n once?
tune.memory.hot-size [2.8] n 1:
tune.notsent-lowat.client [3.2] size once?
tune.notsent-lowat.server [3.2] size once?
tune.pattern.cache-size n 0: + | [3.2] n 0:
tune.peers.max-updates-at-once n 1:
tune.pipesize n | [3.2] size
tune.pool-high-fd-ratio n 0:100
tune.pool-low-fd-ratio n 0:100
tune.pt.zero-copy-forwarding [3.0] on
tune.quic.backend.max-idle-timeou [3.0] [-3.2] never
tune.quic.be.cc.cubic-min-losses [3.4] n !0
tune.quic.be.cc.hystart [3.4] on
tune.quic.be.cc.max-frame-loss [3.4] n !0
tune.quic.be.cc.max-win-size [3.4] size 10240:4294967295
tune.quic.be.cc.reorder-ratio [3.4] n !0
tune.quic.be.max-idle-timeout [3.4] ms
tune.quic.be.sec.glitches-threshold [3.4] n !0
tune.quic.be.stream.data-ratio [3.4] n 1:100
tune.quic.be.stream.max-concurrent [3.4] n !0
tune.quic.be.stream.rxbuf [3.4] size 1:
tune.quic.be.tx.pacing [3.4] on
tune.quic.be.tx.udp-gso [3.4] on
tune.quic.cc-hystart [3.0] on old
tune.quic.cc.cubic.min-losses [3.2] n !0 old
tune.quic.disable-tx-pacing [3.2] none old
tune.quic.disable-udp-gso [3.2] none old
tune.quic.fe.cc.cubic-min-losses [3.4] n !0
tune.quic.fe.cc.hystart [3.4] on
tune.quic.fe.cc.max-frame-loss [3.4] n !0
tune.quic.fe.cc.max-win-size [3.4] size 10240:4294967295
tune.quic.fe.cc.reorder-ratio [3.4] n !0
tune.quic.fe.max-idle-timeout [3.4] ms
tune.quic.fe.sec.glitches-threshold [3.4] n !0
tune.quic.fe.sec.retry-threshold [3.4] n !0
tune.quic.fe.sock-per-conn [3.4] one(default-on,force-off)
tune.quic.fe.stream.data-ratio [3.4] n 1:100
tune.quic.fe.stream.max-concurrent [3.4] n !0
tune.quic.fe.stream.max-total [3.4] n !0
tune.quic.fe.stream.rxbuf [3.4] size 1:
tune.quic.fe.tx.pacing [3.4] on
tune.quic.fe.tx.udp-gso [3.4] on
tune.quic.frontend.conn-tx-buffers.limit [3.0] [-3.4] n !0 | [3.2] n !0 old
tune.quic.frontend.default-max-window-size [3.2] size 10240:4294967295 old
tune.quic.frontend.glitches-threshold [3.0] n !0 old
tune.quic.frontend.max-data-size [3.2] size 1: old
tune.quic.frontend.max-idle-timeout [3.0] ms old
tune.quic.frontend.max-streams-bidi [3.0] n !0 old
tune.quic.frontend.max-tx-mem [3.2] size 1: old
tune.quic.frontend.stream-data-ratio [3.2] n 1:100 old
tune.quic.listen [3.4] on
tune.quic.max-frame-loss [3.0] n !0 old
tune.quic.mem.tx-max [3.4] size 1:
tune.quic.reorder-ratio [3.0] n 1:100 old
tune.quic.retry-threshold [3.0] n !0 old
tune.quic.socket-owner [3.0] one(listener,connection) old
tune.quic.zero-copy-fwd-send [3.0] on
tune.rcvbuf.backend [3.0] n 1: once? | [3.2] size 1: once?
tune.rcvbuf.client n once? | [3.2] size once?
tune.rcvbuf.frontend [3.0] n 1: once? | [3.2] size 1: once?
tune.rcvbuf.server n once? | [3.2] size once?
tune.recv_enough n | [3.2] size
tune.renice.runtime [3.2] i? -20:19
tune.renice.startup [3.2] i? -20:19
tune.ring.queues [3.0] n? 0:16
tune.runqueue-depth n once?
tune.sched.low-latency on
tune.sndbuf.backend [3.0] n 1: once? | [3.2] size 1: once?
tune.sndbuf.client n once? | [3.2] size once?
tune.sndbuf.frontend [3.0] n 1: once? | [3.2] size 1: once?
tune.sndbuf.server n once? | [3.2] size once?
tune.ssl.capture-buffer-size n 0: once
tune.ssl.capture-cipherlist-size n 0: once
tune.ssl.certificate-compression [3.2] one(auto,off)
tune.ssl.force-private-cache none
tune.ssl.hard-maxrecord n 0:
tune.ssl.keylog on
tune.ssl.keyupdate-rate-limit [3.4] n 0:
tune.ssl.maxrecord n 0:
tune.ssl.ocsp-update.maxdelay [2.8] n 300: +
tune.ssl.ocsp-update.mindelay [2.8] n 0:3600 +
tune.ssl.ssl-ctx-cache-size n 0:
tune.stick-counters [2.8] i? 0: + | [3.4] i? 0:100 +
tune.streams-elasticity [3.4] i 0:
tune.takeover-other-tg-connections [3.2] one(none,restricted,full)
tune.vars.check-max-size i? +
tune.vars.global-max-size i? +
tune.vars.proc-max-size i? +
tune.vars.reqres-max-size i? +
tune.vars.sess-max-size i? +
tune.vars.txn-max-size i? +
warn-blocked-traffic-after [3.0] ms 1:1000 +
`;

interface Part {
  readonly since: Version;
  readonly check: GlobalCheck;
}

interface Entry {
  readonly until: Version | null;
  readonly parts: readonly Part[];
}

let entries: Map<string, Entry> | null = null;

function table(): Map<string, Entry> {
  entries ??= new Map(
    TABLE.trim()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ');
        const rest = line.slice(at + 1);
        const until = /\[-([\d.]+)\]/.exec(rest)?.[1] as Version | undefined;
        return [line.slice(0, at), { until: until ?? null, parts: rest.split(' | ').map(readPart) }] as const;
      }),
  );
  return entries;
}

function readPart(text: string): Part {
  const since = (/\[([\d.]+)\]/.exec(text)?.[1] ?? '2.6') as Version;
  const words = text.replace(/\[[^\]]*\] ?/g, '').split(' ');
  const [, type, of, optional] = /^(\w+)(?:\(([^)]*)\))?(\?)?$/.exec(words[0]!)!;
  const bounds = words.map((w) => /^(-?\d+):(\d*)$/.exec(w)).find((m) => m !== null);
  const has = (word: string): boolean => words.includes(word);
  return {
    since,
    check: {
      type: type as GlobalCheck['type'],
      of: of?.split(',') ?? [],
      optional: optional !== undefined,
      min: bounds ? Number(bounds[1]) : null,
      max: bounds?.[2] ? Number(bounds[2]) : null,
      notZero: has('!0'),
      more: has('+'),
      once: has('once') ? 'error' : has('once?') ? 'warning' : 'no',
      experimental: has('exp'),
      deprecated: has('old'),
      file: has('file'),
    },
  };
}

/** What the directive takes in a version; null when it is not one of these, or not there. */
export function globalCheck(name: string, version: Version): GlobalCheck | null {
  const entry = table().get(name);
  if (!entry || (entry.until && atLeast(version, entry.until))) return null;
  const parts = entry.parts.filter((p) => atLeast(version, p.since));
  return parts[parts.length - 1]?.check ?? null;
}

/** All names of the table that a version has. */
export function globalCheckNames(version: Version): string[] {
  return [...table().keys()].filter((name) => globalCheck(name, version) !== null);
}
