/** Ids of objects: those of an earlier side map stay, the others follow from project, kind and name. */
import type { VendorOptions } from '../types.ts';
import { guidOf } from './guid.ts';

/** `{...}` of one object. Lists and POUs of a side map keep the id that they came with. */
export function objectId(kind: string, name: string, options: VendorOptions): string {
  const earlier = kind === 'GVL' || kind === 'POU' ? earlierOf(options).get(name.toLowerCase()) : undefined;
  return earlier ?? derived(options.project ?? '', kind, name.toLowerCase());
}

/** Each tag asks for the id of its list, so the last answers are kept. */
const derivedIds = new Map<string, string>();
const MOST_KEPT = 10_000;

function derived(project: string, kind: string, name: string): string {
  const key = `${project}\n${kind}\n${name}`;
  const known = derivedIds.get(key);
  if (known !== undefined) return known;
  if (derivedIds.size >= MOST_KEPT) derivedIds.clear();
  const id = guidOf(project, kind, name);
  derivedIds.set(key, id);
  return id;
}

const cache = new WeakMap<object, ReadonlyMap<string, string>>();

/** Ids by the name of the list or POU, which is the scope of its tags. */
function earlierOf({ sideMap }: VendorOptions): ReadonlyMap<string, string> {
  if (sideMap === undefined || sideMap === true) return NONE;
  const known = cache.get(sideMap);
  if (known !== undefined) return known;
  const ids = sideMap.entries.flatMap(({ path, vendorId }): [string, string][] =>
    vendorId !== undefined && GUID.test(vendorId)
      ? [[path.slice(0, Math.max(0, path.lastIndexOf('.'))).toLowerCase(), vendorId]]
      : [],
  );
  const map = new Map(ids);
  cache.set(sideMap, map);
  return map;
}

const NONE: ReadonlyMap<string, string> = new Map();
const GUID = /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/;
