/** Converters on binary messages: FIX, MQTT (first packets only), Protocol Buffers and gRPC. */
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { onBytes } from './on.ts';
import { binary, boolean, integer, text, wideInteger } from './value.ts';

/** `8=FIX.4.2|9=5|35=0|10=161|`: shorter ones cannot be whole. */
const FIX_LEAST_BYTES = 26;
const FIX_TAGS: Readonly<Record<string, string>> = {
  BeginString: '8',
  BodyLength: '9',
  CheckSum: '10',
  MsgType: '35',
  SenderComID: '49',
  SenderCompID: '49',
  TargetComID: '56',
  TargetCompID: '56',
};

/** null: not all of it is there. */
function fixIsValid(bytes: string): boolean | null {
  if (bytes.length < FIX_LEAST_BYTES) return null;
  const head = /^8=(?:FIX\.(?:4\.[0-4]|5\.0)|FIXT\.1\.1)\x019=(\d+)\x0135=/.exec(bytes);
  if (!head) return false;
  const bodyFrom = bytes.indexOf('\x01', bytes.indexOf('\x01') + 1) + 1;
  const tail = bodyFrom + Number(head[1]);
  if (bytes.length < tail + 7) return null;
  const sum = /^10=(\d{3})\x01$/.exec(bytes.slice(tail));
  if (!sum) return false;
  let total = 0;
  for (let at = 0; at < tail; at++) total += bytes.charCodeAt(at);
  return Number(sum[1]) === total % 256;
}

function fixTag(bytes: string, [name = '']: readonly string[]): SampleValue | null {
  const wanted = FIX_TAGS[name] ?? name;
  let from = 0;
  for (let end = bytes.indexOf('\x01'); end >= 0; end = bytes.indexOf('\x01', from)) {
    const equals = bytes.indexOf('=', from);
    if (equals < 0 || equals > end) return null;
    if (bytes.slice(from, equals) === wanted) return binary(bytes.slice(equals + 1, end));
    from = end + 1;
  }
  return null;
}

/** Bytes read in order; what is beyond the end is null from then on. */
interface Reader {
  at: number;
  readonly bytes: string;
  failed: boolean;
}

function take(reader: Reader, count: number): string {
  const part = reader.bytes.slice(reader.at, reader.at + count);
  if (part.length < count) reader.failed = true;
  reader.at += count;
  return part;
}

function takeNumber(reader: Reader, count: number): number {
  let number = 0;
  for (const one of take(reader, count)) number = number * 256 + one.charCodeAt(0);
  return number;
}

const takeString = (reader: Reader) => take(reader, takeNumber(reader, 2));

/** Seven bits a byte, the lowest first, at most four bytes; null: too long, or cut short. */
function takeVariable(reader: Reader): number | null {
  let number = 0;
  for (let at = 0; at < 4; at++) {
    const byte = takeNumber(reader, 1);
    if (reader.failed) return null;
    number += (byte & 127) << (7 * at);
    if (byte < 128) return number;
  }
  return null;
}

/** How the properties of MQTT 5 are written: bytes of a number, a string, or a number of seven bits a byte. */
const MQTT_NUMBERS: Readonly<Record<number, number>> = {
  1: 1,
  2: 4,
  17: 4,
  18: 4,
  19: 2,
  23: 1,
  24: 4,
  25: 1,
  33: 2,
  34: 2,
  36: 1,
  37: 1,
  39: 4,
  40: 1,
  41: 1,
  42: 1,
};

type Fields = Record<string, string>;
/** Not all there; not MQTT; or the fields of the packet. */
type Packet = 'incomplete' | 'invalid' | { readonly type: number; readonly fields: Fields };

