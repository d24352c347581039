/** The tint of rows that somebody else changed: 1.6 s of colour, then an edge, gone after 10 s. */

import { EDGE_MS, type Facts } from './facts.svelte.ts';

/** How long a row is tinted, milliseconds; `--motion-remote-change` in tokens.css. */
const TINT_MS = 1_600;
const TICK_MS = 200;

let tick = $state(0);
let timer: ReturnType<typeof setInterval> | undefined;

/** The classes of a tag's row now; reactive. Empty for rows that nobody else changed lately. */
export function changeLook(facts: Facts, key: string): string {
  void facts.version;
  void tick;
  const change = facts.remoteChanges.get(key);
  if (!change) return '';
  const age = performance.now() - change.at;
  if (age > EDGE_MS) return '';
  keepTicking();
  return `is-changed person-${change.author.color}${age <= TINT_MS ? ' is-fresh' : ''}`;
}

/** Ticks only while a tinted row may be on the screen. */
function keepTicking(): void {
  if (timer !== undefined) return;
  const end = performance.now() + EDGE_MS + TICK_MS;
  timer = setInterval(() => {
    tick++;
    if (performance.now() < end) return;
    clearInterval(timer);
    timer = undefined;
  }, TICK_MS);
}
