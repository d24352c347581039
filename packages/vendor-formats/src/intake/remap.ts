/** Names of a side map: vendor names back to the paths that they were exported from (`vendor-formats.md` 1.3). */
import type { MapEntry, SideMap } from '../types.ts';
import type { Collector, ModelScope, ModelVariable } from './model.ts';

/** Finds paths by vendor name. */
export class NameMap {
  readonly #byName = new Map<string, MapEntry[]>();

  constructor(map: SideMap) {
    for (const entry of map.entries) {
      const key = keyOf(entry.vendorName);
      const list = this.#byName.get(key) ?? [];
      this.#byName.set(key, list);
      list.push(entry);
    }
  }

  /** The entry of a variable; `ambiguous` when several fit and the scope does not decide. */
  find(
    variable: ModelVariable,
    scope: ModelScope,
    programs: ReadonlySet<string>,
  ): MapEntry | 'ambiguous' | null {
    const found = this.#byName.get(keyOf(variable.vendorName)) ?? [];
    if (found.length <= 1) return found[0] ?? null;
    const inScope = found.filter((entry) => scopeOf(entry.path).toLowerCase() === scope.name.toLowerCase());
    if (inScope.length === 1) return inScope[0] ?? null;
    const global = found.filter((entry) => !programs.has(scopeOf(entry.path).toLowerCase()));
    return scope.kind === 'global' && global.length === 1 ? (global[0] ?? null) : 'ambiguous';
  }
}

/** Quotes of S7 names do not tell two of them apart. */
function keyOf(name: string): string {
  return name.replaceAll('"', '').toLowerCase();
}

function scopeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** Puts every variable where its path says. What the map does not know stays where it is. `iecType` reads a vendor's type. */
export function remapped(
  collector: Collector,
  map: SideMap,
  iecType: (vendorType: string) => string | null,
): ModelScope[] {
  const names = new NameMap(map);
  const programs = new Set(
    collector.scopes.filter((scope) => scope.kind === 'program').map((scope) => scope.name.toLowerCase()),
  );
  const scopes = new Map<string, ModelScope>();
  const place = (name: string, kind: ModelScope['kind']): ModelScope => {
    const known = scopes.get(name.toLowerCase());
    const scope = known ?? { name, kind, variables: [] };
    scopes.set(name.toLowerCase(), scope);
    return scope;
  };
  for (const scope of collector.scopes)
    for (const variable of scope.variables) {
      const entry = names.find(variable, scope, programs);
      if (entry === 'ambiguous')
        collector.note(
          'IMPORT_AMBIGUOUS',
          variable.vendorName,
          `Several entries of the side map are called "${variable.vendorName}", so it keeps the vendor's name.`,
        );
      if (entry === null || entry === 'ambiguous') place(scope.name, scope.kind).variables.push(variable);
      else place(scopeOf(entry.path), kindOf(entry, scope)).variables.push(renamed(variable, entry, iecType));
    }
  return [...scopes.values()];
}

/** The map knows the type that a file leaves open. */
function renamed(
  variable: ModelVariable,
  entry: MapEntry,
  iecType: (vendorType: string) => string | null,
): ModelVariable {
  const type = variable.guessed === true ? iecType(entry.vendorType) : null;
  const kept = entry.qualifiers === undefined ? {} : { qualifiers: entry.qualifiers };
  return { ...variable, name: lastOf(entry.path), ...kept, ...(type === null ? {} : { type }) };
}

/** A data block called after a program holds that program's variables. */
function kindOf(entry: MapEntry, scope: ModelScope): ModelScope['kind'] {
  if (scope.kind === 'program') return 'program';
  const block = /^"([^"]+)"\./.exec(entry.vendorName)?.[1];
  const program = `${scopeOf(entry.path).replaceAll('.', '_')}_DB`;
  return block === program || block === `${program}_Retain` ? 'program' : 'global';
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
