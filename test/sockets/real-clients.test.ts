/** Clients and servers that others wrote, through a configuration at work. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { Hl7Client, Hl7Server } from '@medplum/hl7';
import { Client, Message } from 'node-hl7-client';
import { Server } from 'node-hl7-server';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { describeWith } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { digesting, postgres } from './real-origins.ts';
import { HTTP_DEFAULTS, quietPorts, run, TCP_DEFAULTS } from './support.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end; this process goes on serving meanwhile. */
function runs(program: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 30_000, maxBuffer: 2 ** 26 }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

/** A listener in front of one server; its port. */
async function inFront(defaults: string, serverPort: number, more = ''): Promise<number> {
  const [front = 0] = await quietPorts(1);
  const subject = await run(
    `${defaults}frontend f\n  bind 127.0.0.1:${front}\n${more}  default_backend b\nbackend b\n  server s 127.0.0.1:${serverPort}\n`,
  );
  cleanups.push(() => subject.end());
  return front;
}

async function digestBehind(): Promise<string> {
  const server = await digesting();
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${await inFront(HTTP_DEFAULTS, server.port)}/`;
}

const payload = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 8)) & 255));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const DIGEST_OF_NOTHING = sha256(Buffer.alloc(0));

describeWith('curl', 'curl', (curl) => {
  it('asks again on the connection that it has', async () => {
    const url = await digestBehind();
    const { status, out, err } = await runs(curl.path, '-sS', '-v', url, url, url);
    expect([status, out]).toEqual([0, `GET 0 ${DIGEST_OF_NOTHING}\n`.repeat(3)]);
    expect(err.match(/Re-using existing connection/g)).toHaveLength(2);
  });

  it('uploads: put, form, and of unknown length', async () => {
    const url = await digestBehind();
    const bytes = payload(3_000_000);
    const folder = temporaryFolder({ 'upload.bin': bytes });
    cleanups.push(() => folder.remove());
    const file = join(folder.path, 'upload.bin');
    // more than a megabyte: curl asks first, with Expect: 100-continue
    const put = await runs(curl.path, '-sS', '-v', '-T', file, url);
    expect(put.out).toBe(`PUT 3000000 ${sha256(bytes)}\n`);
    expect(put.err).toMatch(/> Expect: 100-continue[\s\S]*< HTTP\/1.1 100 Continue/i);
    const chunked = await runs(curl.path, '-sS', '-H', 'Transfer-Encoding: chunked', '--data-binary', `@${file}`, url);
    expect(chunked.out).toBe(`POST 3000000 ${sha256(bytes)}\n`);
    const form = await runs(curl.path, '-sS', '-F', `file=@${file}`, url);
    expect(form.out).toMatch(/^POST 30003\d\d [0-9a-f]{64}\n$|^POST 30002\d\d [0-9a-f]{64}\n$/);
    const old = await runs(curl.path, '-sS', '--http1.0', '-T', file, url);
    expect(old.out).toBe(`PUT 3000000 ${sha256(bytes)}\n`);
  });
});

describeWith('wrk', 'wrk', (wrk) => {
  it('finds no fault', async () => {
    const { status, out } = await runs(wrk.path, '-t1', '-c16', '-d1', await digestBehind());
    expect(status).toBe(0);
    expect(out).not.toMatch(/Socket errors|Non-2xx/);
    expect(Number(/(\d+) requests in/.exec(out)?.[1])).toBeGreaterThan(0);
  });
});

describeWith('ab', 'ab', (ab) => {
  it.each([['-k'], []])('finds no fault %s', async (...options) => {
    const { status, out } = await runs(ab.path, ...options, '-n', '500', '-c', '8', await digestBehind());
    expect(status).toBe(0);
    expect(out).toMatch(/Complete requests: +500\n/);
    // It knows no header names in small letters, so it keeps no connection: HAProxy fares the same.
    expect(out).toMatch(/Failed requests: +0\n/);
  });
});

describe('ws', () => {
  it('talks both ways, in texts, bytes and pings, and closes with a code', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    cleanups.push(() => server.close());
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
      socket.on('close', (code) => closes.push(code));
    });
    const closes: number[] = [];
    const port = await inFront(HTTP_DEFAULTS, (server.address() as { port: number }).port);
    const client = new WebSocket(`ws://127.0.0.1:${port}/chat`);
    await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
    const heard: string[] = [];
    const large = payload(1_000_000);
    const wanted = [...Array.from({ length: 200 }, (_, i) => `message ${i}`), sha256(large)];
    const all = new Promise<void>((resolve) => {
      client.on('message', (data: Buffer, isBinary) => {
        heard.push(isBinary ? sha256(data) : data.toString());
        if (heard.length === wanted.length) resolve();
      });
    });
    for (const text of wanted.slice(0, -1)) client.send(text);
    client.send(large);
    const pong = new Promise((resolve) => client.once('pong', (data) => resolve(data.toString())));
    client.ping('there?');
    await all;
    expect(heard).toEqual(wanted);
    expect(await pong).toBe('there?');
    const closed = new Promise((resolve) => client.once('close', (code) => resolve(code)));
    client.close(4321, 'done');
    expect(await closed).toBe(4321);
    expect(closes).toEqual([4321]);
  });
});

