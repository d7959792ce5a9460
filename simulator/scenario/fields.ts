/**
 * What a scenario.yaml may hold, field by field. These tables are read by `read.ts`, and are the source of the reference
 * in the guide: every field says what it expects and what it means.
 */
import { isMap, isSeq, type Node } from 'yaml';
import {
  type FieldTable,
  mismatch,
  positionOf,
  type ReadContext,
  type Reader,
  readEntries,
  readFields,
  report,
  scalarText,
} from './reader.ts';
import {
  addressBlock,
  distribution,
  duration,
  flag,
  headers,
  listOf,
  name,
  number,
  oneOf,
  rate,
  size,
  text,
  whole,
} from './readers.ts';
import {
  type Acknowledgement,
  FAULT_ACTIONS,
  type FaultAction,
  type HealthAnswer,
  LIMITS,
  type MessagePlan,
  type NameAt,
  type RequestPlan,
} from './schema.ts';
import { tls } from './tls-fields.ts';

/** `GET /path`, or a map with a weight, a host, headers, a body. */
const REQUEST_FIELDS = {
  send: { reader: text, about: 'The request line: method, path, and HTTP/1.0 when it is that.' },
  method: { reader: text, about: 'The method, instead of `send`.' },
  path: { reader: text, about: 'The path, instead of `send`.' },
  host: { reader: text, about: 'The Host header. Without it: the address of the frontend.' },
  headers: { reader: headers, about: 'Further headers.' },
  body: { reader: size, about: 'Size of the body.' },
  weight: { reader: whole(1, 1000), about: 'How often this request is chosen, relative to the others.' },
} satisfies FieldTable;

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}$/;
const TARGET = /^[!-~\x80-\xff]{1,8000}$/;
const REQUEST_EXPECTS = "a request, for example 'GET /', '{send: GET /img.png, weight: 3}', or a list of such";

const request: Reader<RequestPlan> = {
  expects: REQUEST_EXPECTS,
  read(context, node) {
    if (!isMap(node)) {
      const line = scalarText(node);
      return line === null ? mismatch(context, node, REQUEST_EXPECTS) : requestOf(context, node, line, {});
    }
    const fields = readFields(context, node, REQUEST_FIELDS, 'a request');
    if (fields === undefined) return undefined;
    const line = fields.send?.value ?? `${fields.method?.value ?? 'GET'} ${fields.path?.value ?? '/'}`;
    return requestOf(context, node, line, {
      weight: fields.weight?.value,
      host: fields.host?.value,
      headers: fields.headers?.value,
      bodyBytes: fields.body?.value,
    });
  },
};

function requestOf(
  context: ReadContext,
  node: Node,
  line: string,
  more: { [K in keyof RequestPlan]?: RequestPlan[K] | undefined },
): RequestPlan | undefined {
  const [method = '', target = '/', protocol = 'HTTP/1.1', extra] = line.trim().split(/\s+/);
  const version = protocol === 'HTTP/1.0' ? '1.0' : protocol === 'HTTP/1.1' ? '1.1' : null;
  if (!METHOD.test(method) || !TARGET.test(target) || version === null || extra !== undefined) {
    return mismatch(context, node, "a request line such as 'GET /path', with HTTP/1.0 or HTTP/1.1 after it or nothing");
  }
  return {
    weight: more.weight ?? 1,
    method,
    target,
    version,
    host: more.host ?? null,
    headers: more.headers ?? [],
    bodyBytes: more.bodyBytes ?? 0,
  };
}

const MESSAGE_FIELDS = {
  type: { reader: text, about: 'Message type and trigger, MSH-9.' },
  bytes: { reader: size, about: 'Size of a message.' },
  cut: { reader: size, about: 'The first so many bytes come alone; the rest follows after `pause`.' },
  pause: { reader: duration(1), about: 'With `cut`: how long the rest is behind; 100ms unless said.' },
  weight: { reader: whole(1, 1000), about: 'How often this message is chosen, relative to the others.' },
} satisfies FieldTable;

/** An assumption, labelled as one in the guide: no source gives the shares of message types. */
export const DEFAULT_MESSAGE: MessagePlan = { weight: 1, type: 'ADT^A01', bytes: 512, cut: null };
/** Between the pieces of a message. */
const DEFAULT_PAUSE_MS = 100;
const MESSAGE_TYPE = /^[A-Z0-9]{3}(\^[A-Z0-9]{1,3}(\^[A-Z0-9_]{1,20})?)?$/;

const message: Reader<MessagePlan> = {
  expects: "an HL7 message type, for example 'ADT^A01' or '{type: ORU^R01, weight: 5, bytes: 16k}'",
  read(context, node) {
    const fields = isMap(node) ? readFields(context, node, MESSAGE_FIELDS, 'a message') : {};
    if (fields === undefined) return undefined;
    const type = isMap(node) ? (fields.type?.value ?? DEFAULT_MESSAGE.type) : (scalarText(node) ?? '');
    if (!MESSAGE_TYPE.test(type)) return mismatch(context, node, this.expects);
    const bytes = Math.max(64, fields.bytes?.value ?? DEFAULT_MESSAGE.bytes);
    const first = Math.max(1, Math.min(fields.cut?.value ?? bytes, bytes));
    const cut = first < bytes ? { bytes: first, pauseMs: fields.pause?.value ?? DEFAULT_PAUSE_MS } : null;
    return { type, bytes, weight: fields.weight?.value ?? 1, cut };
  },
};

