/** Presence: who is here, in which file, with which cursor. Never stored, stamped by the server. */

import type { FileId } from '@tagloom/st-parser';

/** Colours a person may have: an index into the palette of the design tokens, never a CSS value. */
export const PALETTE_SIZE = 12;

/** Longest `call`, UTF-16 units. */
const CALL_LENGTH = 40;

/** A selection as relative positions of the file's Y.Text, JSON-encoded by Yjs; `anchor === head` is a caret. */
export interface SharedSelection {
  readonly anchor: unknown;
  readonly head: unknown;
}

/** One peer's awareness state. `user` is filled by the server; what a client puts there is overwritten. */
export interface PresenceState {
  readonly user?: { readonly id: string; readonly name: string; readonly color: number };
  readonly file?: FileId | null;
  /** 1-based line of the caret, so that lists can say "FB_Fill:45" without resolving positions. */
  readonly line?: number;
  readonly selection?: SharedSelection | null;
  /** Whether a key was pressed in the last two seconds. */
  readonly typing?: boolean;
  /** Differs for each invitation to come to this person's cursor; null or absent while there is none. */
  readonly call?: string | null;
}

/** The palette index of a person where nobody else is: derived from the id. Who meets somebody of the same gets another (`server/colours.ts`). */
export function paletteIndex(personId: string): number {
  let hash = 0;
  for (let i = 0; i < personId.length; i++) hash = (hash * 31 + personId.charCodeAt(i)) >>> 0;
  return hash % PALETTE_SIZE;
}

/** Reads an unknown awareness state without trusting any field; null if it is not an object. */
export function readPresence(state: unknown): PresenceState | null {
  if (typeof state !== 'object' || state === null) return null;
  const { user, file, line, selection, typing, call } = state as Record<string, unknown>;
  return {
    ...(isUser(user) ? { user: { id: user.id, name: user.name, color: user.color } } : {}),
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof line === 'number' && Number.isInteger(line) && line > 0 ? { line } : {}),
    ...(isSelection(selection) ? { selection } : {}),
    ...(typeof call === 'string' && call.length <= CALL_LENGTH ? { call } : {}),
    typing: typing === true,
  };
}

function isUser(value: unknown): value is { id: string; name: string; color: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, color } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    Number.isInteger(color) &&
    (color as number) >= 0 &&
    (color as number) < PALETTE_SIZE
  );
}

function isSelection(value: unknown): value is SharedSelection {
  return typeof value === 'object' && value !== null && 'anchor' in value && 'head' in value;
}
