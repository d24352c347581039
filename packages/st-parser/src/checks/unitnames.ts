/** DUPLICATE_UNIT: two POUs or types of one name in a project; information when its files are those of several PLC projects. IEC 61131-3 ed. 3, 6.6.1. */

import { MultiMap } from '../project/multimap.ts';
import type { Unit } from '../project/slots.ts';
import { isBefore } from '../project/symbols.ts';
import { Roots } from './apart.ts';
import type { Finding } from './findings.ts';

/** One named POU or type. `order` counts inside its unit. */
interface Named {
  readonly unit: Unit;
  readonly scope: string;
  readonly order: number;
}

const NAMED = new Set(
  'PROGRAM FUNCTION FUNCTION_BLOCK CLASS INTERFACE STRUCT UNION DATA_BLOCK ORGANIZATION_BLOCK'.split(' '),
);

/** All POUs and types by lower-case name. */
export class UnitNames {
  readonly #names = new MultiMap<Named>();
  readonly #roots = new Roots();

  /** Replaces units and answers the names whose findings may differ. */
  update(removed: ReadonlySet<Unit>, added: ReadonlySet<Unit>): Set<string> {
    const touched = new Set<string>();
    for (const unit of removed)
      for (const scope of scopesOf(unit)) {
        const key = scope.toLowerCase();
        for (const named of this.#names.all(key)) if (named.unit === unit) this.#names.take(key, named);
        touched.add(key);
      }
    for (const unit of added)
      scopesOf(unit).forEach((scope, order) => {
        const key = scope.toLowerCase();
        this.#names.put(key, { unit, scope, order });
        touched.add(key);
      });
    if (this.#roots.update(removed, added))
      for (const key of this.#names.names()) if (Array.isArray(this.#names.get(key))) touched.add(key);
    return touched;
  }

  /** One finding for each unit of a name but the first. */
  findings(name: string): Finding[] {
    const list = this.#names.all(name).toSorted(compare);
    const roots = list.map(({ unit }) => this.#roots.of(unit));
    return list.slice(1).map((named, i) => {
      const same = roots.indexOf(roots[i + 1]!);
      return twice(named, same > i ? null : list[same]!, list[0]!);
    });
  }
}

/** `same` is the first of that name in the same PLC project, `first` the first one of all. */
function twice({ unit, scope }: Named, same: Named | null, first: Named): Finding {
  const other = same ?? first;
  return {
    code: 'DUPLICATE_UNIT',
    severity: same === null ? 'info' : 'error',
    message: `\`${scope}\` is declared ${same === null ? 'in another PLC project of this folder, too' : 'twice in this project'}`,
    target: { unit, scope },
    related: [
      { target: { unit: other.unit, scope: other.scope }, message: `\`${scope}\` is declared here first` },
    ],
  };
}

function compare(a: Named, b: Named): number {
  if (a.unit === b.unit) return a.order - b.order;
  return isBefore(a.unit.origin, b.unit.origin) ? -1 : 1;
}

/** The names that must be unique: members of POUs are none of them. */
function scopesOf({ contribution }: Unit): string[] {
  const scopes = contribution.scopes.filter(({ kind, scope }) => NAMED.has(kind) && scope !== '');
  return [...scopes.map(({ scope }) => scope), ...contribution.types.map(({ name }) => name)];
}