export const CLIENT_FIELDS = {
  name: { reader: text, about: 'What the group is called in pictures and reports.' },
  to: { reader: name, about: 'The frontend it talks to: its name, or address:port of one of its binds.' },
  rate: { reader: rate, about: 'Open loop: requests come at this rate, whatever becomes of earlier ones.' },
  arrivals: {
    reader: oneOf('constant', 'poisson'),
    about: 'With `rate`: evenly spaced (constant) or at random times.',
  },
  users: { reader: whole(1, LIMITS.users), about: 'Closed loop: so many users, each waits for its answer and thinks.' },
  think: { reader: distribution, about: 'With `users`: the pause between an answer and the next request.' },
  feeds: {
    reader: whole(1, LIMITS.users),
    about: 'So many persistent connections with one message outstanding (MLLP).',
  },
  every: { reader: distribution, about: 'With `feeds`: the pause between an acknowledgement and the next message.' },
  ackTimeout: {
    reader: duration(1),
    about: 'With `feeds`: no acknowledgement for so long, and the sender reconnects.',
  },
  reconnect: { reader: duration(1), about: 'With `feeds`: the pause before connecting again.' },
  inTurn: { reader: flag, about: 'Send the requests of the list one after another, instead of choosing by weight.' },
  messages: { reader: listOf(message), about: 'With `feeds`: what is sent.' },
  from: { reader: listOf(addressBlock), about: 'Client addresses: an address, a network, or a list of them.' },
  request: { reader: listOf(request, REQUEST_EXPECTS), about: 'What is asked for.' },
  host: { reader: text, about: 'The Host header of every request that has none of its own.' },
  keepAlive: {
    reader: flag,
    about: 'Keep the connection for the next request. Default: true with `users`, else false.',
  },
  requestsPerConnection: { reader: whole(1, 1_000_000), about: 'Close the connection after so many requests.' },
  cookies: { reader: flag, about: 'Each user keeps the cookies it is given, as a browser does.' },
  count: { reader: whole(1, LIMITS.count), about: 'End after so many requests or messages of the group.' },
  start: { reader: duration(), about: 'When the group begins.' },
  stop: { reader: duration(), about: 'When it sends nothing new any more.' },
  timeout: { reader: duration(1), about: 'How long a client waits for an answer before it gives up.' },
  tls: { reader: tls, about: 'Connect with TLS. Default: when the bind has `ssl`.' },
} satisfies FieldTable;

const health: Reader<HealthAnswer> = {
  expects:
    'ok, fail, the HTTP status that health checks get (404), or what the program of an external check ends with (exit 2)',
  read(context, node) {
    const value = scalarText(node);
    if (value === 'ok') return { kind: 'as-served' };
    if (value === 'fail') return { kind: 'fail' };
    const exit = /^exit (\d{1,3})$/.exec(value ?? '');
    if (exit && Number(exit[1]) < 256) return { kind: 'exit', code: Number(exit[1]) };
    if (value === null || !/^[1-5]\d\d$/.test(value)) return mismatch(context, node, this.expects);
    return { kind: 'status', status: Number(value) };
  },
};

const MLLP_FIELDS = {
  ack: {
    reader: oneOf<Acknowledgement>('AA', 'AE', 'AR', 'CA', 'CE', 'CR', 'none'),
    about: 'The acknowledgement code, MSA-1; none: it never acknowledges.',
  },
} satisfies FieldTable;

const mllp: Reader<{ readonly ack: Acknowledgement } | null> = {
  expects: "true, false or '{ack: AE}'",
  read(context, node) {
    if (!isMap(node)) {
      const on = scalarText(node);
      if (on === 'true') return { ack: 'AA' };
      return on === 'false' ? null : mismatch(context, node, this.expects);
    }
    const fields = readFields(context, node, MLLP_FIELDS, 'mllp');
    return fields === undefined ? undefined : { ack: fields.ack?.value ?? 'AA' };
  },
};

export const SERVER_FIELDS = {
  service: { reader: distribution, about: 'How long it works on a request.' },
  concurrency: { reader: whole(1, 1_000_000), about: 'So many requests at once; others wait inside the server.' },
  backlog: { reader: whole(1, 1_000_000), about: 'Connections that the kernel accepts while the process hangs.' },
  responseBytes: { reader: size, about: 'Size of a response’s body.' },
  status: { reader: whole(200, 599), about: 'Status of its answers.' },
  headers: { reader: headers, about: 'Response headers, for example a cookie of the application.' },
  keepAlive: { reader: flag, about: 'Whether it keeps connections open after a response.' },
  health: { reader: health, about: 'What health checks find. Default: as it serves.' },
  mllp: { reader: mllp, about: 'It speaks HL7 over MLLP. Default: when feeds reach it.' },
  readsProxy: {
    reader: flag,
    about: 'With `send-proxy`: whether it understands that. An HL7 engine that does not never sees a message begin.',
  },
  fault: { reader: oneOf('none', 'refuse', 'blackhole', 'hang', 'slow', 'http-500'), about: 'How it starts.' },
  factor: { reader: number(1, 1_000_000), about: 'With `slow`: service times are multiplied by this.' },
} satisfies FieldTable;

