import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserFrames } from './frames.ts';

let frames: Map<number, () => void>;

beforeEach(() => {
  frames = new Map();
  let id = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    frames.set(++id, callback);
    return id;
  });
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame));
  vi.advanceTimersByTime(1_000);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const nextFrame = () => {
  for (const callback of [...frames.values()]) callback();
};

it('what comes alone is drawn in the next task, what follows closely with the next frame', () => {
  const drawn: string[] = [];
  const source = browserFrames();
  source.request(() => drawn.push('text'));
  source.request(() => drawn.push('cursor'));
  expect(drawn).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(drawn).toEqual(['text', 'cursor']);
  vi.advanceTimersByTime(10);
  source.request(() => drawn.push('flood'));
  vi.advanceTimersByTime(5);
  expect(drawn).toHaveLength(2);
  nextFrame();
  expect(drawn).toEqual(['text', 'cursor', 'flood']);
  expect(frames.size).toBe(0);
});

it('a page without frames waits for a timer, and what was taken back is not drawn', () => {
  const drawn: string[] = [];
  const source = browserFrames();
  source.request(() => drawn.push('first'));
  source.request(() => drawn.push('never'))();
  vi.advanceTimersByTime(0);
  source.request(() => drawn.push('hidden'));
  source.request(() => drawn.push('never'))();
  vi.advanceTimersByTime(249);
  expect(drawn).toEqual(['first']);
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual(['first', 'hidden']);
});
