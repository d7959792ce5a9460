/** Keywords of the sections that are neither global nor proxies (manual 5.3.2, 6.2, 8.3.5, 10.1, 11.2, 12). */
import type { Row, Value } from './row.ts';

export interface SectionKeyword extends Row {
  /** What the first argument may be; keywords without it are read by their section's own code. */
  readonly value?: Value;
  /** How many arguments it takes; more are an error. Without it, HAProxy does not look. */
  readonly most?: number;
  /** How completion and colours understand the arguments, where `form` does not say it all. */
  readonly grammar?: string;
  /** What an example needs in front of it, in the same section. */
  readonly before?: string;
}

const word: Value = { kind: 'word' };
const LOG = '<address> [len <bytes>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<level>]]';
const LOG_GRAMMAR = '<@log address or global> [<@log options>]… [<@log facility>] [<@log level>] [<@log level>]';

const userlist: readonly SectionKeyword[] = [
  { name: 'group', form: '<name> [users <user>[,…]]', text: 'a group of users', manual: '12.2', accepts: 'group staff', rejects: 'group staff foo' },
  {
    name: 'user',
    form: '<name> [password <hash> | insecure-password <password>] [groups <group>[,…]]',
    text: 'a user, with a hashed password or one in plain text',
    manual: '12.2',
    accepts: 'user anna insecure-password secret',
    rejects: 'user anna foo x',
  },
];

const peers: readonly SectionKeyword[] = [
  {
    name: 'bind',
    form: '[<address>]:<port> [<option>…]',
    grammar: '<address> [<@bind>]…',
    text: 'where this process listens for the others',
    manual: '11.2',
    accepts: 'bind :10000',
    rejects: 'bind foo',
  },
  { name: 'default-bind', form: '[<option>…]', grammar: '[<@bind>]…', text: 'options that the bind line starts from', manual: '11.2', accepts: 'default-bind name x', rejects: 'default-bind foo' },
  {
    name: 'default-server',
    form: '[<option>…]',
    grammar: '[<@server>]…',
    text: 'options that the lines behind it start from',
    manual: '11.2',
    accepts: 'default-server ssl verify none',
    rejects: 'default-server foo',
  },
  { name: 'disabled', form: '', text: 'turns the section off', manual: '11.2', accepts: 'disabled', rejects: null },
  { name: 'enabled', form: '', text: 'takes disabled back', manual: '11.2', accepts: 'enabled', rejects: null },
  { name: 'log', form: LOG, grammar: LOG_GRAMMAR, text: 'where connections between peers are logged', manual: '11.2', accepts: 'log 127.0.0.1:514 local0', rejects: 'log 127.0.0.1:514' },
  {
    name: 'peer',
    form: '<name> <address>:<port> [<option>…]',
    grammar: '<new peer> <address> [<@server>]…',
    text: 'one of the processes; where the name is this one’s own, it listens there',
    manual: '11.2',
    accepts: 'peer other 127.0.0.1:10000',
    rejects: 'peer other 127.0.0.1:10000 foo',
  },
  {
    name: 'server',
    form: '<name> [<address>:<port>] [<option>…]',
    grammar: '<new peer> [<address>] [<@server>]…',
    text: 'one of the processes; this one itself goes without an address and needs bind',
    manual: '11.2',
    accepts: 'server other 127.0.0.1:10000',
    rejects: 'server other 127.0.0.1:10000 foo',
  },
  { name: 'shards', form: '<count>', text: 'deals the keys out to so many groups of peers', since: '2.8', manual: '11.2', accepts: 'shards 3', rejects: 'shards 0' },
  {
    name: 'table',
    form: '<name> type <type> [len <bytes>] size <entries> [expire <time>] [nopurge] [store <data>…]',
    grammar: '<name> [<@stick-table>]…',
    text: 'a stick table of this section; rules call it section/name',
    manual: '11.2',
    accepts: 'table t type ip size 1k store gpc0',
    rejects: 'table t type ip',
  },
];

const mailers: readonly SectionKeyword[] = [
  { name: 'mailer', form: '<name> <address>:<port>', text: 'a mail server that alerts are sent to', manual: '12.3', accepts: 'mailer m 127.0.0.1:25', rejects: 'mailer m 127.0.0.1' },
  { name: 'timeout', form: 'mail <time>', text: 'how long sending a mail may take; 10 s unless told', manual: '12.3', accepts: 'timeout mail 20s', rejects: 'timeout mail' },
];

