/** When to draw: a batch waits for the next animation frame, or for a timer when the page is hidden and has no frames. */

/** Longest wait when the browser gives no frames (hidden tab), in milliseconds. */
const HIDDEN_WAIT = 250;

/** Calls back once, soon. Tests pass their own. */
export interface FrameSource {
  /** Asks for one call; returns what takes the request back. */
  request(callback: () => void): () => void;
}

/** The browser's animation frames. */
export const animationFrames: FrameSource = {
  request(callback) {
    const cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const run = () => {
      cancel();
      callback();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN_WAIT);
    return cancel;
  },
};
