/** The Node proxies that `drydock run` is compared with: `node proxies.ts http-proxy|node-http PORT ORIGIN_PORT`. */
import { Agent, createServer, request } from 'node:http';
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

(kind === 'http-proxy' ? withHttpProxy() : bare()).listen(Number(port), '127.0.0.1');
