/** Messages of a worker in order. While parts of a long one come, the page draws between two of them. */

export class Inbox<Message> {
  readonly #take: (message: Message) => boolean;
  readonly #afterFrame: (go: () => void) => void;
  /** Events, not messages: reading one copies its data, which is work for its own turn. */
  readonly #held: MessageEvent<Message>[] = [];
  #isHolding = false;

  /** `take` answers whether more parts of the same message follow; `afterFrame` calls back once a frame was drawn. */
  constructor(take: (message: Message) => boolean, afterFrame: (go: () => void) => void = afterNextFrame) {
    this.#take = take;
    this.#afterFrame = afterFrame;
  }

  receive(event: MessageEvent<Message>): void {
    if (this.#isHolding) this.#held.push(event);
    else this.#open(event);
  }

  #open(event: MessageEvent<Message>): void {
    this.#isHolding = this.#take(event.data);
    if (this.#isHolding) this.#afterFrame(() => this.#goOn());
  }

  /** The next part, or all that came behind the last one. */
  #goOn(): void {
    this.#isHolding = false;
    while (!this.#isHolding) {
      const next = this.#held.shift();
      if (!next) return;
      this.#open(next);
    }
  }
}

/** The frame has to be on the screen before the next part is read, milliseconds at most. */
const SHOWN_MS = 50;

/** A page that nobody sees draws no frames. */
function afterNextFrame(go: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => whenShown(go));
  else setTimeout(go);
}

function whenShown(go: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(go, { timeout: SHOWN_MS });
  else setTimeout(go);
}
