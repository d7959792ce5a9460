import { describe, expect, it } from 'vitest';
import { type Completion, complete } from '../../simulator/language/service.ts';
import { type OpenOptions, open } from './cursor.ts';

interface Expected {
  /** Labels that come first, in this order. */
  readonly first?: string;
  /** Labels that are there. */
  readonly has?: string;
  /** Labels that are not. */
  readonly hasNot?: string;
  /** All labels, in any order. */
  readonly all?: string;
  /** What the list would replace. */
  readonly replaces?: string;
  /** `label: insert` of one item. */
  readonly inserts?: readonly [string, string];
}

const words = (list: string): string[] => list.split(/\s+/).filter(Boolean);

function check(source: string, expected: Expected, options: OpenOptions = {}): readonly Completion[] {
  const { doc, offset } = open(source, options);
  const { from, to, items } = complete(doc, offset);
  const labels = items.filter((i) => i.kind !== 'snippet').map((i) => i.label);
  expect(from).toBeLessThanOrEqual(offset);
  expect(to).toBeGreaterThanOrEqual(offset);
  expect([...items].sort((a, b) => (a.sort < b.sort ? -1 : 1)).map((i) => i.label)).toEqual(items.map((i) => i.label));
  if (expected.first !== undefined)
    expect(labels.slice(0, words(expected.first).length)).toEqual(words(expected.first));
  for (const label of words(expected.has ?? '')) expect(labels, `has ${label}`).toContain(label);
  for (const label of words(expected.hasNot ?? '')) expect(labels, `has no ${label}`).not.toContain(label);
  if (expected.all !== undefined) expect([...labels].sort()).toEqual(words(expected.all).sort());
  if (expected.replaces !== undefined) expect(doc.text.slice(from, to)).toBe(expected.replaces);
  if (expected.inserts) expect(items.find((i) => i.label === expected.inserts![0])?.insert).toBe(expected.inserts[1]);
  return items;
}

const WEB = `
  frontend www
      bind :80
      acl is_api path_beg /api
      acl is_img path_end .png
      @
  backend web
      stick-table type ip size 1k
      server web1 192.0.2.1:80 check
      server web2 192.0.2.2:80
  backend api
      server a 192.0.2.3:80
`;
/** A line in the frontend of a small configuration. */
const inFrontend = (line: string): string => WEB.replace('@', line);

describe('at the start of a line', () => {
  it('an empty file: sections', () =>
    check('|', { has: 'global defaults frontend backend listen', hasNot: 'server', first: 'global' }));
  it('at the margin, sections first', () =>
    check('backend b\n|', { first: 'global defaults frontend backend listen', has: 'server balance' }));
  it('indented, directives of the section first', () => {
    check('backend b\n    |', {
      has: 'server balance option timeout backend',
      hasNot: 'bind default_backend use_backend capture',
    });
    check('frontend f\n    |', { has: 'bind use_backend default_backend acl', hasNot: 'server balance cookie' });
    check('listen l\n    |', { has: 'bind server balance use_backend' });
    check('defaults\n    |', { has: 'mode timeout option log', hasNot: 'bind server' });
    check('global\n    |', { has: 'maxconn daemon log tune.bufsize', hasNot: 'server mode' });
  });
  it('a word that is being written is replaced whole', () => {
    check('backend b\n    ser|', { has: 'server', replaces: 'ser' });
    check('backend b\n    s|er x\n', { has: 'server', replaces: 'ser' });
    check('fro|', { has: 'frontend', replaces: 'fro' });
  });
  it('a section keyword being written belongs to the section above', () =>
    check('global\nback|end x\n', { has: 'backend maxconn', hasNot: 'server' }));
  it('templates', () => {
    const items = check('backend b\n    |', {
      inserts: ['server … check', `server \${1:s1} \${2:192.0.2.1}:\${3:80} check`],
    });
    expect(items.filter((i) => i.kind === 'snippet').every((i) => i.snippet)).toBe(true);
    expect(
      check('|', {})
        .filter((i) => i.kind === 'snippet')
        .map((i) => i.label),
    ).toEqual(['global …', 'defaults …', 'frontend …', 'backend …', 'listen …']);
    expect(check('frontend f\n    |', {}).map((i) => i.label)).toContain('bind :80');
    expect(check('frontend f\n    |', {}).map((i) => i.label)).not.toContain('server … check');
  });
  it('macros', () => check('.|', { has: '.if .else .endif .notice', replaces: '.' }));
  it('smaller sections', () => {
    check('resolvers r\n    |', { has: 'nameserver hold timeout', hasNot: 'server' });
    check('userlist u\n    |', { has: 'user group' });
  });
  it('nothing in a comment', () => check('backend b # s|', { all: '' }));
});

