/**
 * When to draw. What comes alone is drawn in the next task: Monaco draws with the frame behind that, where work that begins
 * in a frame would need another one, and a key would wait for both. What follows closely waits for its frame, so that a flood
 * costs once a frame; a hidden page, which has no frames, waits for a timer.
 */

/** Longest wait when the browser gives no frames (hidden tab), in milliseconds. */
const HIDDEN_WAIT = 250;
/** What comes later than this behind the last drawing comes alone, in milliseconds. */
const ALONE_AFTER = 16;

/** Calls back once, soon. Tests pass their own. */
export interface FrameSource {
  /** Asks for one call; returns what takes the request back. */
  request(callback: () => void): () => void;
}

/** The browser's tasks and animation frames. */
export function browserFrames(): FrameSource {
  /** When something was drawn last, `performance.now()`. */
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    request(callback) {
      const isAlone = performance.now() - drawnAt > ALONE_AFTER;
      const cancel = () => {
        if (frame !== null) cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
      const run = () => {
        cancel();
        drawnAt = performance.now();
        callback();
      };
      const frame = isAlone ? null : requestAnimationFrame(run);
      const timer = setTimeout(run, isAlone ? 0 : HIDDEN_WAIT);
      return cancel;
    },
  };
}

/** Those of this page. */
export const animationFrames: FrameSource = browserFrames();
