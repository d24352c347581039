/** Tags of one tag table that share bits: legal on S7, and often a mistake, so each is said once. */
import { readAddress } from '../addresses.ts';
import { notesOn } from '../notes.ts';
import type { Entry } from '../table.ts';
import type { VendorDiagnostic } from '../types.ts';
import type { S7Draft } from './target.ts';

interface Span {
  readonly entry: Entry<S7Draft>;
  readonly from: number;
  readonly to: number;
}

/** One diagnostic for each tag that begins inside an earlier one, in address order. */
export function overlaps(entries: readonly Entry<S7Draft>[]): VendorDiagnostic[] {
  const areas = new Map<string, Span[]>();
  for (const entry of entries) {
    const span = spanOf(entry);
    if (span === null) continue;
    const area = entry.draft.address.charAt(1);
    const spans = areas.get(area) ?? [];
    areas.set(area, spans);
    spans.push(span);
  }
  return [...areas.values()].flatMap((spans) => overlapsIn(spans));
}

function overlapsIn(spans: readonly Span[]): VendorDiagnostic[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from || b.to - a.to);
  const out: VendorDiagnostic[] = [];
  let last = sorted[0];
  for (const span of sorted.slice(1)) {
    if (last !== undefined && span.from < last.to) {
      const { note, list } = notesOn(span.entry.draft.tag.path);
      const { tag, address } = last.entry.draft;
      note('ADDRESS_OVERLAP', `${span.entry.draft.address} shares bits with ${address} of ${tag.path}.`);
      out.push(...list);
    }
    if (last === undefined || span.to > last.to) last = span;
  }
  return out;
}

/** Bits, from the address as written and the size of the type. */
function spanOf(entry: Entry<S7Draft>): Span | null {
  const { draft } = entry;
  const address = draft.place?.kind === 'tag' ? readAddress(draft.address) : null;
  if (address?.kind !== 'direct') return null;
  const from = address.index * 8 + (address.bit ?? 0);
  return { entry, from, to: from + draft.bits };
}