describeWith('psql', 'psql', (psql) => {
  it('asks a database in TCP mode', async () => {
    const server = await postgres();
    cleanups.push(() => server.close());
    const port = await inFront(TCP_DEFAULTS, server.port);
    const where = `host=127.0.0.1 port=${port} user=u dbname=d connect_timeout=10`;
    const long = `select '${'x'.repeat(300_000)}'`;
    for (const query of ['select 1', long]) {
      const folder = temporaryFolder({ 'query.sql': query });
      cleanups.push(() => folder.remove());
      const { status, out, err } = await runs(psql.path, '-XAtq', where, '-f', join(folder.path, 'query.sql'));
      expect([status, err, out]).toEqual([0, '', `${query}\n`]);
    }
  });
});

/** The configuration looks at what comes before it lets it through, as the guide's chapter does. */
const MLLP_RULES = `  tcp-request inspect-delay 5s
  acl mllp req.payload(0,4) -m bin 0b4d5348
  tcp-request content reject if { req.len ge 4 } !mllp
  tcp-request content accept if mllp
  tcp-request content reject if WAIT_END
`;
const message = (id: string) =>
  [`MSH|^~\\&|LAB|A|HIS|B|20250101000000||ADT^A01^ADT_A01|${id}|P|2.5`, 'EVN||20250101000000', 'PID|1||42'].join('\r');

/** Servers of two packages; each tells the control numbers that it got. */
const MLLP_SERVERS: Readonly<Record<string, (got: string[]) => Promise<number>>> = {
  async 'node-hl7-server'(got) {
    const [port = 0] = await quietPorts(1);
    const inbound = new Server({ bindAddress: '127.0.0.1' }).createInbound({ port }, async (request, response) => {
      got.push(request.getMessage().get('MSH.10').toString());
      await response.sendResponse('AA');
    });
    cleanups.push(() => inbound.close());
    return port;
  },
  async '@medplum/hl7'(got) {
    const [port = 0] = await quietPorts(1);
    const server = new Hl7Server((connection) => {
      connection.addEventListener('message', (event) => {
        got.push(event.message.getSegment('MSH')!.getField(10)!.toString());
        event.connection.send(event.message.buildAck());
      });
    });
    await server.start(port);
    cleanups.push(() => server.stop());
    return port;
  },
};

/** Clients of two packages; each sends messages with these numbers and returns whom the acknowledgements acknowledge. */
const MLLP_CLIENTS: Readonly<Record<string, (port: number, ids: readonly string[]) => Promise<string[]>>> = {
  async 'node-hl7-client'(port, ids) {
    const acknowledged: string[] = [];
    let next = () => {};
    const outbound = new Client({ host: '127.0.0.1' }).createConnection({ port }, async (response) => {
      acknowledged.push(response.getMessage().get('MSA.2').toString());
      next();
    });
    for (const id of ids) {
      const answered = new Promise<void>((resolve) => {
        next = resolve;
      });
      await outbound.sendMessage(new Message({ text: message(id) }));
      await answered;
    }
    await outbound.close();
    return acknowledged;
  },
  async '@medplum/hl7'(port, ids) {
    const client = new Hl7Client({ host: '127.0.0.1', port, keepAlive: true });
    const acknowledged: string[] = [];
    for (const id of ids) {
      const answer = await client.sendAndWait(Hl7Message.parse(message(id)));
      acknowledged.push(answer.getSegment('MSA')!.getField(2)!.toString());
    }
    await client.close();
    return acknowledged;
  },
};

describe.each(Object.entries(MLLP_SERVERS))('an MLLP server of %s', (_server, start) => {
  it.each(Object.entries(MLLP_CLIENTS))(
    'and a client of %s say what they say without a proxy',
    async (_client, send) => {
      const ids = ['M1', 'M2', 'M3'];
      const got: string[] = [];
      const direct = await send(await start(got), ids);
      // some servers hand a message out more than once; the last of each connection is new
      expect(new Set(got)).toEqual(new Set(ids));
      const gotThrough: string[] = [];
      const port = await inFront(TCP_DEFAULTS, await start(gotThrough), MLLP_RULES);
      expect(await send(port, ids)).toEqual(direct);
      expect(gotThrough).toEqual(got);
    },
  );

  describeWith('mllp_send', 'and mllp_send', (mllpSend) => {
    it('', async () => {
      const got: string[] = [];
      const port = await inFront(TCP_DEFAULTS, await start(got), MLLP_RULES);
      const folder = temporaryFolder({ 'm.hl7': `${message('D1')}\r\n` });
      cleanups.push(() => folder.remove());
      const { status, out } = await runs(
        mllpSend.path,
        '--loose',
        '-f',
        join(folder.path, 'm.hl7'),
        '-p',
        `${port}`,
        '127.0.0.1',
      );
      expect(status).toBe(0);
      expect(out).toContain('MSA|AA|D1');
      expect(got).toEqual(['D1']);
    });
  });
});
