/**
 * Who has which colour in one project: the own one, or when somebody who is there has it, the next that the fewest have. It is
 * kept for as long as the person is there, and when they come back if it is free by then.
 */

import { PALETTE_SIZE } from '@tagloom/collab';

interface Painted {
  colour: number;
  /** Connections of the person. */
  seats: number;
}

export class Colours {
  readonly #people = new Map<string, Painted>();

  /** A connection of somebody whose own colour is `own` came; answers the colour that all see. */
  take(person: string, own: number): number {
    const known = this.#people.get(person);
    if (known && known.seats > 0) {
      known.seats += 1;
      return known.colour;
    }
    const colour = this.#free(known?.colour ?? own);
    this.#people.set(person, { colour, seats: 1 });
    return colour;
  }

  /** A connection ended. */
  leave(person: string): void {
    const known = this.#people.get(person);
    if (known && known.seats > 0) known.seats -= 1;
  }

  /** The wished colour, or the first behind it that the fewest of those who are there have. */
  #free(wished: number): number {
    const counts = new Array<number>(PALETTE_SIZE).fill(0);
    for (const { colour, seats } of this.#people.values()) if (seats > 0) counts[colour]! += 1;
    const fewest = Math.min(...counts);
    for (let step = 0; step < PALETTE_SIZE; step++) {
      const colour = (wished + step) % PALETTE_SIZE;
      if (counts[colour] === fewest) return colour;
    }
    return wished;
  }
}
