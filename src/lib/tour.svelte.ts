/** The guided tour of the demo plant: a minute, shown once on a device, and again when somebody asks for it. */

/** One stop: what is pointed at, and what there is to know. */
export interface Stop {
  /** A selector; without a place on this screen the stop is left out. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

export const STOPS: readonly Stop[] = [
  {
    target: 'section[aria-label="Files"]',
    title: 'A bottle filling line',
    text: 'Its program, one file for each unit. Marks show problems and which colleague is where. The menu of a file renames, compares and deletes; Ctrl P goes to any file or tag.',
  },
  {
    target: 'section[data-region*="monaco"]',
    title: 'Just type',
    text: 'Everybody sees each key at once, and nobody locks a file. F12 goes to where a name is declared, F2 renames it everywhere, Ctrl Z takes back only what you wrote.',
  },
  {
    target: 'section[aria-label="People and outline"]',
    title: 'Who is here',
    text: 'One click on a colleague goes to their cursor, a second one follows them. Invite somebody under Project settings.',
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
    text: 'Live means on the disk of the server. Without a network you write on, close the page, come back: all of it is sent and merged. This tour is under ? again.',
  },
];

/** The project that the first start makes. */
const DEMO = 'filling-line';
const KEY = 'tagloom:tour';

class Tour {
  /** The stops that have a place on this screen; empty while no tour runs. */
  stops = $state.raw<readonly Stop[]>([]);
  at = $state(0);
  readonly stop: Stop | null = $derived(this.stops[this.at] ?? null);

  /** Starts on the first visit of the demo. `isShown` says whether a selector has a place on the screen. */
  offer(project: string, isShown: (target: string) => boolean): void {
    if (project === DEMO && localStorage.getItem(KEY) === null) this.start(isShown);
  }

  start(isShown: (target: string) => boolean): void {
    this.stops = STOPS.filter(({ target }) => isShown(target));
    this.at = 0;
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
    this.stops = [];
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

/** Where a card of a size stands beside what it explains: to the right, else to the left, else above, else inside. */
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
  return {
    left: middle,
    top: within(target.top + (target.height - card.height) / 2, card.height, window.height),
  };
}
