import { expect, test } from 'vitest';
import { Bytes } from './bytes.ts';

const encoded = (text: string) => new TextEncoder().encode(text);

test('text that comes in parts has the bytes of the whole text, also where a part ends inside a surrogate pair', () => {
  const pair = '😀';
  const parts = ['', 'é'.repeat(40_000), pair[0]!, pair[1]!, 'x'.repeat(40_000) + pair[0]!, pair[1]!, 'end'];
  const bytes = new Bytes();
  for (const part of parts) bytes.add(part);
  expect(bytes.whole()).toEqual(encoded(parts.join('')));
});

test('what one text takes over from another stands behind its own, and the other is empty', () => {
  const [first, second] = [new Bytes(), new Bytes()];
  first.add('head ');
  second.add('x'.repeat(50_000));
  second.add(' tail');
  first.take(second);
  first.add('!');
  expect(first.whole()).toEqual(encoded(`head ${'x'.repeat(50_000)} tail!`));
  expect(second.whole()).toEqual(new Uint8Array(0));
});
