import { describe, expect, it } from 'vitest';
import { decode, encode, lineFeedsOnly } from './encoding.ts';

const bytes = (...codes: number[]) => Uint8Array.from(codes);
const utf16 = (text: string, bigEndian: boolean) => {
  const out = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at++)
    new DataView(out.buffer).setUint16(at * 2, text.charCodeAt(at), !bigEndian);
  return out;
};

describe('decode', () => {
  it('reads UTF-8 with and without a mark, and never guesses there', () => {
    const plain = new TextEncoder().encode('x := 1; // Öl');
    expect(decode(plain)).toMatchObject({ text: 'x := 1; // Öl', encoding: 'utf-8', guessed: false });
    expect(decode(bytes(0xef, 0xbb, 0xbf, ...plain))).toMatchObject({
      text: 'x := 1; // Öl',
      encoding: 'utf-8',
      guessed: false,
    });
  });

  it('reads UTF-16 of both orders, by mark or by its zero bytes', () => {
    for (const bigEndian of [false, true]) {
      const encoding = bigEndian ? 'utf-16be' : 'utf-16le';
      expect(decode(utf16('\ufeffVAR x', bigEndian))).toMatchObject({
        text: 'VAR x',
        encoding,
        guessed: false,
      });
      expect(decode(utf16('VAR x : INT;', bigEndian))).toMatchObject({
        text: 'VAR x : INT;',
        encoding,
        guessed: true,
      });
    }
  });

  it('falls back to Windows-1252 and says that it guessed', () => {
    expect(decode(bytes(0x64, 0xb0, 0x80))).toMatchObject({
      text: 'd°€',
      encoding: 'windows-1252',
      guessed: true,
    });
  });

  it('refuses binary files: NUL bytes, control characters, broken UTF-16', () => {
    expect(decode(bytes(0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0))).toBeNull();
    expect(decode(bytes(1, 2, 3, 4, 5, 6, 7, 8, 65))).toBeNull();
    expect(decode(utf16('\ufeff\ud800x', false))).toBeNull();
  });

  it('takes an empty file as empty text', () => {
    expect(decode(bytes())).toMatchObject({ text: '', encoding: 'utf-8', guessed: false });
  });
});

it('D1: CR LF and lone CR become LF', () => {
  expect(lineFeedsOnly('a\r\nb\rc\n\r\n')).toBe('a\nb\nc\n\n');
});

it('is undone by encode, mark and all, in every encoding', () => {
  const text = 'VAR x : INT; // \u00c4 \u20ac\r\nEND_VAR\n';
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const)
    for (const marked of encoding === 'windows-1252' ? [false] : [true, false]) {
      const written = encode(text, encoding, marked);
      expect(decode(written)).toMatchObject({ text, encoding, marked });
    }
});

it('does not call an encoding guessed that the XML declaration names', () => {
  const xml = encode('<?xml version="1.0" encoding="iso-8859-1"?><a>\u00e4</a>', 'windows-1252', false);
  expect(decode(xml)).toMatchObject({ encoding: 'windows-1252', guessed: false });
});
