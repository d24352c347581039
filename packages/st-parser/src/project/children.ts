/** One level of an instance tree: the members of a structure or block, the elements of an array. */

import type { Declaration, TypeExpr, TypeInfo } from '../types.ts';
import { elementCount, elementsOf, indices, isStored, type TypeTable, valuesOf } from './leaves.ts';

/** A part of a tag that may have parts itself. */
export interface InstanceNode {
  /** `rSpeed` of a member, `[1,2]` of an element. */
  readonly name: string;
  readonly type: string;
  readonly typeExpr: TypeExpr;
  /** The instance's own value, else the member's default. */
  readonly initial?: string;
  readonly comment?: string;
}

/** Whether something stands under an instance of a type. */
export function hasChildren(type: TypeExpr, types: TypeTable): boolean {
  const { kind, members } = standsFor(type, types);
  if (kind === 'array') return true;
  return members?.some(({ name, section }) => name !== null && isStored(section)) === true;
}

/** The parts right under an instance, `most` of them, and how many there are; those of base blocks come first. */
export function childrenOf(
  { typeExpr, initial }: Pick<InstanceNode, 'typeExpr' | 'initial'>,
  types: TypeTable,
  most: number,
): { readonly nodes: readonly InstanceNode[]; readonly total: number } {
  const { array, members = [], initial: usual } = standsFor(typeExpr, types);
  const value = initial ?? usual;
  if (array) return elementNodes(array, value, most);
  const own = valuesOf(value);
  const nodes = members.flatMap((member): InstanceNode[] => {
    const { name, type, typeExpr: of, section, comment, leadingComment } = member;
    if (name === null || !isStored(section)) return [];
    const said = comment ?? leadingComment;
    const at = own.get(name.toLowerCase()) ?? member.initial;
    return [
      {
        name,
        type,
        typeExpr: of,
        ...(at === undefined ? {} : { initial: at }),
        ...(said ? { comment: said } : {}),
      },
    ];
  });
  return { nodes: nodes.slice(0, most), total: nodes.length };
}

function elementNodes(
  array: Extract<TypeExpr, { kind: 'array' }>,
  initial: string | undefined,
  most: number,
): ReturnType<typeof childrenOf> {
  const total = elementCount(array.dims);
  if (total === null) return { nodes: [], total: 0 };
  const values = elementsOf(initial, array.dims.length);
  const nodes: InstanceNode[] = [];
  for (const index of indices(array.dims as readonly (readonly [number, number])[])) {
    if (nodes.length >= most) break;
    const value = values[nodes.length];
    const node = { name: `[${index}]`, type: array.base.text, typeExpr: array.base };
    nodes.push(value === undefined || value === '' ? node : { ...node, initial: value });
  }
  return { nodes, total };
}

interface Meaning {
  readonly kind: TypeExpr['kind'];
  readonly array?: Extract<TypeExpr, { kind: 'array' }>;
  readonly members?: readonly Declaration[];
  readonly initial?: string | undefined;
}

/** What a type is behind its aliases; `within` are the types that led here. */
function standsFor(type: TypeExpr, types: TypeTable, within: readonly TypeInfo[] = []): Meaning {
  if (type.kind === 'array') return { kind: 'array', array: type };
  if (type.kind === 'struct') return { kind: 'struct', members: type.members ?? [] };
  const info = type.kind === 'named' ? types.type(type.name) : undefined;
  if (info === undefined || within.includes(info)) return { kind: type.kind };
  const around = [...within, info];
  if (info.members !== undefined) {
    const base = info.base === undefined ? undefined : types.type(info.base);
    const inherited =
      base === undefined
        ? []
        : (standsFor({ kind: 'named', text: base.name, name: base.name }, types, around).members ?? []);
    return { kind: 'named', members: [...inherited, ...info.members], initial: info.initial };
  }
  if (info.typeExpr === undefined) return { kind: type.kind };
  const meant = standsFor(info.typeExpr, types, around);
  return { ...meant, initial: info.initial ?? meant.initial };
}
