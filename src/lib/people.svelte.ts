/** Who else has this project open, where they are, and who may be there: awareness states joined with the member list. */

import { type PresenceState, type Role, readPresence } from '@tagloom/collab';
import type { FileId } from '@tagloom/st-parser';
import type { Awareness } from 'y-protocols/awareness';
import type { Member, Person } from './api.ts';

/** One person of the list. Several tabs of one person are one row: the tab that moved last. */
export interface Presence extends Person {
  readonly role: Role | null;
  readonly isHere: boolean;
  readonly isTyping: boolean;
  readonly file: FileId | null;
  readonly line: number | null;
  /** Differs for each invitation to come to their cursor. */
  readonly call: string | null;
  /** When they last moved, milliseconds of `Date.now()`. */
  readonly movedAt: number;
}

/** Without a move for this long a person is idle. */
export const IDLE_MS = 5 * 60_000;
/** How long an invitation stands. */
const CALL_LASTS_MS = 30_000;

interface Seen {
  readonly state: PresenceState;
  readonly print: string;
  readonly movedAt: number;
}

export class People {
  /** Everybody but the person of this tab, who is here first. */
  others = $state.raw<readonly Presence[]>([]);
  members = $state.raw<readonly Member[]>([]);

  readonly #awareness: Awareness;
  readonly #self: Person;
  readonly #isKnown: () => boolean;
  readonly #seen = new Map<number, Seen>();
  /** Client ids keep their person after they left: their last edits may arrive later. */
  readonly #persons = new Map<number, Person>();
  #isFrameAsked = false;
  #callTimer: ReturnType<typeof setTimeout> | undefined;

  /** While `isKnown` is false (offline) the last known list stays. */
  constructor(awareness: Awareness, self: Person, isKnown: () => boolean) {
    this.#awareness = awareness;
    this.#self = self;
    this.#isKnown = isKnown;
    awareness.on('change', this.#onChange);
  }

  /** The person behind a Yjs client id, if they were seen here. */
  personOf(clientId: number): Person | null {
    return this.#persons.get(clientId) ?? null;
  }

  /** Looks again; for when the connection came back. */
  refresh(): void {
    this.#onChange();
  }

  setMembers(members: readonly Member[]): void {
    this.members = members;
    this.#refresh();
  }

  /** Everybody who has this file open, without this person. */
  inFile(file: FileId): Presence[] {
    return this.others.filter((person) => person.isHere && person.file === file);
  }

  get here(): Presence[] {
    return this.others.filter((person) => person.isHere);
  }

  /** Asks everybody to come to this person's cursor; the invitation stands for a while. */
  invite(): void {
    clearTimeout(this.#callTimer);
    this.#awareness.setLocalStateField('call', `${this.#awareness.clientID}-${Date.now()}`);
    this.#callTimer = setTimeout(() => this.#awareness.setLocalStateField('call', null), CALL_LASTS_MS);
  }

  close(): void {
    clearTimeout(this.#callTimer);
    this.#awareness.off('change', this.#onChange);
  }

  readonly #onChange = () => {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    // Hidden tabs get no frames, but their list may be read when they come back.
    const run = () => {
      this.#isFrameAsked = false;
      if (this.#isKnown()) this.#refresh();
    };
    if (document.visibilityState === 'visible') requestAnimationFrame(run);
    else setTimeout(run, 100);
  };

  #refresh(): void {
    const now = Date.now();
    this.#readStates(now);
    const byId = new Map<string, Presence>();
    for (const { state, movedAt } of this.#seen.values()) {
      if (!state.user || state.user.id === this.#self.id) continue;
      const before = byId.get(state.user.id);
      if (!before || before.movedAt < movedAt) byId.set(state.user.id, this.#presence(state, movedAt));
    }
    for (const member of this.members)
      if (member.id !== this.#self.id && !byId.has(member.id)) byId.set(member.id, absent(member));
    this.others = [...byId.values()].sort(byPresence);
  }

  #readStates(now: number): void {
    const states = this.#awareness.getStates();
    for (const id of this.#seen.keys()) if (!states.has(id)) this.#seen.delete(id);
    for (const [id, raw] of states) {
      if (id === this.#awareness.clientID) continue;
      const state = readPresence(raw);
      if (!state) continue;
      if (state.user) this.#persons.set(id, state.user);
      const print = JSON.stringify([state.file, state.line, state.selection, state.typing, state.call]);
      if (this.#seen.get(id)?.print !== print) this.#seen.set(id, { state, print, movedAt: now });
      else if (this.#seen.get(id)?.state.user?.id !== state.user?.id)
        this.#seen.set(id, { state, print, movedAt: now });
    }
  }

  #presence(state: PresenceState, movedAt: number): Presence {
    const user = state.user ?? { id: '', name: '', color: 0 };
    return {
      ...user,
      role: this.members.find((member) => member.id === user.id)?.role ?? null,
      isHere: true,
      isTyping: state.typing === true,
      file: state.file ?? null,
      line: state.line ?? null,
      call: state.call ?? null,
      movedAt,
    };
  }
}

function absent(member: Member): Presence {
  const { id, name, color, role } = member;
  return {
    id,
    name,
    color,
    role,
    isHere: false,
    isTyping: false,
    file: null,
    line: null,
    call: null,
    movedAt: 0,
  };
}

const byName = new Intl.Collator('en', { sensitivity: 'base' });

/** Who is here stands above who is not; then by name, so that rows do not jump while people type. */
function byPresence(a: Presence, b: Presence): number {
  if (a.isHere !== b.isHere) return a.isHere ? -1 : 1;
  return byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}
