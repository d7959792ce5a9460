import { describe, expect, it } from 'vitest';
import { hover, signatureHelp } from '../../simulator/language/service.ts';
import { type OpenOptions, open } from './cursor.ts';

/** `word` is what the hover covers; every line of `says` is in it, in order. */
function check(
  source: string,
  word: string | null,
  says: string | readonly string[] = [],
  options: OpenOptions = {},
): void {
  const { doc, offset } = open(source, options);
  const found = hover(doc, offset);
  expect(found && doc.text.slice(found.from, found.to)).toBe(word);
  if (!found) return;
  expect(found.markdown, 'no HTML').not.toMatch(/<\/?[a-z]+>(?![^`]*`)/);
  let at = 0;
  for (const part of typeof says === 'string' ? [says] : says) {
    const next = found.markdown.indexOf(part, at);
    expect(next, `${JSON.stringify(part)} in ${JSON.stringify(found.markdown)}`).toBeGreaterThanOrEqual(0);
    at = next + part.length;
  }
}

describe('keywords: form, meaning, place, example, link', () => {
  it('a section', () =>
    check('back|end b\n', 'backend', ['**backend** `<name> [from <defaults>]`', 'Servers', 'configuration.html#4)']));
  it('a directive', () =>
    check('backend b\n    bal|ance roundrobin\n', 'balance', [
      '**balance** `<algorithm> [<argument>…]`',
      'How servers are chosen.',
      'In defaults, backend, listen.',
      'Example: `balance roundrobin`',
      '(https://docs.haproxy.org/3.2/configuration.html#4.2-balance)',
    ]));
  it('an algorithm', () =>
    check('backend b\n    balance least|conn\n', 'leastconn', ['fewest connections', '#4.2-balance)']));
  it('a timeout', () =>
    check('backend b\n    timeout |server 5s\n', 'server', ['**timeout server** `<time>`', '#4.2-timeout%20server)']));
  it('an option, where and in which mode', () =>
    check('frontend f\n    option |httplog\n', 'httplog', [
      '**option httplog** `[clf]`',
      'In defaults, frontend, listen; in HTTP mode.',
      '#4.2-option%20httplog)',
    ]));
  it('a server option', () =>
    check('backend b\n    server s :80 fa|ll 3\n', 'fall', [
      '**server fall** `<count>`',
      '3 unless told',
      'server s1 192.0.2.1:80 check fall 3',
      '#5.2-fall)',
    ]));
  it('each counter of a stick table’s list', () => {
    const line = (list: string): string => `backend b\n    stick-table type ip size 1k store ${list}\n`;
    check(line('http_req_rate(10s),g|pc0,conn_cur'), 'gpc0', ['**gpc0**']);
    check(line('http_req_rate(10s),gpc0,conn_c|ur'), 'conn_cur', ['**conn\\_cur**']);
    check(line('http_req|_rate(10s),gpc0'), 'http_req_rate(10s)', ['**http\\_req\\_rate**']);
  });
  it('a bind option', () =>
    check('frontend f\n    bind :80 accept-pr|oxy\n', 'accept-proxy', ['PROXY header', '#5.1-accept-proxy)']));
  it('an action', () =>
    check('frontend f\n    http-request de|ny\n', 'deny', [
      '**http-request deny**',
      '403',
      'Example: `http-request deny deny_status 429`',
      '#4.4-deny)',
    ]));
  it('an action whose name goes on', () => {
    check('frontend f\n    http-request set-var(txn.|a) src\n', 'set-var(txn.a)', [
      '**http-request set-var** `(<variable>) <expression>`',
      '#4.4-set-var)',
    ]);
    check('frontend f\n    http-request track-sc|1 src\n', 'track-sc1', '#4.4-track-sc0)');
  });
  it('a part of a directive', () => {
    check('backend b\n    stick-table type ip si|ze 1k\n', 'size', [
      '**stick-table size** `<size>`',
      '#4.2-stick-table)',
    ]);
    check('backend b\n    cookie S ins|ert\n', 'insert', 'HAProxy adds a cookie');
    check('backend b\n    http-check ex|pect status 200\n', 'expect', '#4.2-http-check%20expect)');
  });
  it('global', () => check('global\n    max|conn 10\n', 'maxconn', ['whole process', 'In global.', '#3.2-maxconn)']));
  it('smaller sections', () =>
    check('resolvers r\n    name|server a 192.0.2.1:53\n', 'nameserver', ['A name server; all', '#5.3.2-nameserver)']));
  it('macros', () => check('.i|f streq(a,b)\n.endif\n', '.if', ['only if the condition holds', '#2.4)']));
});

describe('versions', () => {
  it('since', () => check('frontend f\n    timeout client|-hs 5s\n', 'client-hs', 'since 3.0'));
  it('deprecated, with what to write instead', () =>
    check('backend b\n    dis|patch 192.0.2.1:80\n', 'dispatch', 'deprecated (3.4): write `server`', {
      version: '3.4',
    }));
  it('not yet deprecated', () =>
    check('backend b\n    dis|patch 192.0.2.1:80\n', 'dispatch', 'will be deprecated (3.4)'));
  it('gone', () => check('frontend f\n    req|add X\n', 'reqadd', ['**reqadd** is gone', 'http-request add-header']));
  it('a name without a row', () =>
    check('backend b\n    use-fcgi-|app x\n', 'use-fcgi-app', 'Passes requests to FastCGI'));
});

describe('values', () => {
  it.each([
    ['timeout client 3|0', '30', '30 milliseconds: without a unit, HAProxy counts milliseconds'],
    ['timeout client 9|0s', '90s', '1 minute 30 seconds'],
    ['timeout client 1|d', '1d', '1 day'],
    ['timeout client 150|0us', '1500us', '1,500 microseconds; HAProxy counts 2 milliseconds'],
    ['timeout client |0', '0', '0 milliseconds'],
    ['stats refresh 1|0', '10', '10 seconds'],
    ['stick-table type ip size 10|0k', '100k', '102,400'],
    ['bind |:80', ':80', 'all IPv4 addresses, port 80'],
    ['bind [::]:4|43,*:80', '[::]:443,*:80', 'all IPv6 addresses, port 443; all IPv4 addresses, port 80'],
    ['bind 192.0.2.1:80|00-8010', '192.0.2.1:8000-8010', 'IPv4 address 192.0.2.1, ports 8000 to 8010'],
    ['server s exam|ple.com:80', 'example.com:80', 'example.com, looked up when HAProxy starts, port 80'],
    ['server s 192.0.2|.1', '192.0.2.1', 'IPv4 address 192.0.2.1, no port given'],
    ['server s 192.0.2.1:+1|0', '192.0.2.1:+10', 'the client’s port plus 10'],
    ['server s /run/a|.sock', '/run/a.sock', 'the UNIX socket /run/a.sock'],
    ['server s 192.0.2.1:80 inter 3|s', '3s', '3 seconds'],
  ])('%s', (line, word, says) => check(`listen l\n    ${line}\n`, word, says));
  it('nothing is said about what is not understood', () =>
    check('listen l\n    timeout client 5|x\n', '5x', '**timeout client**'));
});

const WEB = `
  defaults base
      mode http
      timeout client 10s
  frontend www from base
      bind :80
      acl is_api path_beg /api
      acl is_api hdr(host) -i api.example.com
      @
  backend web
      balance leastconn
      stick-table type ip size 1k
      server web1 192.0.2.1:80 check
      server web2 192.0.2.2:80 check backup
`;
const inFrontend = (line: string): string => WEB.replace('@', line);

describe('names', () => {
  it('a backend: its servers', () =>
    check(inFrontend('default_backend we|b'), 'web', [
      'backend **web**',
      '`balance leastconn`',
      '2 servers',
      '`web1 192.0.2.1:80 check`',
      'backup',
    ]));
  it('a server', () =>
    check('backend b\n    server s1 192.0.2.1:80 weight 3\n    use-server |s1 if TRUE\n', 's1', [
      'Server **s1**',
      '`server s1 192.0.2.1:80 weight 3`',
    ]));
  it('an ACL: its lines', () =>
    check(inFrontend('use_backend web if !is_|api'), 'is_api', [
      'holds when one of its 2 lines does',
      'path_beg /api',
      'hdr(host)',
    ]));
  it('an ACL that HAProxy provides', () =>
    check(inFrontend('use_backend web if METH_|POST'), 'METH_POST', ['HAProxy provides', '`method POST`']));
  it('a table', () =>
    check(inFrontend('http-request track-sc0 src table w|eb'), 'web', ['Stick table of backend **web**', 'size 1k']));
  it('a defaults section', () =>
    check(WEB.replace('from base', 'from ba|se').replace('@', ''), 'base', [
      'defaults **base**',
      '2 lines',
      '2 sections start from it.',
    ]));
  it('a tracked server', () =>
    check(
      'backend a\n    server s 192.0.2.1:80\nbackend b\n    server t :1 track a/|s\n',
      'a/s',
      'server s 192.0.2.1:80',
    ));
  it('in the argument of a fetch', () => check(inFrontend('acl up nbsrv(w|eb) gt 1'), 'web', 'backend **web**'));
  it('a name that is nothing here', () => check(inFrontend('default_backend nobo|dy'), null));
});

describe('expressions and formats', () => {
  it('a fetch', () =>
    check('frontend f\n    http-request set-header A "%[ssl_fc_s|ni]"\n', 'ssl_fc_sni', [
      '→ string',
      'server name (SNI)',
      '#7.3.4-ssl_fc_sni)',
    ]));
  it('a converter', () =>
    check('frontend f\n    acl a path,low|er /a\n', 'lower', ['string → string', 'Lower case.', '#7.3.1-lower)']));
  it('a short form', () =>
    check('frontend f\n    acl a path_|beg /a\n', 'path_beg', ['begins with a pattern', '#7.3.6-path)']));
  it('arguments', () =>
    check('frontend f\n    acl a req.hdr(ho|st) x\n', 'host', '**req.hdr**`[(<name>[,<occurrence>])]`'));
  it('counters of stick tables', () =>
    check('frontend f\n    acl a sc_http_|req_rate(0) gt 10\n', 'sc_http_req_rate', [
      'HTTP requests over the table’s period',
      'tracks',
    ]));
  it('a format variable', () =>
    check('frontend f\n    log-format "%c|i %ST"\n', '%ci', ['client’s address', '#8.2.6)']));
  it('plain text of a format', () => check('frontend f\n    log-format "pl|ain"\n', null));
  it('between braces', () =>
    check('frontend f\n    http-request deny if { sr|c 10.0.0.0/8 }\n', 'src', 'The client’s address.'));
});

describe('other words', () => {
  it('if, or, braces, no', () => {
    check('frontend f\n    http-request deny i|f TRUE\n', 'if', 'Only when');
    check('frontend f\n    http-request deny if TRUE o|r FALSE\n', 'or', 'Or what follows');
    check('frontend f\n    http-request deny if |{ src ::1 }\n', '{', 'without a name');
    check('frontend f\n    n|o option httplog\n', 'no', 'Switches off');
  });
  it('environment variables', () => {
    check(`backend b\n    server s "\${HO|ST}:80"\n`, `\${HOST}`, 'It is `web` here.', {
      environment: { HOST: 'web' },
    });
    check(`backend b\n    server s "\${HO|ST-x}:80"\n`, `\${HOST-x}`, '`x` is used instead');
    check('backend b\n    server s "$HO|ST:80"\n', '$HOST', 'not set');
    check("backend b\n    server s '$HO|ST:80'\n", "'$HOST:80'", '**server**');
  });
  it('nothing in blanks, comments and unknown words', () => {
    check('backend b\n  |  server s :80\n', null);
    check('backend b # comm|ent\n', null);
    check('backend b\n    sevre|r s :80\n', null);
    check('|', null);
  });
});

/** The form with the parameter that is being written between brackets: `timeout connect [<time>]`. */
function signature(source: string): string | null {
  const { doc, offset } = open(source);
  const help = signatureHelp(doc, offset);
  if (!help) return null;
  for (const p of help.parameters) expect(help.label.slice(p.from, p.to)).not.toBe('');
  const p = help.parameters[help.active];
  return p ? `${help.label.slice(0, p.from)}«${help.label.slice(p.from, p.to)}»${help.label.slice(p.to)}` : help.label;
}

describe('signatures', () => {
  it.each([
    ['timeout connect |', 'timeout connect «<time>»'],
    ['timeout |', 'timeout «<name>» <time>'],
    ['server |', 'server «<name>» <address>[:<port>] [<option>…]'],
    ['server s |', 'server <name> «<address>[:<port>]» [<option>…]'],
    ['server s :80 |', 'server <name> <address>[:<port>] [«<option>»…]'],
    ['server s :80 check inter |', 'server inter «<time>»'],
    ['bind :80 ssl ssl-min-ver |', 'bind ssl-min-ver «<version>»'],
    ['http-request set-header |', 'http-request set-header «<name>» <format>'],
    ['http-request set-header X |', 'http-request set-header <name> «<format>»'],
    ['http-request set-var(txn.a) |', 'http-request set-var(<variable>) «<expression>»'],
    ['http-request track-sc0 |', 'http-request track-sc<number> «<expression>» [table <name>]'],
    ['use_backend |', 'use_backend «<backend>» [<if | unless> <condition>]'],
    ['use_backend b if |', 'use_backend <backend> [<if | unless> <condition>]'],
    ['option httpchk GET |', 'option httpchk [<method>] [«<uri>»] [<version>]'],
    ['option httplog |', 'option httplog [«clf»]'],
    ['stick-table type ip size |', 'stick-table size «<size>»'],
    ['acl |', 'acl «<name>» <criterion> [<flag>…] [<pattern>…]'],
    ['acl a |', 'acl <name> «<criterion>» [<flag>…] [<pattern>…]'],
    ['acl a req.hdr(|', 'req.hdr(«<name>»[,<occurrence>])'],
    ['acl a req.hdr(host,|', 'req.hdr(<name>[,«<occurrence>»])'],
    ['acl a sc_get_gpc0(0,|) gt 1', 'sc_get_gpc0(<counter>[,«<table>»])'],
    ['acl a src,table_gpt(1,|', 'table_gpt(<index>[,«<table>»])'],
    ['acl a acl(x,y,|', 'acl(<name>[,«<name>»…])'],
    ['http-request set-header X "%[req.hdr(host),field(1,|', 'field(<index>,«<delimiters>»[,<count>])'],
    ['acl a src(|', 'acl <name> «<criterion>» [<flag>…] [<pattern>…]'],
    ['ser|', null],
    ['|', null],
    ['nonsense |', null],
    ['server s # |', null],
  ])('%s', (line, expected) => expect(signature(`listen l\n    ${line}\n`)).toBe(expected));
  it('sections', () => {
    expect(signature('frontend f |')).toBe(
      'frontend <name> [from «<defaults>»]'.replace('from «<defaults>»', '«from» <defaults>'),
    );
    expect(signature('frontend f from |')).toBe('frontend <name> [from «<defaults>»]');
  });
});