describe('versions', () => {
  it('what is not there yet, or no more', () => {
    check('backend b\n    balance |', { has: 'sticky' });
    check('backend b\n    balance |', { hasNot: 'sticky log-hash' }, { version: '2.8' });
    check('|', { has: 'program', hasNot: 'healthcheck' });
    check('|', { hasNot: 'program', has: 'healthcheck' }, { version: '3.4' });
    check('frontend f\n    timeout |', { hasNot: 'client-hs' }, { version: '2.6' });
  });
  it('what is deprecated comes last and says so', () => {
    const items = check('backend b\n    |', { has: 'dispatch' }, { version: '3.4' });
    const old = items.find((i) => i.label === 'dispatch')!;
    expect(old.deprecated).toBe(true);
    expect(old.documentation).toContain('Deprecated');
    expect(old.sort > items.find((i) => i.label === 'server')!.sort).toBe(true);
  });
});

describe('behind a keyword', () => {
  it('timeouts of the section', () => {
    check('frontend f\n    timeout |', { has: 'client http-request http-keep-alive', hasNot: 'server connect' });
    check('backend b\n    timeout |', { has: 'server connect queue check', hasNot: 'client' });
    check('defaults\n    timeout co|', { has: 'connect client', replaces: 'co' });
  });
  it('durations', () => check('backend b\n    timeout server |', { first: '5s 10s 30s' }));
  it('options of the section', () => {
    check('backend b\n    option |', { has: 'httpchk redispatch', hasNot: 'httplog dontlognull' });
    check('frontend f\n    option |', { has: 'httplog dontlognull forwardfor', hasNot: 'httpchk' });
    check('frontend f\n    no option |', { has: 'dontlognull' });
  });
  it('what no may stand in front of', () => check('frontend f\n    no |', { all: 'option log' }));
  it('algorithms, best first', () =>
    check('backend b\n    balance |', { first: 'roundrobin static-rr leastconn first source' }));
  it('their arguments', () => check('backend b\n    balance uri |', { has: 'len depth whole path-only' }));
  it('modes', () => check('backend b\n    mode |', { first: 'http tcp' }));
  it('log: where, how, facility, level', () => {
    check('frontend f\n    log |', { first: 'global stdout stderr' });
    check('global\n    log |', { first: 'stdout stderr', hasNot: 'global' });
    check('global\n    log stdout |', { has: 'format len local0 daemon' });
    check('global\n    log stdout format |', { has: 'raw rfc5424', hasNot: 'local0' });
    check('global\n    log stdout format raw |', { has: 'local0' });
    check('global\n    log stdout format raw local0 |', { has: 'info notice err', hasNot: 'local0' });
  });
  it('httpchk', () => check('backend b\n    option httpchk |', { first: 'GET HEAD' }));
  it('checks', () => {
    check('backend b\n    http-check |', {
      all: 'connect send expect disable-on-404 send-state comment set-var set-var-fmt unset-var',
    });
    check('backend b\n    http-check send |', { has: 'meth uri ver hdr body' });
    check('backend b\n    http-check send meth GET |', { has: 'uri hdr' });
    check('backend b\n    http-check expect |', { has: '! status rstatus string rstring' });
    check('backend b\n    tcp-check expect |', { has: 'string rstring binary', hasNot: 'status' });
  });
  it('cookies', () => check('backend b\n    cookie S insert |', { has: 'indirect nocache httponly domain' }));
  it('stick tables', () => {
    check('backend b\n    stick-table |', { has: 'type size expire store' });
    check('backend b\n    stick-table type |', { all: 'ip ipv6 integer string binary' });
    check('backend b\n    stick-table type ip size 1k store gpc0,http|', {
      has: 'http_req_rate conn_cur',
      replaces: 'http',
    });
  });
  it('stick rules', () => check('backend b\n    stick |', { all: 'on match store-request store-response' }));
  it('redirects', () => {
    check('frontend f\n    redirect |', { all: 'location prefix scheme' });
    check('frontend f\n    redirect scheme https |', { has: 'code drop-query if unless' });
    check('frontend f\n    redirect scheme https code |', { first: '301 302 303 307 308' });
  });
  it('the runtime socket', () => {
    check('global\n    stats |', { all: 'socket timeout maxconn' });
    check('global\n    stats socket /run/h.sock |', { has: 'mode level user' });
    check('global\n    stats socket /run/h.sock level |', { all: 'user operator admin' });
  });
  it('the statistics page', () => check('listen l\n    stats |', { has: 'enable uri auth refresh admin' }));
  it('nothing where nothing may follow', () => check('frontend f\n    disabled |', { all: '' }));
});

