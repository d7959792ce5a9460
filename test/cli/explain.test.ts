import { afterAll, describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const CONFIG = `global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend web
  bind 192.0.2.10:80
  bind :8443
  acl is_api path_beg /api/
  acl office src 10.0.0.0/8
  http-request deny if { path /admin } !office
  http-request redirect location /new code 301 if { path /old }
  http-request set-header X-Proto http
  use_backend api if is_api
  default_backend app
backend app
  balance roundrobin
  cookie SRV insert indirect nocache
  server app1 192.0.2.11:80 cookie a1
  server app2 192.0.2.12:80 cookie a2
backend api
  balance leastconn
  server api1 192.0.2.21:80
listen feed
  mode tcp
  bind :2575
  server hl7 192.0.2.31:2575
`;

describe('drydock explain', () => {
  const here = shell({
    'h.cfg': CONFIG,
    'bad.cfg': CONFIG.replace('default_backend app', 'default_backend ap'),
    'tls.cfg': CONFIG.replace('bind :8443', 'bind :443'),
  });
  afterAll(here.remove);
  const ask = (request: string, ...more: string[]) => here.run('explain', '-f', 'h.cfg', '--request', request, ...more);
  const data = async (request: string, ...more: string[]) => JSON.parse((await ask(request, ...more, '--json')).out);

  it('tells the whole way of a request', async () => {
    const { status, out, err } = await ask(
      'GET http://192.0.2.10/cart?x=1',
      '--header',
      'Cookie: SRV=a2',
      '--from',
      '198.51.100.9',
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.split('\n')[0]).toBe('GET http://192.0.2.10/cart?x=1 from 198.51.100.9 (HAProxy 3.2)');
    const inOrder = [
      /\n {2}1\. Accepted by web\.\n {7}h\.cfg:11: bind 192\.0\.2\.10:80\n/,
      /h\.cfg:15: http-request deny if \{ path \/admin \} !office\n/,
      /h\.cfg:16: http-request redirect location/,
      /h\.cfg:17: http-request set-header X-Proto http\n/,
      /h\.cfg:18: use_backend api if is_api\n/,
      /h\.cfg:19: default_backend app\n/,
      /“a2” names app2[^\n]*\n {7}h\.cfg:22: cookie SRV/,
      /\nSent to app\/app2 \(192\.0\.2\.12:80\):\n {2}GET \/cart\?x=1 HTTP\/1\.1\n {2}host: 192\.0\.2\.10\n {2}x-proto: http\n\n/,
      /\nLog line:\n {2}198\.51\.100\.9:50000 \[.*\] web app\/app2 0\/0\/0\/0\/0 200 \d+ - - --VN 1\/1\/0\/0\/0 0\/0 "GET \/cart\?x=1 HTTP\/1\.1"\n$/,
    ];
    let rest = out;
    for (const pattern of inOrder) {
      const found = pattern.exec(rest);
      expect(found, `${pattern} in\n${rest}`).not.toBeNull();
      rest = rest.slice(found!.index + 1);
    }
  });

  it('says what each rule saw, and what was not reached', async () => {
    const { steps, response, answeredBy, server } = await data('GET http://192.0.2.10/admin');
    const rules = steps.filter((step: { type: string }) => step.type === 'rule');
    expect(rules.map((rule: { outcome: string }) => rule.outcome)).toEqual(['taken', 'not-reached', 'not-reached']);
    expect(rules[0].tests).toMatchObject([
      { value: '/admin', matched: true, pattern: '/admin' },
      { acl: 'office', value: '203.0.113.7', matched: false, negated: true },
    ]);
    expect(rules[0].lines.map((place: { line: number }) => place.line)).toContain(15);
    expect(response).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect({ answeredBy, server }).toEqual({ answeredBy: 'haproxy', server: null });
    expect((await data('GET http://192.0.2.10/admin', '--from', '10.1.2.3')).server).toMatchObject({ backend: 'app' });
  });

  it('chooses among servers and says how', async () => {
    const { steps, server, request } = await data('POST http://192.0.2.10/api/x', '--header', 'Content-Length: 0');
    expect(server).toEqual({ backend: 'api', name: 'api1', address: '192.0.2.21:80' });
    expect(steps.find((step: { type: string }) => step.type === 'balance')).toMatchObject({
      algorithm: 'leastconn',
      chosen: 'api1',
    });
    expect(request).toMatch(/^POST \/api\/x HTTP\/1\.1\r\n/);
  });

  it('shows redirects as they are sent', async () => {
    expect((await data('GET http://192.0.2.10/old')).response).toContain('\r\nlocation: /new\r\n');
  });

  it('follows a connection in TCP mode', async () => {
    const { status, out } = await ask('GET http://lab:2575/');
    expect(status).toBe(0);
    expect(out).toContain('Connected to feed/hl7 (192.0.2.31:2575): bytes pass as they are.');
  });

  it('says what HAProxy refuses to read', async () => {
    const { out } = await ask('GET http://192.0.2.10/', '--header', 'Content-Length: x');
    expect(out).toContain('Refused while it was read:');
    expect(out).toContain('HTTP/1.1 400 Bad request');
  });

  const wrong: [string[], string | RegExp][] = [
    [
      ['GET path'],
      `--request takes a method and an address such as "GET https://www.example.com/path", not 'GET path'`,
    ],
    [['GET http:///x'], "--request: there is no host in 'GET http:///x'"],
    [
      ['GET http://a:9/'],
      '--request: nothing listens on port 9; the listeners are 192.0.2.10:80 (web), *:8443 (web), *:2575 (feed)',
    ],
    [['GET https://192.0.2.10:80/'], '--request: the listener on 192.0.2.10:80 speaks plain HTTP: ask with http://'],
    [['GET http://192.0.2.10/', '--from', 'here'], "--from takes an IP address, not 'here'"],
    [['GET http://192.0.2.10/', '--header', 'nonsense'], "--header takes 'Name: value', not 'nonsense'"],
  ];
  it.each(wrong)('%j is answered with one line', async ([request, ...more], line) => {
    expect(await ask(request!, ...more)).toEqual({ status: 1, out: '', err: `drydock explain: ${line}\n` });
  });

  it('refuses a configuration with errors', async () => {
    const { status, out, err } = await here.run('explain', '-f', 'bad.cfg', '--request', 'GET http://a/');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^bad\.cfg:19:\d+: error: /);
  });

  it('asks the first listener for a path alone, and says so', async () => {
    const { status, out, err } = await ask('GET /api/x?y=1');
    expect({ status, err }).toEqual({
      status: 0,
      err: 'drydock explain: no host is named: asked of the first listener, of web, as http://192.0.2.10:80/api/x?y=1\n',
    });
    expect(out).toContain('GET /api/x?y=1 HTTP/1.1\n  host: 192.0.2.10:80\n');
  });

  it('says which listener it asked when the address left that open', async () => {
    const only = shell({
      'h.cfg': CONFIG.replace('  bind 192.0.2.10:80\n', '')
        .replace('  bind :2575\n', '')
        .replace(/listen feed(.|\n)*$/, ''),
    });
    const { status, err } = await only.run('explain', '-f', 'h.cfg', '--request', 'GET http://shop.example/');
    only.remove();
    expect({ status, err }).toEqual({
      status: 0,
      err: 'drydock explain: nothing listens on port 80: asked of the listener on *:8443\n',
    });
  });
});
