/**
 * Fetches about HAProxy's own form of a message (HTX): a block for the start line, one for each header, one for their end,
 * and the body's. Eight bytes describe each block. Seen in 2.6 to 3.4.
 */
import { START_LINE_BYTES } from '../http-size.ts';
import type { Header } from '../io.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Fetch } from './fetch.ts';
import { binary, boolean, integer, leadingNumber, text } from './value.ts';

const BLOCK_BYTES = 8;

interface Block {
  readonly type: 'REQ_SL' | 'RES_SL' | 'HDR' | 'EOH' | 'DATA';
  readonly size: number;
  readonly line?: string;
  readonly header?: Header;
  readonly data?: string;
}

interface Message {
  readonly blocks: readonly Block[];
  readonly isWhole: boolean;
}

function messageOf({ stream, direction }: SampleContext): Message | null {
  const headers = (direction === 'request' ? stream.request : stream.response)?.headers;
  if (!headers) return null;
  const line = direction === 'request' ? requestLine(stream.request!) : responseLine(stream.response!);
  const body = direction === 'request' ? stream.body : stream.peekedBack;
  const blocks: Block[] = [
    line,
    ...headers.map((header) => ({ type: 'HDR' as const, size: header.name.length + header.value.length, header })),
    { type: 'EOH', size: 1 },
    ...(body === '' ? [] : [{ type: 'DATA' as const, size: body.length, data: body }]),
  ];
  const isDone = direction === 'request' ? stream.requestDone : stream.responseDone;
  return { blocks, isWhole: isDone };
}

function requestLine({ method, target, version }: { method: string; target: string; version: string }): Block {
  const line = `${method} ${target} HTTP/${version}`;
  return { type: 'REQ_SL', size: START_LINE_BYTES + line.length - 2, line };
}

function responseLine({ version, status, reason }: { version: string; status: number; reason: string }): Block {
  const line = `HTTP/${version} ${status} ${reason}`;
  return { type: 'RES_SL', size: START_LINE_BYTES + line.length - 2, line };
}

const of = (get: (message: Message, room: number) => SampleValue): Fetch => ({
  one(context) {
    const message = messageOf(context);
    return (
      message && get(message, context.engine.plan.process.bufferBytes - context.engine.plan.behaviour.htxHeadBytes)
    );
  },
});

const dataOf = ({ blocks }: Message) => blocks.reduce((sum, { size }) => sum + size, 0);
const usedOf = (message: Message) => dataOf(message) + message.blocks.length * BLOCK_BYTES;

/** `head`, `tail`, `first`, or a number from the head on. */
const block = (get: (block: Block) => SampleValue | null): Fetch => ({
  one(context, [which = 'head']) {
    const blocks = messageOf(context)?.blocks;
    const found = blocks && (which === 'tail' ? blocks.at(-1) : blocks[/^\d/.test(which) ? leadingNumber(which) : 0]);
    return found ? get(found) : null;
  },
});

export const HTX_FETCHES = {
  'internal.strm.is_htx': { one: ({ stream }) => boolean(stream.mode === 'http') },
  'internal.htx.size': of((_message, room) => integer(room)),
  'internal.htx.data': of((message) => integer(dataOf(message))),
  'internal.htx.used': of((message) => integer(usedOf(message))),
  'internal.htx.free': of((message, room) => integer(room - usedOf(message))),
  'internal.htx.free_data': of((message, room) => integer(Math.max(0, room - usedOf(message) - BLOCK_BYTES))),
  'internal.htx.nbblks': of(({ blocks }) => integer(blocks.length)),
  'internal.htx.has_eom': of(({ isWhole }) => boolean(isWhole)),
  'internal.htx_blk.type': block(({ type }) => text(`HTX_BLK_${type}`)),
  'internal.htx_blk.size': block(({ size }) => integer(size)),
  'internal.htx_blk.start_line': block(({ line }) => (line === undefined ? null : text(line))),
  'internal.htx_blk.hdrname': block(({ header }) => (header ? text(header.name) : null)),
  'internal.htx_blk.hdrval': block(({ header }) => (header ? text(header.value) : null)),
  'internal.htx_blk.data': block(({ data }) => (data === undefined ? null : binary(data))),
} satisfies Record<string, Fetch>;