const resolvers: readonly SectionKeyword[] = [
  {
    name: 'accepted_payload_size',
    form: '<bytes>',
    text: 'largest answer over UDP; 512 unless told',
    value: { kind: 'number', min: 12, max: 65535, loose: true },
    manual: '5.3.2',
    accepts: 'accepted_payload_size 8192',
    rejects: 'accepted_payload_size 5',
  },
  {
    name: 'hold',
    form: '<valid | obsolete | nx | refused | timeout | other> <time>',
    grammar: '<@resolvers hold> <time>',
    text: 'how long an answer of this kind is believed',
    manual: '5.3.2',
    accepts: 'hold valid 10s',
    rejects: 'hold foo 10s',
  },
  {
    name: 'nameserver',
    form: '<name> [tcp@]<address>:<port> [<option>…]',
    grammar: '<name> <address> [<@server>]…',
    text: 'a name server; all of a section are asked at once',
    manual: '5.3.2',
    accepts: 'nameserver b 127.0.0.1:53',
    rejects: 'nameserver b 127.0.0.1',
  },
  { name: 'parse-resolv-conf', form: '', text: 'takes the name servers of the machine’s resolv.conf', manual: '5.3.2', accepts: 'parse-resolv-conf', rejects: null },
  {
    name: 'resolve_retries',
    form: '<count>',
    text: 'how often a question is asked before it has failed; 3 unless told',
    value: word,
    manual: '5.3.2',
    accepts: 'resolve_retries 3',
    rejects: 'resolve_retries',
  },
  {
    name: 'timeout',
    form: '<resolve | retry> <time>',
    text: 'how often a name is asked for, or how long an answer is waited for; 1 s unless told',
    manual: '5.3.2',
    accepts: 'timeout resolve 1s',
    rejects: 'timeout foo 1s',
  },
];

const cache: readonly SectionKeyword[] = [
  { name: 'max-age', form: '<seconds>', text: 'how long a response is kept at most; 60 unless told', manual: '6.2.1', accepts: 'max-age 60', rejects: 'max-age 60 x' },
  {
    name: 'max-object-size',
    form: '<bytes>',
    text: 'largest response that is kept; a 256th of the whole unless told',
    manual: '6.2.1',
    accepts: 'max-object-size 10000',
    rejects: 'max-object-size 10k',
  },
  { name: 'max-secondary-entries', form: '<count>', text: 'variants kept of one URL; 10 unless told', manual: '6.2.1', accepts: 'max-secondary-entries 5', rejects: 'max-secondary-entries 0' },
  { name: 'process-vary', form: '<on | off>', text: 'keeps responses with Vary, a copy for each variant', manual: '6.2.1', accepts: 'process-vary on', rejects: 'process-vary on x' },
  { name: 'total-max-size', form: '<megabytes>', text: 'size of the whole cache, up to 4095', manual: '6.2.1', accepts: 'total-max-size 64', rejects: 'total-max-size 64m' },
];

const program: readonly SectionKeyword[] = [
  { name: 'command', form: '<command> [<argument>…]', text: 'the program to start', value: word, manual: '12.9', accepts: 'command sleep 10', rejects: 'command' },
  {
    name: 'group',
    form: '<name>',
    text: 'group that it runs as',
    value: { kind: 'machine', what: 'group' },
    most: 1,
    before: 'command x',
    manual: '12.9',
    accepts: 'group root',
    rejects: 'group root x',
  },
  {
    name: 'option',
    form: 'start-on-reload',
    text: 'starts it anew when HAProxy reloads, as it does unless told',
    before: 'command x',
    manual: '12.9',
    accepts: 'option start-on-reload',
    rejects: 'option foo',
  },
  { name: 'user', form: '<name>', text: 'user that it runs as', value: { kind: 'machine', what: 'user' }, most: 1, before: 'command x', manual: '12.9', accepts: 'user root', rejects: 'user root x' },
];

const httpErrors: readonly SectionKeyword[] = [
  { name: 'errorfile', form: '<code> <file>', text: 'the whole response that is sent for a status', manual: '12.4', accepts: 'errorfile 503 503.http', rejects: 'errorfile 418 503.http' },
];

