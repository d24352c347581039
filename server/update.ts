/**
 * Reads Yjs updates (format v1) without building anything: a linear scan of struct headers, content kinds and the delete
 * set. Nothing is allocated by a declared count, so a few bytes that claim millions of structs cost a few bytes.
 */

/** Thrown for bytes that are not an update; says what, for the log, never the content. */
export class MalformedUpdate extends Error {
  override readonly name = 'MalformedUpdate';
}

/** Content kinds of Yjs (the lower five bits of a struct's info byte). */
export const CONTENT = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const;

/** Shared types by the number behind content kind 7. */
export const SHARED_TYPE = { array: 0, map: 1, text: 2 } as const;

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;

/** One struct while it is being read. The scanner reuses one object: copy what must last. */
export interface Struct {
  client: number;
  clock: number;
  length: number;
  kind: number;
  /** -1 = there is none. */
  originClient: number;
  originClock: number;
  rightClient: number;
  rightClock: number;
  /** The root's name, when the parent is a root and there is no origin. */
  parentRoot: string | null;
  parentClient: number;
  parentClock: number;
  parentKey: string | null;
  /** For kind `type`. */
  sharedType: number;
}

/** What a scan reports; each callback may throw to end it. */
export interface UpdateVisitor {
  section(client: number, clock: number): void;
  struct(struct: Struct): void;
  sectionEnd(client: number, endClock: number): void;
  deletion(client: number, clock: number, length: number): void;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads variable-length numbers and strings as lib0 writes them, and refuses to read past the end. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new MalformedUpdate('The update ends inside a field.');
    return value;
  }

  uint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      factor *= 128;
    }
    throw new MalformedUpdate('A number is too long.');
  }

  skip(length: number): void {
    this.at += length;
    if (this.at > this.bytes.length) throw new MalformedUpdate('The update ends inside a field.');
  }

  string(): string {
    const length = this.uint();
    const from = this.at;
    this.skip(length);
    try {
      return UTF8.decode(this.bytes.subarray(from, this.at));
    } catch {
      throw new MalformedUpdate('A text is not UTF-8.');
    }
  }

  /** Length in UTF-16 units, without building the text where it is ASCII. */
  stringLength(): number {
    const start = this.at;
    const length = this.uint();
    const from = this.at;
    this.skip(length);
    for (let i = from; i < this.at; i++)
      if ((this.bytes[i] as number) > 0x7f) {
        this.at = start;
        return this.string().length;
      }
    return length;
  }
}

/** Scans a whole update; throws MalformedUpdate, also for bytes after its end. */
export function scanUpdate(update: Uint8Array, visitor: UpdateVisitor, valueDepth: number): void {
  const reader = new Reader(update);
  for (let sections = reader.uint(); sections > 0; sections--) scanSection(reader, visitor, valueDepth);
  for (let clients = reader.uint(); clients > 0; clients--) {
    const client = reader.uint();
    for (let ranges = reader.uint(); ranges > 0; ranges--)
      visitor.deletion(client, reader.uint(), reader.uint());
  }
  if (reader.at !== update.length) throw new MalformedUpdate('There are bytes behind the update.');
}

function scanSection(reader: Reader, visitor: UpdateVisitor, valueDepth: number): void {
  const count = reader.uint();
  const client = reader.uint();
  let clock = reader.uint();
  const struct = emptyStruct(client);
  visitor.section(client, clock);
  for (let i = 0; i < count; i++) {
    struct.clock = clock;
    readStruct(reader, struct, valueDepth);
    if (struct.length < 1) throw new MalformedUpdate('A struct is empty.');
    visitor.struct(struct);
    clock += struct.length;
  }
  visitor.sectionEnd(client, clock);
}

function emptyStruct(client: number): Struct {
  return {
    client,
    clock: 0,
    length: 0,
    kind: 0,
    originClient: -1,
    originClock: 0,
    rightClient: -1,
    rightClock: 0,
    parentRoot: null,
    parentClient: -1,
    parentClock: 0,
    parentKey: null,
    sharedType: -1,
  };
}