function takeProperties(reader: Reader, into: Fields, type: number): boolean {
  const size = takeVariable(reader);
  if (size === null) return false;
  const end = reader.at + size;
  while (reader.at < end && !reader.failed) {
    const id = takeVariable(reader) ?? 0;
    const isText = (id === 18 && type === 2) || !(id in MQTT_NUMBERS);
    if (id === 38) takeString(reader);
    const value =
      id === 11
        ? String(takeVariable(reader))
        : isText
          ? takeString(reader)
          : String(takeNumber(reader, MQTT_NUMBERS[id]!));
    if (id !== 38) into[id] = value;
  }
  return !reader.failed && reader.at === end;
}

function mqtt(bytes: string): Packet {
  if (bytes.length < 2) return 'incomplete';
  const reader: Reader = { at: 0, bytes, failed: false };
  const first = takeNumber(reader, 1);
  const type = first >> 4;
  if ((type !== 1 && type !== 2) || (first & 15) !== 0) return 'invalid';
  const size = takeVariable(reader);
  if (size === null) return reader.failed ? 'incomplete' : 'invalid';
  if (bytes.length < reader.at + size) return 'incomplete';
  const fields: Fields = {};
  const end = reader.at + size;
  const isRead = type === 1 ? connect(reader, fields) : connack(reader, fields, size);
  return isRead && !reader.failed && reader.at === end ? { type, fields } : 'invalid';
}

function connect(reader: Reader, fields: Fields): boolean {
  fields.protocol_name = takeString(reader);
  const version = takeNumber(reader, 1);
  const isKnown =
    fields.protocol_name === 'MQTT'
      ? version === 4 || version === 5
      : fields.protocol_name === 'MQIsdp' && version === 3;
  if (!isKnown) return false;
  const flags = takeNumber(reader, 1);
  if ((flags & 1) !== 0) return false;
  fields.protocol_version = String(version);
  fields.flags = String(flags);
  fields.keepalive = String(takeNumber(reader, 2));
  if (version === 5 && !takeProperties(reader, fields, 1)) return false;
  fields.client_identifier = takeString(reader);
  if ((flags & 4) !== 0) {
    if (version === 5 && !takeProperties(reader, fields, 1)) return false;
    fields.will_topic = takeString(reader);
    fields.will_payload = takeString(reader);
  }
  if ((flags & 0x80) !== 0) fields.username = takeString(reader);
  if ((flags & 0x40) !== 0) fields.password = takeString(reader);
  return true;
}

function connack(reader: Reader, fields: Fields, size: number): boolean {
  const flags = takeNumber(reader, 1);
  if ((flags & 0xfe) !== 0) return false;
  fields.flags = String(flags);
  fields.reason_code = String(takeNumber(reader, 1));
  fields.protocol_version = size === 2 ? '4' : '5';
  return size === 2 || takeProperties(reader, fields, 2);
}

const MQTT_TYPES: Readonly<Record<string, number>> = { connect: 1, connack: 2 };

function mqttField(bytes: string, [kind = '', name = '']: readonly string[]): SampleValue | null {
  const packet = mqtt(bytes);
  if (typeof packet === 'string' || packet.type !== (MQTT_TYPES[kind.toLowerCase()] ?? Number(kind))) return null;
  const value = packet.fields[name.toLowerCase()];
  return value === undefined ? null : text(value);
}

interface WireField {
  readonly number: number;
  readonly wire: number;
  /** As it stands; of a varint its bytes. */
  readonly raw: string;
}

/** Fields of a Protocol Buffers message up to the first that is broken. */
function wireFields(bytes: string): WireField[] {
  const fields: WireField[] = [];
  const varint = (from: number) => {
    let at = from;
    while (at < bytes.length && at - from < 10 && bytes.charCodeAt(at) >= 128) at++;
    return at < bytes.length ? at + 1 : -1;
  };
  for (let at = 0; at < bytes.length; ) {
    const behindKey = varint(at);
    if (behindKey < 0) break;
    const key = Number(varintValue(bytes.slice(at, behindKey)));
    const wire = key & 7;
    let from = behindKey;
    let end = wire === 0 ? varint(from) : wire === 1 ? from + 8 : wire === 5 ? from + 4 : -1;
    if (wire === 2) {
      const behindSize = varint(from);
      if (behindSize < 0) break;
      end = behindSize + Number(varintValue(bytes.slice(from, behindSize)));
      from = behindSize;
    }
    if (end < 0 || end > bytes.length) break;
    fields.push({ number: Math.floor(key / 8), wire, raw: bytes.slice(from, end) });
    at = end;
  }
  return fields;
}