const ring: readonly SectionKeyword[] = [
  { name: 'backing-file', form: '<file>', text: 'keeps the ring in a file, so that it survives the process', value: word, manual: '12.5', accepts: 'backing-file ring.store', rejects: 'backing-file' },
  { name: 'description', form: '<text>', text: 'a text about the ring', value: word, manual: '12.5', accepts: 'description events', rejects: 'description' },
  {
    name: 'format',
    form: '<local | rfc3164 | rfc5424 | priority | short | timed | iso | raw>',
    grammar: '<@log format>',
    text: 'what stands in front of each message',
    value: { kind: 'choice', of: ['local', 'rfc3164', 'rfc5424', 'priority', 'short', 'timed', 'iso', 'raw'] },
    manual: '12.5',
    accepts: 'format timed',
    rejects: 'format foo',
  },
  { name: 'maxlen', form: '<bytes>', text: 'longest message; longer ones are cut', value: word, manual: '12.5', accepts: 'maxlen 1200', rejects: 'maxlen 0' },
  {
    name: 'server',
    form: '<name> <address>[:<port>] [<option>…]',
    grammar: '<name> <address> [<@server>]…',
    text: 'a syslog server that gets every message over TCP',
    manual: '12.5',
    accepts: 'server s 127.0.0.1:514',
    rejects: 'server s 127.0.0.1:514 foo',
  },
  { name: 'size', form: '<size>', text: 'size of the buffer; that of one message buffer unless told', manual: '12.5', accepts: 'size 32768', rejects: 'size x' },
  { name: 'timeout', form: '<connect | server> <time>', text: 'how long connecting and silence of a server may last', manual: '12.5', accepts: 'timeout connect 5s', rejects: 'timeout connect' },
];

const logForward: readonly SectionKeyword[] = [
  {
    name: 'backlog',
    form: '<count>',
    text: 'length of the kernel’s queue of connections',
    value: { kind: 'number', loose: true },
    most: 1,
    manual: '12.6',
    accepts: 'backlog 100',
    rejects: 'backlog',
  },
  {
    name: 'bind',
    form: '[<address>]:<port>[,…] [<option>…]',
    grammar: '<address> [<@bind>]…',
    text: 'where messages come in over TCP',
    manual: '12.6',
    accepts: 'bind :8514',
    rejects: 'bind :8514 foo',
  },
  {
    name: 'dgram-bind',
    form: '[<address>]:<port>[,…] [<option>…]',
    grammar: '<address> [<@bind>]…',
    text: 'where messages come in over UDP',
    manual: '12.6',
    accepts: 'dgram-bind :8514',
    rejects: 'dgram-bind foo',
  },
  { name: 'log', form: LOG, grammar: LOG_GRAMMAR, text: 'where messages go', manual: '12.6', accepts: 'log 127.0.0.1:514 local0', rejects: 'log 127.0.0.1:514' },
  { name: 'maxconn', form: '<count>', text: 'connections at a time; 10 unless told', value: { kind: 'number', loose: true }, most: 1, manual: '12.6', accepts: 'maxconn 20', rejects: 'maxconn' },
  {
    name: 'option',
    form: '<dont-parse-log | assume-rfc6587-ntf | host <replace | fill | keep | append>>',
    text: 'how messages are read, and what becomes of their host name',
    since: '3.2',
    manual: '12.6',
    accepts: 'option host keep',
    rejects: 'option foo',
  },
  { name: 'timeout', form: 'client <time>', text: 'how long a client may be silent', manual: '12.6', accepts: 'timeout client 10s', rejects: 'timeout server 10s' },
];

const logProfile: readonly SectionKeyword[] = [
  { name: 'log-tag', form: '<text>', text: 'the program’s name in messages of this profile', value: word, since: '3.2', manual: '8.3.5', accepts: 'log-tag audit', rejects: 'log-tag' },
  {
    name: 'on',
    form: '<step> [drop] [format <format>] [sd <format>]',
    text: 'what is logged at a step of a stream’s life, or that nothing is',
    since: '3.2',
    manual: '8.3.5',
    accepts: 'on error format "%ci failed"',
    rejects: 'on foo drop',
  },
];

