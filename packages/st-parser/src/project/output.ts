/** One file as `tagloom parse` prints it (contract section 3). */

import { errorsOf } from '../syntax/tree.ts';
import type { DialectId, FileId, TypeInfo } from '../types.ts';
import { openFile, refresh, unitStart } from './files.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { offsetOf, slotsOf } from './slots.ts';
import type { Head } from './summary.ts';
import { Symbols } from './symbols.ts';
import { typeInfos } from './typeinfos.ts';

/** Options of `parseOutput`. */
export interface OutputOptions {
  readonly dialect: DialectId | 'auto';
  /** The path that is shown and that names file-level scopes. */
  readonly file: string;
  /** CPU clock in milliseconds; without one `ms` is 0. */
  readonly clock?: () => number;
}

/** The object of contract section 3. */
export interface ParseOutput {
  readonly file: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly dialect: DialectId;
  readonly errors: readonly { code: string; line: number; col: number; message: string }[];
  readonly declarations: readonly object[];
  readonly leaves: readonly Leaf[];
  readonly types: readonly object[];
  readonly scopes: readonly object[];
}

/** Parses one text and lists everything that it declares. */
export function parseOutput(text: string, { dialect, file: path, clock }: OutputOptions): ParseOutput {
  const start = clock?.() ?? 0;
  const file = openFile('file' as FileId, path, text, { dialect });
  refresh(file);
  const symbols = new Symbols();
  for (const unit of file.units) symbols.add(unit.contribution, unit.origin);
  for (const unit of file.units) unit.slots = slotsOf(unit, symbols, new Map());
  const { tree } = file;
  const errors = errorsOf(tree).map(({ code, from, message }) => ({
    code,
    ...tree.text.locate(from),
    message,
  }));
  const types = file.units.flatMap((unit) => typeInfos(unit, symbols));
  const slots = file.units.flatMap((unit) => unit.slots);
  const output = {
    file: path,
    ok: errors.length === 0,
    ms: 0,
    dialect: tree.dialect,
    errors,
    declarations: slots.map(({ declaration: { typeExpr: _, ...shown }, unit, entry }) => ({
      ...shown,
      pos: tree.text.locate(unitStart(file, unit) + offsetOf(unit.green, entry.leaf) + entry.fact.from),
    })),
    leaves: leavesOf(slots, types),
    types: types
      .filter(isListed)
      .map(({ file: _, typeExpr: _t, ...type }) => ({ ...type, ...membersOf(type) })),
    scopes: file.units.flatMap((unit) => unit.contribution.scopes).map(scopeShown),
  };
  return { ...output, ms: clock === undefined ? 0 : clock() - start };
}

const LISTED = new Set(['struct', 'union', 'enum', 'subrange', 'alias']);

function isListed(type: TypeInfo): boolean {
  return LISTED.has(type.kind);
}

function membersOf(type: Omit<TypeInfo, 'file'>): object {
  if (type.members === undefined) return {};
  return { members: type.members.map(({ typeExpr: _, ...member }) => member) };
}

function scopeShown({ scope, kind, head }: { scope: string; kind: string; head: Head }): object {
  return {
    scope,
    kind,
    ...(head.returnType === undefined ? {} : { returnType: head.returnType }),
    ...(head.extends.length === 0 ? {} : { extends: head.extends }),
    ...(head.implements.length === 0 ? {} : { implements: head.implements }),
  };
}