function varintValue(raw: string): bigint {
  let value = 0n;
  for (let at = 0; at < raw.length; at++) value |= BigInt(raw.charCodeAt(at) & 127) << BigInt(7 * at);
  return BigInt.asUintN(64, value);
}

function protobuf(bytes: string, [path = '', type]: readonly string[]): SampleValue | null {
  let inside = bytes;
  const numbers = path.split('.').map(Number);
  for (const [depth, number] of numbers.entries()) {
    const field = wireFields(inside).find((one) => one.number === number);
    if (!field) return null;
    if (depth === numbers.length - 1) return type === undefined ? binary(field.raw) : typed(field, type);
    if (field.wire !== 2) return null;
    inside = field.raw;
  }
  return null;
}

const VARINTS = ['int32', 'int64', 'uint32', 'uint64', 'bool', 'enum'];

function typed({ wire, raw }: WireField, type: string): SampleValue | null {
  if (wire === 0) {
    const value = varintValue(raw);
    if (type === 'sint32' || type === 'sint64') return wideInteger((value >> 1n) ^ -(value & 1n));
    return VARINTS.includes(type) ? wideInteger(BigInt.asIntN(64, value)) : null;
  }
  if (wire === 2) return type === 'string' || type === 'bytes' ? binary(raw) : null;
  const view = new DataView(Uint8Array.from(raw, (one) => one.charCodeAt(0)).buffer);
  switch (type) {
    case 'fixed32':
      return wire === 5 ? integer(view.getUint32(0, true)) : null;
    case 'sfixed32':
      return wire === 5 ? integer(view.getInt32(0, true)) : null;
    case 'float':
      return wire === 5 ? integer(Math.trunc(view.getFloat32(0, true)) || 0) : null;
    case 'fixed64':
    case 'sfixed64':
      return wire === 1 ? wideInteger(view.getBigInt64(0, true)) : null;
    case 'double': {
      const number = view.getFloat64(0, true);
      return wire === 1 ? wideInteger(Number.isFinite(number) ? BigInt(Math.trunc(number)) : -(1n << 63n)) : null;
    }
    default:
      return null;
  }
}

/** A compressed flag and a length of four bytes stand in front of each gRPC message; the first that has the field. */
function grpc(bytes: string, args: readonly string[]): SampleValue | null {
  for (let at = 0; at + 5 <= bytes.length; ) {
    const reader: Reader = { at: at + 1, bytes, failed: false };
    const size = takeNumber(reader, 4);
    const found = protobuf(bytes.slice(at + 5, at + 5 + size), args);
    if (found) return found;
    at += 5 + size;
  }
  return null;
}

/** What has come of a message tells already, whatever may follow; or more of it is needed. */
function decided({ inspect }: SampleContext, isDecided: boolean): void {
  if (inspect && !inspect.final) inspect.missed = !isDecided;
}

export const MESSAGES = {
  fix_is_valid: onBytes((bytes, _args, context) => {
    const verdict = fixIsValid(bytes);
    decided(context, verdict !== null);
    return verdict === null ? null : boolean(verdict);
  }),
  fix_tag_value: onBytes(fixTag),
  mqtt_is_valid: onBytes((bytes, _args, context) => {
    const packet = mqtt(bytes);
    decided(context, packet !== 'incomplete');
    return packet === 'incomplete' ? null : boolean(packet !== 'invalid');
  }),
  mqtt_field_value: onBytes(mqttField),
  protobuf: onBytes(protobuf),
  ungrpc: onBytes(grpc),
} satisfies Record<string, Converter>;
