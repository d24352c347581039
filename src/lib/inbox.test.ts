import { expect, it } from 'vitest';
import { Inbox } from './inbox.ts';

interface Part {
  readonly n: number;
  readonly more: boolean;
}

/** Frames are drawn by hand; an event says when its data was read. */
function inbox() {
  const taken: number[] = [];
  const frames: (() => void)[] = [];
  const box = new Inbox<Part>(
    ({ n, more }) => {
      taken.push(n);
      return more;
    },
    (go) => frames.push(go),
  );
  const send = (n: number, more: boolean) => box.receive({ data: { n, more } } as MessageEvent<Part>);
  return { taken, send, draw: () => frames.shift()?.(), frames };
}

it('messages are taken at once, parts of a long one with a frame between them, and never out of order', () => {
  const { taken, send, draw, frames } = inbox();
  send(1, false);
  expect(taken).toEqual([1]);
  send(2, true);
  send(3, true);
  send(4, false);
  send(5, false);
  expect(taken).toEqual([1, 2]);
  draw();
  expect(taken).toEqual([1, 2, 3]);
  draw();
  expect(taken).toEqual([1, 2, 3, 4, 5]);
  expect(frames).toHaveLength(0);
  send(6, false);
  expect(taken.at(-1)).toBe(6);
});

it('a part that comes only after the frame is taken when it comes', () => {
  const { taken, send, draw } = inbox();
  send(1, true);
  draw();
  send(2, true);
  send(3, false);
  expect(taken).toEqual([1, 2]);
  draw();
  expect(taken).toEqual([1, 2, 3]);
});
