/** Object ids that stay the same from export to export: UUID version 5 (RFC 9562), SHA-1 in plain code so that browsers agree. */

/** Namespace of all ids that Tagloom derives; a random constant. */
const NAMESPACE = '8f0c1f52-5a1e-4d0b-9b7c-3f6d2a9e4c10';

/** `{xxxxxxxx-xxxx-5xxx-yxxx-xxxxxxxxxxxx}` of a project, an object kind and a name. */
export function guidOf(project: string, kind: string, name: string): string {
  const space = NAMESPACE.replaceAll('-', '').match(/../g) ?? [];
  const input = new TextEncoder().encode(JSON.stringify([project, kind, name]));
  const hash = sha1(Uint8Array.from([...space.map((pair) => Number.parseInt(pair, 16)), ...input])).slice(
    0,
    16,
  );
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `{${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}}`;
}

/** SHA-1 (FIPS 180-4). For ids only, never for security. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const padded = pad(bytes);
  for (let at = 0; at < padded.byteLength; at += 64) mix(state, new DataView(padded.buffer, at, 64));
  const out = new DataView(new ArrayBuffer(20));
  state.forEach((word, at) => {
    out.setUint32(at * 4, word);
  });
  return new Uint8Array(out.buffer);
}

function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  return padded;
}

function mix(state: Uint32Array, block: DataView): void {
  const words = new Uint32Array(80);
  for (let at = 0; at < 16; at++) words[at] = block.getUint32(at * 4);
  const word = (at: number) => words[at] ?? 0;
  for (let at = 16; at < 80; at++)
    words[at] = left(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let at = 0; at < 80; at++) {
    const [choice, constant] = round(at, b, c, d);
    const next = (left(a, 5) + choice + e + constant + word(at)) >>> 0;
    [e, d, c, b, a] = [d, c, left(b, 30), a, next];
  }
  [a, b, c, d, e].forEach((value, at) => {
    state[at] = ((state[at] ?? 0) + value) >>> 0;
  });
}

function round(at: number, b: number, c: number, d: number): readonly [number, number] {
  if (at < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (at < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (at < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

function left(value: number, by: number): number {
  return ((value << by) | (value >>> (32 - by))) >>> 0;
}
