/**
 * The items of a source document that must stay (rule M1): the map of each file under its key in `files`, and its text.
 * The gate asks before each removal and replacement; updates that are accepted and not applied yet count already.
 */

import { filesMap } from '@tagloom/collab';
import * as Y from 'yjs';
import type { Kept, NewKept } from './gate.ts';

interface FileItem {
  hasText: boolean;
}

export class KeptItems implements Kept {
  /** Clocks of kept items by client, ascending. */
  readonly #clocks = new Map<number, number[]>();
  readonly #keys = new Set<string>();
  readonly #files = new Map<string, FileItem>();

  /** What stands in the document now. */
  static of(doc: Y.Doc): KeptItems {
    const kept = new KeptItems();
    for (const [key, item] of filesMap(doc)._map) {
      if (item.deleted) continue;
      kept.add({ type: 'file', ...idOf(item), key });
      const [value] = item.content.getContent() as unknown[];
      const text = value instanceof Y.Map ? value._map.get('text') : undefined;
      if (text && !text.deleted) kept.add({ type: 'text', ...idOf(text), file: idOf(item) });
    }
    return kept;
  }

  add(item: NewKept): void {
    this.#insert(item.client, item.clock);
    if (item.type === 'file') {
      this.#keys.add(item.key);
      this.#files.set(nameOf(item.client, item.clock), { hasText: false });
    } else {
      const file = this.#files.get(nameOf(item.file.client, item.file.clock));
      if (file) file.hasText = true;
    }
  }

  isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  hasFile(key: string): boolean {
    return this.#keys.has(key);
  }

  file(client: number, clock: number): FileItem | undefined {
    return this.#files.get(nameOf(client, clock));
  }

  includes(client: number, clock: number, length: number): boolean {
    const clocks = this.#clocks.get(client);
    if (!clocks) return false;
    const first = clocks[lowerBound(clocks, clock)];
    return first !== undefined && first < clock + length;
  }

  #insert(client: number, clock: number): void {
    const clocks = this.#clocks.get(client);
    if (!clocks) this.#clocks.set(client, [clock]);
    else clocks.splice(lowerBound(clocks, clock), 0, clock);
  }
}

function idOf(item: Y.Item): { client: number; clock: number } {
  return { client: item.id.client, clock: item.id.clock };
}

function nameOf(client: number, clock: number): string {
  return `${client}:${clock}`;
}

/** The first index whose clock is not below `clock`. */
function lowerBound(clocks: readonly number[], clock: number): number {
  let low = 0;
  let high = clocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clocks[middle] as number) < clock) low = middle + 1;
    else high = middle;
  }
  return low;
}
