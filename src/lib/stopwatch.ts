/**
 * How long a key takes to become tags and pixels, as entries of the Performance timeline that benches read: mark
 * `tagloom:key`, measures `tagloom:sent` (key to the message to the worker), `tagloom:began` (key to the worker taking it),
 * `tagloom:reply` (key to the worker's reply; both by the worker's clock), `tagloom:tags` (key to the
 * page holding it: browsers draw the key's own frame before they deliver a message) and `tagloom:painted` (key to the
 * next frame).
 */

/** A key press explains a change that follows within this time, milliseconds. */
const SAME_KEY_MS = 100;
/** Entries are dropped after this many measures, so that a long day does not grow the page. Observers see all. */
const KEPT_MEASURES = 2_000;

let lastKeyAt = -1;
if (typeof window !== 'undefined')
  window.addEventListener('keydown', (event) => (lastKeyAt = event.timeStamp), {
    capture: true,
    passive: true,
  });

export interface Stopwatch {
  /** A local edit was made that batch `id` carries to the worker. */
  start(id: number): void;
  /** The worker's answer is here; begun and posted at these times (`timeOrigin` + `now`, milliseconds). */
  lap(id: number, beganAt: number, repliedAt: number): void;
  /** The answer is in the page's state; measures once it is on the screen. */
  painted(id: number): void;
}

export function createStopwatch(): Stopwatch {
  const running = new Map<number, number>();
  let measures = 0;
  const measure = (name: string, start: number, end = performance.now()) => {
    // Clocks of two threads differ by microseconds: an answer is never older than its question.
    performance.measure(name, { start, end: Math.max(start, end) });
    if (++measures % KEPT_MEASURES === 0) clearEntries();
  };
  return {
    start: (id) => {
      const at = keyTime();
      performance.mark('tagloom:key', { startTime: at });
      running.set(id, at);
      measure('tagloom:sent', at);
    },
    lap: (id, beganAt, repliedAt) => {
      const start = running.get(id);
      if (start === undefined) return;
      measure('tagloom:began', start, beganAt - performance.timeOrigin);
      measure('tagloom:reply', start, repliedAt - performance.timeOrigin);
      measure('tagloom:tags', start);
    },
    painted: (id) => {
      const start = running.get(id);
      running.delete(id);
      if (start !== undefined) afterFrame(() => measure('tagloom:painted', start));
    },
  };
}

/** When the key went down that made this edit; now, when it was no key (paste by menu, program). */
function keyTime(): number {
  const now = performance.now();
  const at = now - lastKeyAt < SAME_KEY_MS ? lastKeyAt : now;
  lastKeyAt = -1;
  return at;
}

/** Calls back in the task after the next frame: what was drawn is on its way to the screen. */
function afterFrame(callback: () => void): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => callback();
    channel.port2.postMessage(null);
  });
}

function clearEntries(): void {
  performance.clearMarks('tagloom:key');
  for (const name of ['sent', 'began', 'reply', 'tags', 'painted'])
    performance.clearMeasures(`tagloom:${name}`);
}
