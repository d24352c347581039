/**
 * DUPLICATE_CASE_LABEL: a label that an earlier one covers, so that its statements never run.
 * UNREACHABLE_CASE_LABEL: a label that the selector's type cannot have. IEC 61131-3 ed. 3, 7.3.3.3.3.
 */

import type { Frame } from '../project/frames.ts';
import { Reader } from '../project/values.ts';
import type { World } from '../project/world.ts';
import type { Green } from '../syntax/green.ts';
import { K, N } from '../syntax/kinds.ts';
import type { Text } from '../syntax/text.ts';
import { type Part, view } from '../syntax/view.ts';
import { type LeafFinding, leafFinding } from './findings.ts';
import { limitsOf } from './ranges.ts';

interface Label {
  readonly low: number;
  readonly high: number;
  readonly text: string;
}

/** Findings of a CASE statement at `at`; offsets count from its start. */
export function checkCases(
  world: World,
  green: Green,
  at: number,
  text: Text,
  frame: Frame | null,
): LeafFinding[] {
  const found: LeafFinding[] = [];
  const seen: Label[] = [];
  const limits = selectorLimits(world, green, at, text, frame);
  let offset = 0;
  for (const branch of green.children) {
    const labels = branch.kind === N.Branch ? branch.children[0] : undefined;
    if (labels !== undefined && labels.errors.length === 0) {
      const source = text.slice(at + offset, at + offset + labels.length);
      const reader = new Reader(world, frame, source, {});
      for (const { part, ...label } of labelsOf(reader, view(labels, 0).parts)) {
        const other = seen.find(({ low, high }) => label.low <= high && low <= label.high);
        if (other !== undefined) found.push(duplicate(label, other, part, offset));
        else if (limits !== null && (label.high < limits[0] || label.low > limits[1]))
          found.push(unreachable(label, limits, part, offset));
        seen.push(label);
      }
    }
    offset += branch.length;
  }
  return found;
}

function duplicate(label: Label, other: Label, { from, to }: Part, offset: number): LeafFinding {
  return leafFinding(
    'DUPLICATE_CASE_LABEL',
    label.low === label.high || (other.low <= label.low && label.high <= other.high) ? 'error' : 'warning',
    `The label \`${label.text}\` never gets a turn: \`${other.text}\` stands before it`,
    { from: offset + from, to: offset + to },
  );
}

/** What the selector can be; null when its type does not say. */
function selectorLimits(
  world: World,
  green: Green,
  at: number,
  text: Text,
  frame: Frame | null,
): readonly [number, number] | null {
  const head = green.children[0]!;
  const reader = new Reader(world, frame, text.slice(at, at + head.length), {});
  const selector = view(head, 0).parts.find(({ kind }) => kind === N.Path);
  const { type } = selector === undefined ? { type: null } : reader.value(selector);
  return type === null ? null : limitsOf(reader, type, true);
}

function unreachable(
  { text }: Label,
  [low, high]: readonly [number, number],
  { from, to }: Part,
  offset: number,
): LeafFinding {
  return leafFinding(
    'UNREACHABLE_CASE_LABEL',
    'warning',
    `The label \`${text}\` never gets a turn: the value is from ${low} to ${high}`,
    { from: offset + from, to: offset + to },
  );
}

function* labelsOf(reader: Reader, parts: readonly Part[]): Generator<Label & { part: Part }> {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind < N.Binary) continue;
    const isRange = parts[i + 1]?.kind === K.DotDot;
    const end = isRange ? parts[i + 2] : part;
    if (isRange) i += 2;
    const low = reader.constant(part);
    const high = end === undefined || end === part ? low : reader.constant(end);
    if (low === null || high === null || end === undefined) continue;
    yield { low, high, text: reader.source.slice(part.from, end.to), part: { ...part, to: end.to } };
  }
}
