/** `npm run bench [-- name ...]`: prints one JSON object per bench. Names: the keys of `BENCHES`. */

import { benchBundle } from './bundle.ts';
import { benchCorpus } from './corpus.ts';
import { benchFloor } from './floor.ts';
import { benchFormats } from './formats.ts';
import { benchKeys } from './keys.ts';
import { benchLanguage } from './language.ts';
import { benchLatency } from './latency.ts';
import { benchSubscriber } from './subscriber.ts';

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  bundle: async () => benchBundle(),
  floor: () => benchFloor(),
  latency: () => benchLatency(),
  subscriber: () => benchSubscriber(),
  keys: () => benchKeys(),
  language: async () => benchLanguage(),
  corpus: () => benchCorpus(),
  formats: async () => benchFormats(),
};

const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES))
  if (wanted.length === 0 || wanted.includes(name))
    console.log(JSON.stringify({ bench: name, ...((await bench()) as object) }));
