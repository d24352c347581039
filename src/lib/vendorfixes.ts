/** Ways out of what the chosen target cannot hold as it is: an edit of the source, or another format of the same vendor. */

import type { TagWish } from '@tagloom/st-parser/editor';
import { sanitise, type VendorDiagnostic, type VendorRow } from '@tagloom/vendor-formats';
import type { TagRow } from './analysis.ts';
import { TARGETS, type Target } from './targets.ts';

/** One way out of the diagnostic with that code; `title` as a button says it. */
export type VendorFix = { readonly code: string; readonly title: string } & (
  | { readonly wish: Pick<TagWish, 'field' | 'value'> }
  | { readonly target: Target }
);

const IEC_NAME = /^[A-Za-z_]\w*$/;
/** Bits of the integers: a wider one keeps every value. */
const INTEGER_BITS = new Map(
  Object.entries({ SINT: 8, USINT: 8, INT: 16, UINT: 16, DINT: 32, UDINT: 32, LINT: 64, ULINT: 64 }),
);

/** The ways out for one tag; a diagnostic that only a person can decide about has none. */
export function vendorFixes(tag: TagRow, row: VendorRow): readonly VendorFix[] {
  return row.diagnostics.flatMap(
    (one) => nameFix(tag, row, one) ?? typeFix(tag, row, one) ?? formatFix(one) ?? [],
  );
}

/** The source takes the name that the vendor gets, unless that is made of the scope and the name. */
function nameFix(tag: TagRow, { name }: VendorRow, { code }: VendorDiagnostic): VendorFix | null {
  if (code !== 'NAME_CHANGED' && code !== 'NAME_COLLISION') return null;
  const stem = name.replace(/_\d+$/, '');
  const isOwn = [name, stem].some((one) => sanitise(tag.name, one.length) === one);
  if (!isOwn || !IEC_NAME.test(name) || name === tag.name) return null;
  return { code, title: `Rename it to \`${name}\` everywhere`, wish: { field: 'name', value: name } };
}

/** The source takes the wider integer that the vendor gets. */
function typeFix(tag: TagRow, row: VendorRow, { code }: VendorDiagnostic): VendorFix | null {
  const to = row.type.toUpperCase();
  const [before = 64, after = 0] = [tag.type.toUpperCase(), to].map((type) => INTEGER_BITS.get(type));
  if (code !== 'TYPE_WIDENED' || after <= before) return null;
  return { code, title: `Declare it as \`${to}\``, wish: { field: 'type', value: to } };
}

/** A message that names a format by its id says where the tag would be held. */
function formatFix({ code, message }: VendorDiagnostic): VendorFix | null {
  const named = TARGETS.find(({ id }) => message.includes(`(${id})`));
  const all = TARGETS.find(({ id }) => id === named?.family) ?? named;
  return all
    ? { code, title: `Write ${all.label.charAt(0).toLowerCase()}${all.label.slice(1)}`, target: all.id }
    : null;
}