/** What each `do` means: the reference's table of faults. */
export const FAULT_ABOUT: Readonly<Record<FaultAction, string>> = {
  refuse: 'The process is killed: its connections end (with a reset where something was unread), new ones are refused.',
  blackhole: 'Packets to and from the machine are lost; TCP sends again, and gets through when the hole ends.',
  hang: 'The process is stopped: its kernel still accepts connections, nothing is answered; revived, it goes on.',
  slow: 'Work takes `factor` times as long, health checks too.',
  'http-500': 'Answers 500, to health checks too; an HL7 engine acknowledges with AE, another TCP service closes.',
  revive: 'The server is itself again.',
  maint: 'An operator puts the server into maintenance (`set server … state maint`).',
  drain: 'An operator lets the server drain: only persistent clients reach it (`state drain`).',
  ready: 'An operator ends maintenance or draining (`state ready`).',
};

export const FAULT_FIELDS = {
  at: { reader: duration(), about: 'When it happens.' },
  server: { reader: listOf(name), about: 'Which: `server`, `backend/server`, `*`, or a list.' },
  do: { reader: oneOf(...FAULT_ACTIONS), about: 'What happens; see the table of faults.' },
  for: { reader: duration(1), about: 'How long; then the server is itself again.' },
  factor: { reader: number(1, 1_000_000), about: 'With `slow`: service times are multiplied by this.' },
} satisfies FieldTable;

const NETWORK_FIELDS = {
  clients: { reader: duration(), about: 'One-way delay between clients and the load balancer.' },
  servers: { reader: duration(), about: 'One-way delay between the load balancer and servers.' },
} satisfies FieldTable;

const network: Reader<{ readonly clientsMs: number; readonly serversMs: number }> = {
  expects: "one-way delays, for example '{clients: 1ms, servers: 0.5ms}'",
  read(context, node) {
    const fields = readFields(context, node, NETWORK_FIELDS, 'network');
    if (fields === undefined) return undefined;
    return {
      clientsMs: fields.clients?.value ?? DEFAULT_NETWORK.clientsMs,
      serversMs: fields.servers?.value ?? DEFAULT_NETWORK.serversMs,
    };
  },
};

export const DEFAULT_NETWORK = { clientsMs: 1, serversMs: 0.5 };

/** A list of maps, each kept as a node: `read.ts` reads the items one by one, so that one bad item does not hide the rest. */
function items(what: string, max: number): Reader<readonly Node[]> {
  const expects = `a list of ${what}, each line beginning with '- '`;
  return {
    expects,
    read(context, node) {
      if (!isSeq(node)) return mismatch(context, node, expects);
      if (node.items.length > max) return mismatch(context, node, `at most ${max} ${what}`);
      return node.items as Node[];
    },
  };
}

/** Patterns and what they set, as nodes. */
const serverEntries: Reader<readonly { readonly pattern: NameAt; readonly node: Node }[]> = {
  expects: 'servers by name, for example \'"*": {service: 20ms}\'',
  read(context, node) {
    const entries = readEntries(context, node, 'servers');
    return entries?.map(([pattern, key, value]) => ({
      pattern: { text: pattern, at: positionOf(context, key) },
      node: value,
    }));
  },
};

/** A whole configuration. */
const configuration: Reader<string> = {
  expects: "a configuration, as a block of text: 'configuration: |'",
  read(context, node) {
    return scalarText(node) ?? mismatch(context, node, this.expects);
  },
};

const ignored: Reader<null> = {
  expects: 'anything',
  read(context, node) {
    report(context, node, "'expect' is kept for later and not looked at yet", 'warning');
    return null;
  },
};

export const SCENARIO_FIELDS = {
  title: { reader: text, about: 'One line about it.' },
  seed: { reader: whole(0, 4_294_967_295), about: 'Chooses the random numbers. The same seed gives the same run.' },
  duration: { reader: duration(1), about: 'How long the run lasts.' },
  network: { reader: network, about: 'Delays on the wire.' },
  clients: { reader: items('groups of clients', LIMITS.clientGroups), about: 'Who sends what.' },
  servers: { reader: serverEntries, about: 'How servers behave.' },
  faults: { reader: items('faults', LIMITS.faults), about: 'What breaks, and when.' },
  configuration: { reader: configuration, about: 'The haproxy.cfg that it belongs to, for `drydock verify`.' },
  expect: { reader: ignored, about: 'Reserved.' },
} satisfies FieldTable;