function readStruct(reader: Reader, struct: Struct, valueDepth: number): void {
  const info = reader.byte();
  struct.kind = info & 0x1f;
  struct.originClient = -1;
  struct.rightClient = -1;
  struct.parentClient = -1;
  struct.parentRoot = null;
  struct.parentKey = null;
  if (struct.kind === CONTENT.gc || struct.kind === CONTENT.skip) {
    struct.length = reader.uint();
    return;
  }
  if (info & HAS_ORIGIN) {
    struct.originClient = reader.uint();
    struct.originClock = reader.uint();
  }
  if (info & HAS_RIGHT_ORIGIN) {
    struct.rightClient = reader.uint();
    struct.rightClock = reader.uint();
  }
  if (!(info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN))) readParent(reader, struct, info);
  struct.length = readContent(reader, struct, valueDepth);
}

function readParent(reader: Reader, struct: Struct, info: number): void {
  const isRoot = reader.uint();
  if (isRoot > 1) throw new MalformedUpdate('A parent is neither a root nor an item.');
  if (isRoot === 1) struct.parentRoot = reader.string();
  else {
    struct.parentClient = reader.uint();
    struct.parentClock = reader.uint();
  }
  if (info & HAS_PARENT_SUB) struct.parentKey = reader.string();
}

/** Reads over the content and returns its length in clock units. */
function readContent(reader: Reader, struct: Struct, valueDepth: number): number {
  switch (struct.kind) {
    case CONTENT.deleted:
      return reader.uint();
    case CONTENT.string:
      return reader.stringLength();
    case CONTENT.type:
      struct.sharedType = reader.uint();
      // XML elements and hooks carry a name; the gate refuses both kinds.
      if (struct.sharedType === 3 || struct.sharedType === 5) reader.stringLength();
      return 1;
    case CONTENT.any:
      return skipValues(reader, reader.uint(), valueDepth);
    case CONTENT.json:
      return skipStrings(reader, reader.uint());
    case CONTENT.binary:
      reader.skip(reader.uint());
      return 1;
    case CONTENT.embed:
      reader.stringLength();
      return 1;
    case CONTENT.format:
      reader.stringLength();
      reader.stringLength();
      return 1;
    case CONTENT.doc:
      reader.stringLength();
      skipValue(reader, valueDepth);
      return 1;
    default:
      throw new MalformedUpdate(`Content kind ${struct.kind} does not exist.`);
  }
}

function skipStrings(reader: Reader, count: number): number {
  for (let i = 0; i < count; i++) reader.stringLength();
  return count;
}

function skipValues(reader: Reader, count: number, depth: number): number {
  for (let i = 0; i < count; i++) skipValue(reader, depth);
  return count;
}

/** One value in lib0's "any" encoding. */
function skipValue(reader: Reader, depth: number) {
  if (depth <= 0) throw new MalformedUpdate('A value is nested too deep.');
  const type = reader.byte();
  switch (type) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125: // integer
      return skipSigned(reader);
    case 124: // float32
      return reader.skip(4);
    case 123: // float64
    case 122: // bigint
      return reader.skip(8);
    case 119: // string
      reader.stringLength();
      return;
    case 118: // object
      for (let left = reader.uint(); left > 0; left--) {
        reader.stringLength();
        skipValue(reader, depth - 1);
      }
      return;
    case 117: // array
      for (let left = reader.uint(); left > 0; left--) skipValue(reader, depth - 1);
      return;
    case 116: // bytes
      return reader.skip(reader.uint());
    default:
      throw new MalformedUpdate(`Value type ${type} does not exist.`);
  }
}

function skipSigned(reader: Reader): void {
  for (let i = 0; i < 8; i++) if (reader.byte() < 0x80) return;
  throw new MalformedUpdate('A number is too long.');
}
