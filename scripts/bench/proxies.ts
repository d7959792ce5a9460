/** The Node proxies that `drydock run` is compared with: `node proxies.ts http-proxy|node-http|net PORT ORIGIN_PORT`. */
import { Agent, createServer, request } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import httpProxy from 'http-proxy';

const [kind, port, originPort] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const target = { host: '127.0.0.1', port: Number(originPort) };

/** What one writes first with nothing but `node:http`: both directions piped, connections kept. */
function bare() {
  return createServer((req, res) => {
    const upstream = request(
      { ...target, agent, method: req.method, path: req.url, headers: req.headers, setHost: false },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    upstream.on('error', () => res.destroy());
    req.pipe(upstream);
  });
}

function withHttpProxy() {
  const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${originPort}`, agent });
  proxy.on('error', (_error, _req, res) => res.destroy());
  return createServer((req, res) => proxy.web(req, res));
}

/** Bytes and nothing else. */
function pipes() {
  return createTcpServer({ noDelay: true }, (client) => {
    const server = connect({ ...target, noDelay: true });
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
}

const KINDS = { 'http-proxy': withHttpProxy, 'node-http': bare, net: pipes };
KINDS[kind as keyof typeof KINDS]().listen(Number(port), '127.0.0.1');