const fcgiApp: readonly SectionKeyword[] = [
  {
    name: 'acl',
    form: '<name> <criterion>',
    grammar: '<new acl> <criterion>',
    text: 'names a test that set-param and pass-header may use',
    manual: '10.1.1',
    accepts: 'acl php path_end .php',
    rejects: 'acl php foo',
  },
  { name: 'docroot', form: '<path>', text: 'folder of the scripts on the application’s machine', value: word, most: 1, manual: '10.1.1', accepts: 'docroot /var/www', rejects: 'docroot' },
  { name: 'index', form: '<file>', text: 'script behind paths that end with a slash', value: word, most: 1, manual: '10.1.1', accepts: 'index index.php', rejects: 'index' },
  {
    name: 'log-stderr',
    form: `global | ${LOG}`,
    grammar: LOG_GRAMMAR,
    text: 'where what the application writes to its standard error is logged',
    manual: '10.1.1',
    accepts: 'log-stderr 127.0.0.1:514 local0',
    rejects: 'log-stderr foo',
  },
  {
    name: 'option',
    form: '<keep-conn | get-values | mpxs-conns | max-reqs <count>>',
    text: 'how connections to the application are used',
    manual: '10.1.1',
    accepts: 'option keep-conn',
    rejects: 'option foo',
  },
  {
    name: 'pass-header',
    form: '<name> [if | unless <condition>]',
    text: 'passes a request header on that is kept from the application otherwise',
    manual: '10.1.1',
    accepts: 'pass-header authorization',
    rejects: 'pass-header',
  },
  { name: 'path-info', form: '<regex>', text: 'splits a path into script and the rest', value: word, most: 1, manual: '10.1.1', accepts: 'path-info ^(/.+\\.php)(/.*)?$', rejects: 'path-info (' },
  {
    name: 'set-param',
    form: '<name> <format> [if | unless <condition>]',
    text: 'sets a FastCGI parameter',
    manual: '10.1.1',
    accepts: 'set-param HTTPS on if { ssl_fc }',
    rejects: 'set-param HTTPS',
  },
];

const crtStore: readonly SectionKeyword[] = [
  {
    name: 'crt-base',
    form: '<folder>',
    text: 'where relative names of certificates start; in front of load',
    value: word,
    since: '3.0',
    manual: '12.7',
    accepts: 'crt-base /etc/ssl',
    rejects: 'crt-base',
  },
  { name: 'key-base', form: '<folder>', text: 'where relative names of keys start; in front of load', value: word, since: '3.0', manual: '12.7', accepts: 'key-base /etc/ssl', rejects: 'key-base' },
  {
    name: 'load',
    form: 'crt <file> [alias <name>] [key <file>] [ocsp <file>] [issuer <file>] [sctl <file>] [ocsp-update <on | off>] [acme <section>] [domains <name>[,…]]',
    grammar: '[<@crt-store load>]…',
    text: 'a certificate and what belongs to it; bind lines call it @section/alias or @section/file',
    since: '3.0',
    manual: '12.7',
    accepts: 'load crt site.pem',
    rejects: 'load key site.key',
  },
];

const traces: readonly SectionKeyword[] = [
  {
    name: 'trace',
    form: '<source> [sink <name>] [level <level>] [verbosity <name>] [<start | stop | pause | event> <event>] [lock <what>] [follow <source>]',
    text: 'writes down what a part of HAProxy does',
    since: '3.2',
    manual: '12.1',
    accepts: 'trace h1 sink stdout level developer start now',
    rejects: 'trace foo start now',
  },
];