describe('bind and server lines', () => {
  it('options behind the address', () => {
    check('frontend f\n    bind :443 |', { has: 'ssl crt alpn accept-proxy', hasNot: 'check' });
    check('backend b\n    server s 192.0.2.1:80 |', {
      has: 'check inter rise fall weight backup',
      hasNot: 'accept-proxy',
    });
    check('backend b\n    server s 192.0.2.1:80 check i|', { has: 'inter id', replaces: 'i' });
    check('backend b\n    default-server |', { has: 'inter check' });
  });
  it('no options where the address is missing', () => check('backend b\n    server s |', { hasNot: 'check' }));
  it('values of options', () => {
    check('backend b\n    server s 192.0.2.1:80 check inter |', { has: '2s', hasNot: 'rise' });
    check('backend b\n    server s 192.0.2.1:80 check inter 2s |', { has: 'rise' });
    check('backend b\n    server s 192.0.2.1:443 ssl verify |', { all: 'none required' });
    check('frontend f\n    bind :443 ssl ssl-min-ver |', { has: 'TLSv1.2 TLSv1.3' });
  });
  it('behind a word that is not known, the options go on', () =>
    check('backend b\n    server s 192.0.2.1:80 chekc |', { has: 'inter' }));
});

describe('rules', () => {
  it('actions of the ruleset', () => {
    check('frontend f\n    http-request |', {
      has: 'deny set-header redirect return auth',
      hasNot: 'set-status accept',
    });
    check('frontend f\n    http-response |', { has: 'set-status set-header', hasNot: 'auth' });
    check('frontend f\n    tcp-request |', { all: 'connection session content inspect-delay' });
    check('frontend f\n    tcp-request connection |', { has: 'accept reject expect-proxy', hasNot: 'set-header' });
    check('backend b\n    tcp-response |', { all: 'content inspect-delay' });
  });
  it('actions whose name goes on in the word', () => {
    check('frontend f\n    http-request set-v|', {
      inserts: ['set-var', `set-var(\${1:txn.name})`],
      replaces: 'set-v',
    });
    check('frontend f\n    http-request track|', { inserts: ['track-sc', `track-sc\${1:0}`] });
  });
  it('arguments of actions', () => {
    check('frontend f\n    http-request deny |', { has: 'deny_status status content-type if unless' });
    check('frontend f\n    http-request deny deny_status |', { has: '403 429', hasNot: 'if' });
    check('frontend f\n    http-request return status 200 |', { has: 'content-type string lf-string file' });
    check('frontend f\n    http-request set-log-level |', { has: 'silent info' });
  });
  it('a condition is offered where the rule may end, and not before', () => {
    check('frontend f\n    http-request set-header X-A a |', { all: 'if unless' });
    check('frontend f\n    http-request set-header X-A |', { hasNot: 'if' });
  });
});

describe('names', () => {
  it('backends', () => {
    check(inFrontend('use_backend |'), { all: 'web api' });
    check(inFrontend('use_backend w|'), { all: 'web api', replaces: 'w' });
    check(inFrontend('default_backend |'), { all: 'web api' });
    check(inFrontend('use_backend web |'), { all: 'if unless' });
  });
  it('ACLs that are declared above, then those that HAProxy provides', () => {
    check(inFrontend('use_backend web if |'), { first: 'is_api is_img', has: 'TRUE METH_GET or' });
    check(inFrontend('use_backend web if !|'), { first: 'is_api is_img', replaces: '' });
    check(inFrontend('use_backend web if is_api !is|'), { first: 'is_api is_img', replaces: 'is' });
    check(inFrontend('use_backend web if |\n      acl later path /x'), { hasNot: 'later' });
    check('backend b\n    acl other path /\nfrontend f\n    http-request deny if |', { hasNot: 'other' });
  });
  it('servers of the section', () => {
    check(`${WEB.replace('@', 'bind :81')}      use-server |`, { all: 'a' });
    check('backend b\n  server s1 :1\n  server s2 :2\n  use-server |', { all: 's1 s2' });
    check('backend a\n  server s1 :1\nbackend b\n  server s2 :2 track |', { all: 'a/s1' });
    check('backend a\n  server s1 :1\nbackend b\n  server s2 :2 track a/|', { all: 's1', replaces: '' });
  });
  it('tables', () => {
    check(inFrontend('http-request track-sc0 src table |'), { all: 'web' });
    check('backend b\n  stick on src table |\nbackend t\n  stick-table type ip size 1k\n', { all: 't' });
  });
  it('defaults that are above', () => {
    check('defaults a\ndefaults b\nfrontend f from |\ndefaults c\n', { all: 'a b' });
    check('defaults a\nfrontend f |', { all: 'from' });
  });
  it('other sections', () => {
    check('resolvers dns\nbackend b\n  server s example.com:80 resolvers |', { all: 'dns' });
    check('peers p\nbackend b\n  stick-table type ip size 1k peers |', { all: 'p' });
    check('http-errors mine\nfrontend f\n  errorfiles |', { all: 'mine' });
  });
  it('a new name is the writer’s to find', () => {
    check('backend |', { all: '' });
    check('backend b\n    server |', { all: '' });
    check('frontend f\n    acl |', { all: '' });
  });
});

