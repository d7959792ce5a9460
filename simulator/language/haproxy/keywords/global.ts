/** Directives of the global section (manual 3). */
import type { Row, Value } from './row.ts';

export interface GlobalRow extends Row {
  /** What the first argument may be; directives without it are read by their own code. */
  readonly value?: Value;
  /** How many arguments it takes; more are an error. Without it, HAProxy does not look. */
  readonly most?: number;
  /** Read in the first pass from 3.1 on: an error in it ends the run. */
  readonly early?: true;
}

const none: Value = { kind: 'none' };
const word: Value = { kind: 'word' };
const count: Value = { kind: 'number', loose: true };

export const GLOBAL: readonly GlobalRow[] = [
  { name: 'busy-polling', form: '', text: 'asks the kernel for events without pause', value: none, most: 0, manual: '3.2', accepts: 'busy-polling', rejects: 'busy-polling x' },
  { name: 'ca-base', form: '<folder>', text: 'where relative ca-file and crl-file names start', value: word, most: 1, manual: '3.1', accepts: 'ca-base /etc/ssl', rejects: 'ca-base' },
  { name: 'chroot', form: '<folder>', text: 'locks the process into a folder once it has started', value: word, most: 1, early: true, manual: '3.1', accepts: 'chroot /var/lib/haproxy', rejects: 'chroot' },
  { name: 'cpu-map', form: '[auto:]<threads>[/<threads>] <cpu>…', text: 'binds threads to processors', manual: '3.1', accepts: 'cpu-map auto:1/1-2 0-1', rejects: 'cpu-map auto' },
  { name: 'crt-base', form: '<folder>', text: 'where relative crt names start', value: word, most: 1, manual: '3.1', accepts: 'crt-base /etc/ssl', rejects: 'crt-base' },
  { name: 'daemon', form: '', text: 'goes to the background', value: none, most: 0, early: true, manual: '3.1', accepts: 'daemon', rejects: 'daemon x' },
  { name: 'default-path', form: '<current | config | parent | origin <path>>', text: 'where relative file names start', value: { kind: 'choice', of: ['current', 'config', 'parent', 'origin'] }, manual: '3.1', accepts: 'default-path config', rejects: 'default-path foo' },
  { name: 'description', form: '<text>', text: 'a text about this process', value: { kind: 'rest' }, manual: '3.1', accepts: 'description a proxy', rejects: 'description' },
  { name: 'expose-experimental-directives', form: '', text: 'allows keywords that may change', value: none, manual: '3.1', accepts: 'expose-experimental-directives', rejects: null },
  { name: 'external-check', form: '[preserve-env]', text: 'allows health checks by programs', manual: '3.1', accepts: 'external-check', rejects: 'external-check x' },
  { name: 'gid', form: '<number>', text: 'group of the process', value: count, most: 1, manual: '3.1', accepts: 'gid 0', rejects: 'gid' },
  { name: 'group', form: '<name>', text: 'group of the process', value: { kind: 'machine', what: 'group' }, most: 1, manual: '3.1', accepts: 'group root', rejects: 'group' },
  { name: 'hard-stop-after', form: '<time>', text: 'how long a stopping process may take to finish its sessions', value: { kind: 'time' }, manual: '3.1', accepts: 'hard-stop-after 30s', rejects: 'hard-stop-after x' },
  { name: 'insecure-fork-wanted', form: '', text: 'allows the process to start others', value: none, most: 0, manual: '3.1', accepts: 'insecure-fork-wanted', rejects: 'insecure-fork-wanted x' },
  { name: 'insecure-setuid-wanted', form: '', text: 'allows programs to gain rights', value: none, most: 0, manual: '3.1', accepts: 'insecure-setuid-wanted', rejects: 'insecure-setuid-wanted x' },
  { name: 'localpeer', form: '<name>', text: 'this process’s own name among peers', value: word, most: 1, early: true, manual: '3.1', accepts: 'localpeer a', rejects: 'localpeer' },
  { name: 'log', form: '<address> [len <bytes>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<level>]]', text: 'where events are logged', manual: '3.1', accepts: 'log 127.0.0.1 local0', rejects: 'log 127.0.0.1' },
  { name: 'log-send-hostname', form: '[<name>]', text: 'puts a host name into log messages', manual: '3.1', accepts: 'log-send-hostname a', rejects: null },
  { name: 'log-tag', form: '<text>', text: 'the program’s name in log messages', value: word, manual: '3.1', accepts: 'log-tag a', rejects: 'log-tag' },
  { name: 'lua-load', form: '<file> [<argument>…]', text: 'loads a Lua program', value: { kind: 'file' }, manual: '3.1', accepts: 'lua-load hello.lua', rejects: 'lua-load' },
  { name: 'master-worker', form: '[no-exit-on-failure]', text: 'a master process watches over the working one', value: { kind: 'choice', of: ['no-exit-on-failure'] }, early: true, deprecated: '3.4', manual: '3.1', accepts: 'master-worker no-exit-on-failure', rejects: 'master-worker foo' },
  { name: 'max-spread-checks', form: '<time>', text: 'at most so far are the health checks of a backend spread', value: { kind: 'time' }, manual: '3.2', accepts: 'max-spread-checks 5s', rejects: 'max-spread-checks -1' },
  { name: 'maxconn', form: '<count>', text: 'connections of the whole process at a time', manual: '3.2', accepts: 'maxconn 1000', rejects: 'maxconn' },
  { name: 'maxconnrate', form: '<count>', text: 'new connections a second', value: count, most: 1, manual: '3.2', accepts: 'maxconnrate 100', rejects: 'maxconnrate' },
  { name: 'maxpipes', form: '<count>', text: 'pipes for the kernel’s splicing', value: count, most: 1, manual: '3.2', accepts: 'maxpipes 10', rejects: 'maxpipes' },
  { name: 'maxsessrate', form: '<count>', text: 'new sessions a second', value: count, most: 1, manual: '3.2', accepts: 'maxsessrate 100', rejects: 'maxsessrate' },
  { name: 'maxsslconn', form: '<count>', text: 'TLS connections at a time', value: count, most: 1, manual: '3.2', accepts: 'maxsslconn 100', rejects: 'maxsslconn' },
  { name: 'nbproc', form: '<count>', text: 'processes', until: '2.6', instead: 'nbthread', manual: '3.1', accepts: 'nbproc 1', rejects: 'nbproc 4' },
  { name: 'nbthread', form: '<count>', text: 'threads; as many as there are processors unless told', manual: '3.1', accepts: 'nbthread 1', rejects: 'nbthread 0' },
  { name: 'node', form: '<name>', text: 'a name for this machine in statistics', value: word, manual: '3.1', accepts: 'node a', rejects: 'node' },
  { name: 'noepoll', form: '', text: 'does not use epoll', value: none, most: 0, early: true, manual: '3.2', accepts: 'noepoll', rejects: 'noepoll x' },
  { name: 'nogetaddrinfo', form: '', text: 'resolves names the old way', value: none, most: 0, manual: '3.2', accepts: 'nogetaddrinfo', rejects: 'nogetaddrinfo x' },
  { name: 'noreuseport', form: '', text: 'does not share listening ports', value: none, most: 0, manual: '3.2', accepts: 'noreuseport', rejects: 'noreuseport x' },
  { name: 'nosplice', form: '', text: 'does not let the kernel move data', value: none, most: 0, manual: '3.2', accepts: 'nosplice', rejects: 'nosplice x' },
  { name: 'numa-cpu-mapping', form: '', text: 'keeps to the processors of one memory node', value: none, manual: '3.1', accepts: 'numa-cpu-mapping', rejects: null },
  { name: 'pidfile', form: '<file>', text: 'file that the process’s number is written to', value: word, most: 1, early: true, manual: '3.1', accepts: 'pidfile /run/haproxy.pid', rejects: 'pidfile' },
  { name: 'presetenv', form: '<name> <value>', text: 'sets an environment variable that is not set yet', manual: '3.1', early: true, accepts: 'presetenv A b', rejects: 'presetenv A' },
  { name: 'profiling.tasks', form: '<on | off | auto>', text: 'measures how long tasks take', value: { kind: 'choice', of: ['on', 'off', 'auto'] }, manual: '3.2', accepts: 'profiling.tasks on', rejects: 'profiling.tasks foo' },
  { name: 'quiet', form: '', text: 'says nothing at start', value: none, most: 0, early: true, manual: '3.3', accepts: 'quiet', rejects: null },
  { name: 'resetenv', form: '[<name>…]', text: 'forgets all environment variables but these', early: true, manual: '3.1', accepts: 'resetenv PATH', rejects: null },
  { name: 'server-state-base', form: '<folder>', text: 'where the files with servers’ states are', value: word, most: 1, manual: '3.1', accepts: 'server-state-base /var/lib', rejects: 'server-state-base' },
  { name: 'server-state-file', form: '<file>', text: 'file with the states of all servers', value: { kind: 'file' }, most: 1, manual: '3.1', accepts: 'server-state-file states', rejects: 'server-state-file' },
  { name: 'set-dumpable', form: '[on | off]', text: 'allows core dumps', manual: '3.1', accepts: 'set-dumpable', rejects: 'set-dumpable x' },
  { name: 'setenv', form: '<name> <value>', text: 'sets an environment variable', manual: '3.1', early: true, accepts: 'setenv A b', rejects: 'setenv A' },
  { name: 'spread-checks', form: '<0..50>', text: 'moves health checks by up to so many percent of their interval, so that they do not come together', value: { kind: 'number', min: 0, max: 50, loose: true }, most: 1, manual: '3.2', accepts: 'spread-checks 5', rejects: 'spread-checks 51' },
  { name: 'ssl-default-bind-ciphers', form: '<list>', text: 'ciphers of all bind lines, for TLS up to 1.2', value: word, most: 1, manual: '3.1', accepts: 'ssl-default-bind-ciphers ECDHE+AESGCM', rejects: 'ssl-default-bind-ciphers' },
  { name: 'ssl-default-bind-ciphersuites', form: '<list>', text: 'cipher suites of all bind lines, for TLS 1.3', value: word, most: 1, manual: '3.1', accepts: 'ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256', rejects: 'ssl-default-bind-ciphersuites' },
  { name: 'ssl-default-bind-options', form: '<option>…', text: 'TLS options of all bind lines', manual: '3.1', accepts: 'ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets', rejects: 'ssl-default-bind-options foo' },
  { name: 'ssl-default-server-ciphers', form: '<list>', text: 'ciphers of all server lines, for TLS up to 1.2', value: word, most: 1, manual: '3.1', accepts: 'ssl-default-server-ciphers ECDHE+AESGCM', rejects: 'ssl-default-server-ciphers' },
  { name: 'ssl-default-server-ciphersuites', form: '<list>', text: 'cipher suites of all server lines, for TLS 1.3', value: word, most: 1, manual: '3.1', accepts: 'ssl-default-server-ciphersuites TLS_AES_128_GCM_SHA256', rejects: 'ssl-default-server-ciphersuites' },
  { name: 'ssl-default-server-options', form: '<option>…', text: 'TLS options of all server lines', manual: '3.1', accepts: 'ssl-default-server-options no-sslv3', rejects: 'ssl-default-server-options foo' },
  { name: 'ssl-dh-param-file', form: '<file>', text: 'parameters of the key exchange', value: { kind: 'file' }, most: 1, manual: '3.1', accepts: 'ssl-dh-param-file dh.pem', rejects: 'ssl-dh-param-file' },
  { name: 'ssl-server-verify', form: '<none | required>', text: 'whether servers’ certificates are checked unless told', value: { kind: 'choice', of: ['none', 'required'] }, most: 1, manual: '3.1', accepts: 'ssl-server-verify none', rejects: 'ssl-server-verify foo' },
  { name: 'stats', form: '<socket … | timeout <time> | maxconn <count>>', text: 'the runtime socket', manual: '3.1', accepts: 'stats timeout 30s', rejects: 'stats foo' },
  { name: 'strict-limits', form: '', text: 'does not start when it cannot have its limits', value: none, most: 0, manual: '3.1', accepts: 'strict-limits', rejects: 'strict-limits x' },
  { name: 'thread-groups', form: '<count>', text: 'groups of threads', value: { kind: 'number', min: 1, max: 16, loose: true }, most: 1, manual: '3.1', accepts: 'thread-groups 1', rejects: 'thread-groups 0' },
  { name: 'tune.bufsize', form: '<bytes>', text: 'size of a buffer: a request’s head must fit', value: { kind: 'number', min: 1, loose: true }, manual: '3.2', accepts: 'tune.bufsize 32768', rejects: 'tune.bufsize' },
  { name: 'tune.http.maxhdr', form: '<count>', text: 'headers that a message may have', value: { kind: 'number', min: 1, max: 32767, loose: true }, most: 1, manual: '3.2', accepts: 'tune.http.maxhdr 100', rejects: 'tune.http.maxhdr 0' },
  { name: 'tune.maxaccept', form: '<count>', text: 'connections taken at a time', value: count, most: 1, manual: '3.2', accepts: 'tune.maxaccept 10', rejects: 'tune.maxaccept' },
  { name: 'tune.maxrewrite', form: '<bytes>', text: 'room in each buffer for headers that are added', value: { kind: 'number', min: 0, loose: true }, most: 1, manual: '3.2', accepts: 'tune.maxrewrite 8192', rejects: 'tune.maxrewrite -1' },
  { name: 'tune.ssl.cachesize', form: '<blocks>', text: 'size of the cache of TLS sessions', value: { kind: 'number', min: 0, loose: true }, most: 1, manual: '3.2', accepts: 'tune.ssl.cachesize 100', rejects: 'tune.ssl.cachesize' },
  { name: 'tune.ssl.default-dh-param', form: '<bits>', text: 'bits of the key exchange', value: { kind: 'number', min: 1024, loose: true }, most: 1, manual: '3.2', accepts: 'tune.ssl.default-dh-param 2048', rejects: 'tune.ssl.default-dh-param 512' },
  { name: 'tune.ssl.lifetime', form: '<time>', text: 'how long a TLS session may be resumed', value: { kind: 'time', unit: 's' }, most: 1, manual: '3.2', accepts: 'tune.ssl.lifetime 300', rejects: 'tune.ssl.lifetime x' },
  { name: 'uid', form: '<number>', text: 'user of the process', value: count, most: 1, manual: '3.1', accepts: 'uid 0', rejects: 'uid' },
  { name: 'ulimit-n', form: '<count>', text: 'file descriptors of the process', value: count, most: 1, manual: '3.1', accepts: 'ulimit-n 1000', rejects: 'ulimit-n' },
  { name: 'unix-bind', form: '[prefix <path>] [mode <octal>] [user <name>] [uid <number>] [group <name>] [gid <number>]', text: 'rights of all UNIX sockets', manual: '3.1', accepts: 'unix-bind mode 770', rejects: 'unix-bind foo' },
  { name: 'unsetenv', form: '<name>…', text: 'forgets environment variables', value: { kind: 'rest' }, early: true, manual: '3.1', accepts: 'unsetenv A', rejects: 'unsetenv' },
  { name: 'user', form: '<name>', text: 'user of the process', value: { kind: 'machine', what: 'user' }, most: 1, manual: '3.1', accepts: 'user root', rejects: 'user' },
  { name: 'zero-warning', form: '', text: 'refuses to start when there is a warning', value: none, most: 0, early: true, manual: '3.3', accepts: 'zero-warning', rejects: 'zero-warning x' },
];

/** Names that a version knows although `-dKall` does not print them and Drydock has no row for them. */
export const GLOBAL_UNLISTED: readonly string[] = [
  'cluster-secret', 'stats-file', 'limited-quic', 'no-quic', 'maxsslrate', 'maxcomprate', 'maxzlibmem', 'maxcompcpuusage',
];
