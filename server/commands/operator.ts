/** `operator add NAME`: makes a person an instance operator. */

import { randomId } from '@tagloom/collab';
import { openCore } from '../app.ts';
import type { Config } from '../config.ts';
import { readFlags, usageError } from './flags.ts';

const USAGE = 'Usage: tagloom operator add NAME';

export async function operator(args: readonly string[], config: Config): Promise<void> {
  const { words } = readFlags(args, [], USAGE);
  const [verb, name] = words;
  if (verb !== 'add' || !name || words.length > 2) throw usageError(USAGE);
  const core = await openCore(config);
  try {
    const person = await core.store.ensurePerson(randomId(), name, Date.now());
    await core.store.setOperator(person.id);
    process.stdout.write(`${name}\n`);
  } finally {
    await core.close();
  }
}