describe('expressions', () => {
  it('criteria in ACL lines: fetches and short forms', () => {
    check('frontend f\n    acl a |', { first: 'path path_beg path_end', has: 'src method hdr ssl_fc_sni hdr_beg' });
    check('frontend f\n    acl a path_b|', { has: 'path_beg', replaces: 'path_b' });
    check('frontend f\n    http-request deny if { |', { has: 'path_beg src' });
    check('frontend f\n    http-request deny if { pa|th }\n', { has: 'path_beg', replaces: 'path' });
  });
  it('fetches that a rule can look at', () => {
    check('frontend f\n    http-response set-header A %[|', { has: 'res.hdr src status', hasNot: 'req.hdr' });
    check('frontend f\n    tcp-request connection reject if { |', { has: 'src', hasNot: 'path_beg req.hdr' });
  });
  it('within a format', () => {
    check('frontend f\n    http-request set-header A %[s|', { has: 'src ssl_fc', replaces: 's' });
    check('frontend f\n    http-request set-header A "x %[src,lo|', { has: 'lower', hasNot: 'src', replaces: 'lo' });
    check('frontend f\n    log-format "%ci %[ssl_fc|] %ST"\n', { has: 'ssl_fc_sni', replaces: 'ssl_fc' });
    check('frontend f\n    log-format "%c|', { has: '%ci %cp %ST', replaces: '%c' });
    check('frontend f\n    log-format %|', { has: '%ci', replaces: '%' });
    check('frontend f\n    http-request set-header A plain|', { all: '' });
  });
  it('converters that can take what is in front of them', () => {
    check('frontend f\n    http-request set-header A %[req.hdr(host),|', { has: 'lower field map' });
    check('frontend f\n    http-request set-header A %[src,|', { has: 'ipmask map_ip' });
    check('frontend f\n    http-request set-header A %[int(1),|', { has: 'add mul' });
    check('frontend f\n    acl a path,low|', { has: 'lower', replaces: 'low' });
    check('backend b\n    balance hash req.hdr(host),|', { has: 'lower' });
  });
  it('arguments that are names', () => {
    check(inFrontend('acl busy be_conn(|'), { all: 'web api' });
    check(inFrontend('acl busy be_conn(w|) gt 10'), { all: 'web api', replaces: 'w' });
    check(inFrontend('acl many sc_http_req_rate(0,|'), { all: 'web' });
    check(inFrontend('acl up srv_is_up(|'), { all: 'web/web1 web/web2 api/a' });
    check(inFrontend('acl up srv_is_up(web/|'), { all: 'web1 web2', replaces: '' });
  });
  it('required arguments are places to fill', () => {
    check('frontend f\n    http-request set-header A %[req|', {
      inserts: ['req.ssl_hello_type', 'req.ssl_hello_type'],
    });
    check('frontend f\n    http-request set-header A %[var|', { inserts: ['var', `var(\${1:name})`] });
  });
  it('flags, matching methods and patterns', () => {
    check('frontend f\n    acl a path |', { has: '-i -m -f --' });
    check('frontend f\n    acl a path -m |', { all: 'str beg end sub dir dom reg int ip bool found len bin' });
    check('frontend f\n    acl a method |', { has: 'GET POST' });
    check('frontend f\n    acl a nbsrv(b) |', { has: 'lt gt eq' });
    check('frontend f\n    http-request deny if { path -i /x |', { all: '}' });
  });
});

describe('quotes and odd line ends', () => {
  it('a quoted word is replaced between its quotes', () =>
    check('backend b\n    balance "lea|"\n', { has: 'leastconn', replaces: 'lea' }));
  it('CRLF', () => check('backend b\r\n    balance |\r\nbackend c\r\n', { has: 'leastconn', replaces: '' }));
  it('behind a carriage return that ends a line, nothing', () => check('backend b\rbal|\n', { all: '' }));
});
