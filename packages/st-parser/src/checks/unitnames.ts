/** DUPLICATE_UNIT: two POUs or types of one name in a project. IEC 61131-3 ed. 3, 6.6.1. */

import type { Unit } from '../project/slots.ts';
import { isBefore } from '../project/symbols.ts';
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
  readonly #names = new Map<string, Named[]>();

  /** Replaces units and answers the names whose findings may differ. */
  update(removed: ReadonlySet<Unit>, added: ReadonlySet<Unit>): Set<string> {
    const touched = new Set<string>();
    for (const unit of removed)
      for (const scope of scopesOf(unit)) {
        const key = scope.toLowerCase();
        const rest = this.#names.get(key)?.filter((named) => named.unit !== unit) ?? [];
        if (rest.length === 0) this.#names.delete(key);
        else this.#names.set(key, rest);
        touched.add(key);
      }
    for (const unit of added)
      scopesOf(unit).forEach((scope, order) => {
        const key = scope.toLowerCase();
        const list = this.#names.get(key) ?? [];
        list.push({ unit, scope, order });
        this.#names.set(key, list);
        touched.add(key);
      });
    return touched;
  }

  /** One finding for each unit of a name but the first. */
  findings(name: string): Finding[] {
    const list = this.#names.get(name) ?? [];
    if (list.length < 2) return [];
    const [first, ...others] = list.sort(compare);
    return others.map(({ unit, scope }) => ({
      code: 'DUPLICATE_UNIT',
      severity: 'error',
      message: `\`${scope}\` is declared twice in this project`,
      target: { unit, scope },
      related: [
        {
          target: { unit: first!.unit, scope: first!.scope },
          message: `\`${scope}\` is declared here first`,
        },
      ],
    }));
  }
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
