/** What an import says against an earlier export: paths that are new, that differ, that are gone. Nothing is ever overwritten. */
import type { MapEntry, SideMap } from '../types.ts';

export interface MapDiff {
  readonly added: readonly string[];
  /** The vendor's address or type is another one now. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Compares the vendor's side of an import with the side map of the export; without a map everything is new. */
export function diffWithMap(now: readonly MapEntry[], before: SideMap | undefined): MapDiff {
  const earlier = new Map((before?.entries ?? []).map((entry) => [entry.path.toLowerCase(), entry]));
  const present = new Set(now.map((entry) => entry.path.toLowerCase()));
  const added = now.filter((entry) => !earlier.has(entry.path.toLowerCase()));
  const changed = now.filter((entry) => {
    const old = earlier.get(entry.path.toLowerCase());
    return old !== undefined && isChanged(entry, old);
  });
  const removed = [...earlier.values()].filter((entry) => !present.has(entry.path.toLowerCase()));
  return { added: added.map(pathOf), changed: changed.map(pathOf), removed: removed.map(pathOf) };
}

/** An empty side says nothing: formats of ST texts carry no vendor types, data blocks no addresses. */
export function isChanged(now: MapEntry, before: MapEntry): boolean {
  const differs = (a: string, b: string) => a !== '' && b !== '' && plain(a) !== plain(b);
  return differs(now.vendorAddress, before.vendorAddress) || differs(now.vendorType, before.vendorType);
}

function plain(text: string): string {
  return text.replace(/[\s"]/g, '').toLowerCase();
}

function pathOf({ path }: MapEntry): string {
  return path;
}
