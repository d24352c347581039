/** `operator add NAME`: makes a person an instance operator. */

import { randomId } from '@tagloom/collab/ids';
import type { Config } from '../config.ts';
import { readFlags, usageError } from './flags.ts';
import { withStore } from './withstore.ts';

const USAGE = 'Usage: tagloom operator add NAME';

export async function operator(args: readonly string[], config: Config): Promise<void> {
  const { words } = readFlags(args, [], USAGE);
  const [verb, name] = words;
  if (verb !== 'add' || !name || words.length > 2) throw usageError(USAGE);
  await withStore(config, async (store) => {
    const person = await store.ensurePerson(randomId(), name, Date.now());
    await store.setOperator(person.id);
  });
  process.stdout.write(`${name}\n`);
}
