/** Store operations on a file: appends are durable through `WalFile`, everything else through SQLite's own syncs. */

import { StoreError } from '../../problem.ts';
import type { NewEntries, Numbered } from '../store.ts';
import type { Operations } from './operations.ts';
import type { WalFile } from './walfile.ts';

/** Takes entries out of the log again, in one transaction. */
export type TakeBack = (batches: readonly NewEntries[], numbers: readonly Numbered[]) => void;

export interface Durable {
  /**
   * The same operations; each returns when what it wrote is on disk. An append that is committed and cannot be synced is
   * refused (`STORE_UNAVAILABLE`) and taken out again, and the log begins anew, before anybody reads or writes anything else.
   */
  readonly operations: Operations;
  /** The same for an append that another connection of this process committed and could not sync. */
  readonly refuse: TakeBack;
}

export function durably(operations: Operations, wal: WalFile, takeBack: TakeBack): Durable {
  let refused: { batches: readonly NewEntries[]; numbers: readonly Numbered[] } | null = null;

  const clear = () => {
    wal.beginOther();
    if (refused) {
      takeBack(refused.batches, refused.numbers);
      wal.renew();
    }
    refused = null;
  };

  const append: Operations['append'] = (batches) => {
    if (refused) clear();
    wal.beginAppend();
    const numbers = operations.append(batches);
    try {
      wal.sync(bytesOf(batches));
    } catch {
      refused = { batches, numbers };
      throw new StoreError('STORE_UNAVAILABLE', 'The database is not writable.');
    }
    return numbers;
  };

  const others = Object.entries(operations).map(([name, operate]) => [
    name,
    (...args: never[]) => {
      clear();
      return (operate as (...args: never[]) => unknown)(...args);
    },
  ]);
  return {
    operations: { ...(Object.fromEntries(others) as Operations), append },
    refuse: (batches, numbers) => {
      refused = { batches, numbers };
    },
  };
}

/** Bytes of all updates. */
export function bytesOf(batches: readonly NewEntries[]): number {
  let bytes = 0;
  for (const { entries } of batches) for (const { update } of entries) bytes += update.length;
  return bytes;
}
