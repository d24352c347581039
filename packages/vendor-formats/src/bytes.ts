/** Text that becomes UTF-8 while it is written, so that a large file never stands in memory as one string. */

/** Text is turned into bytes when so many UTF-16 units of it have come together. */
const PIECE = 1 << 15;
const encoder = new TextEncoder();

export class Bytes {
  #text = '';
  #pieces: Uint8Array[] = [];

  /** Adds text behind what is there. */
  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= PIECE) this.#encode();
  }

  /** Adds what another one holds; that one is empty from then on. */
  take(other: Bytes): void {
    if (other.#pieces.length > 0) this.#encode();
    for (const piece of other.#pieces) this.#pieces.push(piece);
    this.add(other.#text);
    other.#pieces = [];
    other.#text = '';
  }

  /** All of it as one array. */
  whole(): Uint8Array {
    const rest = encoder.encode(this.#text);
    const out = new Uint8Array(this.#pieces.reduce((sum, { length }) => sum + length, rest.length));
    let at = 0;
    for (const piece of [...this.#pieces, rest]) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  /** The first half of a surrogate pair waits for the other one. */
  #encode(): void {
    const text = this.#text;
    const isHalf = /[\ud800-\udbff]$/.test(text);
    const whole = isHalf ? text.slice(0, -1) : text;
    if (whole !== '') this.#pieces.push(encoder.encode(whole));
    this.#text = isHalf ? text.slice(-1) : '';
  }
}
