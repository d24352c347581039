/**
 * The guided tour of the demo plant: a minute, offered once on a device, and again when somebody asks for it. It runs in a
 * practice copy, where simulated colleagues type; without one it runs in the project itself.
 */

import { DEMO } from './practice.ts';

/** One stop: what is pointed at, and what there is to know. */
export interface Stop {
  /** A selector; without a place on this screen the stop is left out. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
  /** Only there; both when left out. */
  readonly only?: 'practice' | 'project';
  /** Shows what the guide among the colleagues does. */
  readonly watches?: true;
}

/** Stands before the tour, in the demo itself. */
export const OFFER: Stop = {
  target: 'section[aria-label="Files"]',
  title: 'A bottle filling line',
  text: 'This is the demo project. A tour of one minute shows how to work in it: in a practice copy, where two simulated colleagues type beside you and nothing is kept.',
};

const STOPS: readonly Stop[] = [
  {
    target: 'section[aria-label="Files"]',
    title: 'One file for each unit',
    text: 'Marks show problems and which colleague is where. The menu of a file renames, compares and deletes; Ctrl P goes to any file or tag.',
  },
  {
    target: 'section[data-region*="monaco"]',
    title: 'Just type',
    text: 'Everybody sees each key at once, and nobody locks a file. F12 goes to where a name is declared, F2 renames it everywhere, Ctrl Z takes back only what you wrote.',
  },
  {
    target: 'section[aria-label="People and outline"]',
    title: 'Who is here',
    only: 'project',
    text: 'One click on a colleague goes to their cursor, a second one follows them. Invite somebody under Project settings.',
  },
  {
    target: 'section[aria-label="People and outline"]',
    title: 'Who is here',
    only: 'practice',
    text: 'Mara and Jonas are two programs, connected as people are. One click on a colleague goes to their cursor, a second one follows them.',
  },
  {
    target: 'section[data-region*="monaco"]',
    title: 'Write beside Mara',
    only: 'practice',
    watches: true,
    text: 'This is where she works; her name stands at her cursor while she types. Write in the next line, or in hers: nothing is lost.',
  },
  {
    target: 'section[aria-label="Tags of this file"]',
    title: 'Declared is listed',
    only: 'practice',
    text: 'What Mara declares is a row here with her last key, tonGuardOpen for one. So is what you declare.',
  },
  {
    target: 'section[aria-label="Problems, references and search"]',
    title: 'Checked while you write',
    text: 'Problems of all files follow each key; F8 goes to the next. References and the search over all files are here too.',
  },
  {
    target: 'a[aria-label="Tag database"]',
    title: 'The tag database follows',
    text: 'Every variable is in it by itself, with names and addresses as Rockwell, Siemens or Beckhoff want them. Change one there, and the source changes.',
  },
  {
    target: '[data-testid="connection"]',
    title: 'A badge that does not lie',
    only: 'project',
    text: 'Live means on the disk of the server. Without a network you write on, close the page, come back: all of it is sent and merged. This tour is under ? again.',
  },
  {
    target: '[data-testid="connection"]',
    title: 'A badge that does not lie',
    only: 'practice',
    text: 'In a project Live means on the disk of the server, and without a network you write on. Stay and try things, or leave this copy above. The tour is under ? again.',
  },
];

/** The stops of a tour in one of both. */
export function stopsIn(where: 'practice' | 'project'): readonly Stop[] {
  return STOPS.filter(({ only = where }) => only === where);
}

const KEY = 'tagloom:tour';

class Tour {
  /** The stops that have a place on this screen; empty while no tour runs. */
  stops = $state.raw<readonly Stop[]>([]);
  at = $state(0);
  readonly stop: Stop | null = $derived(this.stops[this.at] ?? null);
  /** The offer was taken, and the practice copy is being opened. */
  isEntering = $state(false);
  /** A tour waits for the practice copy to be on the screen. */
  #isDue = false;

  /** Comes by itself on the first visit of the demo, and in the practice copy that was entered for it. */
  arrive(project: string, isShown: (target: string) => boolean): void {
    if (project === DEMO && localStorage.getItem(KEY) === null) this.offer(isShown);
    else if (project !== DEMO && this.#isDue) this.start('practice', isShown);
  }

  /** `isShown` says whether a selector has a place on the screen. */
  offer(isShown: (target: string) => boolean): void {
    this.#show(isShown(OFFER.target) ? [OFFER] : []);
  }

  /** Enters a practice copy by `open`, where the tour begins; where there is none it begins here. Rejects as `open` does. */
  async take(open: () => Promise<void>, isShown: (target: string) => boolean): Promise<void> {
    this.isEntering = true;
    this.#isDue = true;
    try {
      await open();
      localStorage.setItem(KEY, 'seen');
      // The copy may be on the screen already, with the tour in it.
      if (this.stop === OFFER) this.stops = [];
    } catch (error) {
      this.start('project', isShown);
      throw error;
    } finally {
      this.isEntering = false;
    }
  }

  start(where: 'practice' | 'project', isShown: (target: string) => boolean): void {
    this.#show(stopsIn(where).filter(({ target }) => isShown(target)));
  }

  /** Forward (1) or back (-1); behind the last stop the tour ends. */
  step(by: 1 | -1): void {
    const next = this.at + by;
    if (next >= this.stops.length) this.end();
    else this.at = Math.max(0, next);
  }

  /** Seen or skipped: it does not come by itself again. */
  end(): void {
    localStorage.setItem(KEY, 'seen');
    this.#show([]);
  }

  #show(stops: readonly Stop[]): void {
    this.#isDue = false;
    this.stops = stops;
    this.at = 0;
  }
}

export const tour = new Tour();

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 12;
const INSET = 32;

/** Where a card of a size stands beside what it explains: to the right, else to the left, else above, else inside at the lower right. */
export function besideOf(
  target: Box,
  card: { width: number; height: number },
  window: { width: number; height: number },
) {
  const right = target.left + target.width + GAP;
  const left = target.left - card.width - GAP;
  const above = target.top - card.height - GAP;
  const within = (value: number, size: number, all: number) =>
    Math.max(GAP, Math.min(value, all - size - GAP));
  const top = within(target.top, card.height, window.height);
  if (right + card.width + GAP <= window.width) return { left: right, top };
  if (left >= GAP) return { left, top };
  const middle = within(target.left + (target.width - card.width) / 2, card.width, window.width);
  if (above >= GAP) return { left: middle, top: above };
  // Inside, away from where text begins.
  return {
    left: within(target.left + target.width - card.width - INSET, card.width, window.width),
    top: within(target.top + target.height - card.height - INSET, card.height, window.height),
  };
}
