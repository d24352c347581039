/** `npm run bench [-- name ...]`: prints one JSON object per bench. Names: the keys of `BENCHES`; `rivals` also takes scenarios. */

import { benchAttacks } from './attacks.ts';
import { benchBulk } from './bulk.ts';
import { benchBundle } from './bundle.ts';
import { benchCorpus } from './corpus.ts';
import { benchCrowd } from './crowd.ts';
import { benchFloor } from './floor.ts';
import { benchFormats } from './formats.ts';
import { benchHeap } from './heap.ts';
import { benchImport } from './import.ts';
import { benchKeys } from './keys.ts';
import { benchLanguage } from './language.ts';
import { benchLatency } from './latency.ts';
import { benchMemory } from './memory.ts';
import { benchOpening } from './opening.ts';
import { benchRivals } from './rivals.ts';
import { benchSubscriber } from './subscriber.ts';
import { benchTags } from './tags.ts';
import { benchUi } from './ui.ts';

const args = process.argv.slice(2);
/** What stands behind `rivals` are its scenarios. */
const wanted = args[0] === 'rivals' ? ['rivals'] : args;
const scenarios = args[0] === 'rivals' ? args.slice(1) : [];

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  bulk: async () => benchBulk(),
  bundle: async () => benchBundle(),
  floor: () => benchFloor(),
  latency: () => benchLatency(),
  subscriber: () => benchSubscriber(),
  crowd: () => benchCrowd(),
  keys: () => benchKeys(),
  ui: () => benchUi(),
  'ui-10k': () => benchUi(10_000),
  heap: () => benchHeap(8),
  'heap-hour': () => benchHeap(1),
  language: async () => benchLanguage(),
  corpus: () => benchCorpus(),
  tags: () => benchTags(),
  formats: async () => benchFormats(),
  import: () => benchImport(),
  attacks: () => benchAttacks(),
  memory: () => benchMemory(),
  opening: () => benchOpening(),
  rivals: () => benchRivals(scenarios),
};

/** Installing rivals and loading them takes minutes, and so does a day of typing; others are a part: only when they are asked for. */
const ASKED_FOR = new Set(['rivals', 'heap', 'ui-10k']);
for (const [name, bench] of Object.entries(BENCHES))
  if ((wanted.length === 0 && !ASKED_FOR.has(name)) || wanted.includes(name))
    console.log(JSON.stringify({ bench: name, ...((await bench()) as object) }));
