// Serves a folder of static files: what `npm start` does with the built guide, and what the browser tests visit.
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const CONTENT_TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.xml', 'application/xml'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.cfg', 'text/plain; charset=utf-8'],
  ['.yaml', 'text/plain; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.avif', 'image/avif'],
  ['.ico', 'image/x-icon'],
  ['.woff', 'font/woff'],
  ['.woff2', 'font/woff2'],
  ['.ttf', 'font/ttf'],
  ['.wasm', 'application/wasm'],
  ['.zip', 'application/zip'],
]);

const COMPRESSIBLE = /^text\/|json|xml|wasm/;

/**
 * Starts serving a folder.
 * @param {string} folder
 * @param {{ port?: number, host?: string }} [options] port 0, the default, takes any free port; the host is loopback
 * @returns {Promise<{ port: number, url: string, close: () => Promise<void> }>} rejects with the listen error
 */
export function serve(folder, { port = 0, host = '127.0.0.1' } = {}) {
  const base = realpathSync(folder);
  const server = createServer((request, response) => answer(base, request, response));
  return new Promise((resolvePromise, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolvePromise({
        port: address.port,
        url: `http://localhost:${address.port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/**
 * @param {string} base
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(base, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' });
    response.end('Method not allowed\n');
    return;
  }
  const found = locate(base, request.url ?? '/');
  if (found.kind === 'bad') {
    response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Bad request\n');
    return;
  }
  if (found.kind === 'moved') {
    response.writeHead(301, { location: found.to });
    response.end();
    return;
  }
  const file = found.kind === 'file' ? found.path : join(base, '404.html');
  const size = sizeOfFile(file);
  if (size === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Not found\n');
    return;
  }
  send(file, size, found.kind === 'file' ? 200 : 404, request, response);
}

/**
 * @param {string} file
 * @param {number} size in bytes
 * @param {number} status
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function send(file, size, status, request, response) {
  const type = CONTENT_TYPES.get(extname(file).toLowerCase()) ?? 'application/octet-stream';
  /** @type {Record<string, string | number>} */
  const headers = { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  const isZipped = COMPRESSIBLE.test(type) && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (COMPRESSIBLE.test(type)) headers.vary = 'accept-encoding';
  if (isZipped) headers['content-encoding'] = 'gzip';
  else headers['content-length'] = size;
  response.writeHead(status, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  // The head is out: a read that fails now can only end the connection.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  if (isZipped) stream.pipe(createGzip({ level: 1 })).pipe(response);
  else stream.pipe(response);
}

/**
 * Finds what a request's target names inside the folder.
 * @param {string} base an absolute path without symbolic links
 * @param {string} target as in the request line
 * @returns {{ kind: 'file', path: string } | { kind: 'moved', to: string } | { kind: 'absent' } | { kind: 'bad' }}
 */
export function locate(base, target) {
  const [rawPath = '/', query] = target.split('?', 2);
  let path;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return { kind: 'bad' };
  }
  if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return { kind: 'bad' };
  const wanted = resolve(base, `.${path}`);
  if (wanted !== base && !wanted.startsWith(base + sep)) return { kind: 'bad' };
  let real;
  try {
    real = realpathSync(wanted);
  } catch {
    return { kind: 'absent' };
  }
  if (real !== base && !real.startsWith(base + sep)) return { kind: 'absent' };
  if (!statSync(real).isDirectory()) return path.endsWith('/') ? { kind: 'absent' } : { kind: 'file', path: real };
  if (!path.endsWith('/')) {
    // "//host" would be read as another host.
    return { kind: 'moved', to: `${rawPath.replace(/^\/+/, '/')}/${query === undefined ? '' : `?${query}`}` };
  }
  const index = join(real, 'index.html');
  return sizeOfFile(index) === undefined ? { kind: 'absent' } : { kind: 'file', path: index };
}

/** @param {string} path @returns {number | undefined} bytes; undefined when it is no file */
function sizeOfFile(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : undefined;
}

/** @returns {number | Error} what PORT says, 4321 without it */
export function portFromEnvironment() {
  const text = process.env.PORT ?? '4321';
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  return new Error(`PORT must be a number from 0 to 65535, not "${text}"`);
}

/**
 * Tries a port.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<string | undefined>} a sentence when the port cannot be listened on
 */
export function whyNotListening(port, host = '127.0.0.1') {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error) => done(explainListenError(error, port)));
    probe.listen(port, host, () => probe.close(() => done(undefined)));
  });
}

/** @param {NodeJS.ErrnoException} error @param {number} port */
function explainListenError(error, port) {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use; choose another one: PORT=${port + 1} npm start`;
  if (error.code === 'EACCES')
    return `port ${port} may not be opened by this user; choose one above 1023: PORT=4321 npm start`;
  return `cannot listen on port ${port}: ${error.message}`;
}

async function main() {
  const port = portFromEnvironment();
  if (port instanceof Error) throw port;
  const folder = process.argv[2] ?? 'dist';
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder ${folder}`);
  const server = await serve(folder, { port }).catch((error) => {
    throw new Error(explainListenError(error, port));
  });
  process.stdout.write(`Drydock is at ${server.url}\n`);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => server.close().then(() => process.exit(0)));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