const acme: readonly SectionKeyword[] = [
  {
    name: 'account-key',
    form: '<file>',
    text: 'the account’s key; made, named after the section, where there is none',
    value: word,
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'account-key acme.key',
    rejects: 'account-key a b',
  },
  {
    name: 'acme-vars',
    form: '<text>',
    text: 'what a tool that answers DNS challenges is told',
    value: word,
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'acme-vars zone=example.com',
    rejects: 'acme-vars',
  },
  { name: 'bits', form: '<count>', text: 'size of RSA keys', value: { kind: 'number' }, most: 1, since: '3.2', manual: '12.8', accepts: 'bits 2048', rejects: 'bits x' },
  { name: 'challenge', form: '<http-01 | dns-01>', text: 'how the right to a name is proven', since: '3.2', manual: '12.8', accepts: 'challenge http-01', rejects: 'challenge foo' },
  {
    name: 'challenge-ready',
    form: '<cli | dns | delay | none>[,…]',
    text: 'what is waited for before the challenge',
    since: '3.4',
    manual: '12.8',
    before: 'challenge dns-01',
    accepts: 'challenge-ready cli,dns',
    rejects: 'challenge-ready foo',
  },
  { name: 'contact', form: '<address>', text: 'mail address of the account', value: word, most: 1, since: '3.2', manual: '12.8', accepts: 'contact me@example.com', rejects: 'contact' },
  {
    name: 'curves',
    form: '<name>',
    text: 'curve of ECDSA keys',
    value: { kind: 'choice', of: ['P-256', 'P-384', 'P-521'] },
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'curves P-384',
    rejects: 'curves foo',
  },
  {
    name: 'directory',
    form: '<URL>',
    text: 'where the authority’s service begins',
    value: word,
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'directory https://127.0.0.1/directory',
    rejects: 'directory',
  },
  {
    name: 'dns-delay',
    form: '<time>',
    text: 'wait before the answer is looked for in DNS',
    value: { kind: 'time', unit: 's' },
    most: 1,
    since: '3.4',
    manual: '12.8',
    accepts: 'dns-delay 30s',
    rejects: 'dns-delay x',
  },
  {
    name: 'dns-timeout',
    form: '<time>',
    text: 'how long the answer is looked for in DNS',
    value: { kind: 'time', unit: 's' },
    most: 1,
    since: '3.4',
    manual: '12.8',
    accepts: 'dns-timeout 5m',
    rejects: 'dns-timeout x',
  },
  {
    name: 'eab-key-id',
    form: '<file>',
    text: 'identifier of an account that the authority knows already',
    value: { kind: 'file' },
    most: 1,
    since: '3.4',
    manual: '12.8',
    before: 'eab-mac-key mac.txt',
    accepts: 'eab-key-id kid.txt',
    rejects: 'eab-key-id',
  },
  {
    name: 'eab-mac-alg',
    form: '<HS256 | HS384 | HS512>',
    text: 'algorithm of eab-mac-key',
    value: { kind: 'choice', of: ['HS256', 'HS384', 'HS512'] },
    most: 1,
    since: '3.4',
    manual: '12.8',
    accepts: 'eab-mac-alg HS256',
    rejects: 'eab-mac-alg foo',
  },
  {
    name: 'eab-mac-key',
    form: '<file>',
    text: 'key of an account that the authority knows already',
    value: { kind: 'file' },
    most: 1,
    since: '3.4',
    manual: '12.8',
    before: 'eab-key-id kid.txt',
    accepts: 'eab-mac-key mac.txt',
    rejects: 'eab-mac-key',
  },
  {
    name: 'keytype',
    form: '<RSA | ECDSA>',
    text: 'type of the certificates’ keys',
    value: { kind: 'choice', of: ['RSA', 'ECDSA'] },
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'keytype ECDSA',
    rejects: 'keytype foo',
  },
  { name: 'map', form: '<map>', text: 'map that HTTP challenges are answered from', value: word, most: 1, since: '3.2', manual: '12.8', accepts: 'map virt@acme', rejects: 'map' },
  {
    name: 'profile',
    form: '<name>',
    text: 'kind of certificate that the authority is asked for',
    value: word,
    most: 1,
    since: '3.4',
    manual: '12.8',
    accepts: 'profile shortlived',
    rejects: 'profile a/b',
  },
  { name: 'provider-name', form: '<name>', text: 'who answers DNS challenges, for tools', value: word, most: 1, since: '3.2', manual: '12.8', accepts: 'provider-name dns', rejects: 'provider-name' },
  {
    name: 'reuse-key',
    form: '<on | off>',
    text: 'keeps the key when a certificate is renewed',
    value: { kind: 'choice', of: ['on', 'off'] },
    most: 1,
    since: '3.2',
    manual: '12.8',
    accepts: 'reuse-key on',
    rejects: 'reuse-key foo',
  },
];

const healthcheck: readonly SectionKeyword[] = [
  {
    name: 'http-check',
    form: '<rule>',
    grammar: '<@http-check>',
    text: 'a step of an HTTP check',
    since: '3.4',
    before: 'type httpchk',
    manual: '12.9',
    accepts: 'http-check expect status 200',
    rejects: 'http-check foo',
  },
  {
    name: 'tcp-check',
    form: '<rule>',
    grammar: '<@tcp-check>',
    text: 'a step of a TCP check',
    since: '3.4',
    before: 'type tcp-check',
    manual: '12.9',
    accepts: 'tcp-check connect',
    rejects: 'tcp-check foo',
  },
  {
    name: 'type',
    form: '<tcp-check | httpchk | ssl-hello-chk | smtpchk | pgsql-check | mysql-check | redis-check | ldap-check | spop-check> [<argument>…]',
    text: 'how servers are asked, with the arguments of the option of the same name',
    since: '3.4',
    manual: '12.9',
    accepts: 'type httpchk GET /health',
    rejects: 'type foo',
  },
];

const namespaceList: readonly SectionKeyword[] = [
  { name: 'namespace', form: '<name>…', text: 'a network namespace that is opened at start', manual: '5', accepts: 'namespace', rejects: 'namespace a/b' },
];

/** By the section's header word, in alphabetical order within each. */
export const SECTION_KEYWORDS: Readonly<Record<string, readonly SectionKeyword[]>> = {
  userlist,
  peers,
  mailers,
  resolvers,
  cache,
  program,
  'http-errors': httpErrors,
  ring,
  'log-forward': logForward,
  'log-profile': logProfile,
  'fcgi-app': fcgiApp,
  'crt-store': crtStore,
  traces,
  acme,
  healthcheck,
  namespace_list: namespaceList,
};
