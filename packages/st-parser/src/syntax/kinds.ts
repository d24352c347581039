/** The alphabet of the tree: token kinds (below 128) and node kinds (from 128). */

import * as G from './groups.ts';
import * as N from './nodes.ts';

export * as G from './groups.ts';
export * as N from './nodes.ts';
export * as K from './tokens.ts';

const GROUPS = new Uint8Array(256);
for (const kind of [
  N.Pou,
  N.TypeBlock,
  N.Configuration,
  N.Resource,
  N.Namespace,
  N.DataBlock,
  N.Using,
  N.Property,
])
  GROUPS[kind] = G.Unit;
GROUPS[N.Stray] = G.Unit;
GROUPS[N.Section] = G.Section;
GROUPS[N.VarDecl] = G.VarDecl;
GROUPS[N.Member] = G.Member;
GROUPS[N.TypeDecl] = G.TypeDecl;
GROUPS[N.StructType] = G.TypeDecl;
GROUPS[N.Branch] = G.Case;
for (let kind: number = N.Assign; kind <= N.Bad; kind++) GROUPS[kind] = G.Statement;
GROUPS[N.Try] = G.Statement;

/** The group of an item kind, `G.None` for everything that no list takes over. */
export function groupOf(kind: number): number {
  return GROUPS[kind]!;
}
