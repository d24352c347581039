/** Opens a project: who is here, what this device keeps of it, and the connection. */

import {
  browserNetwork,
  type Outbox,
  openClient,
  openIndexedDbOutbox,
  openMemoryOutbox,
} from '@tagloom/collab';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { Person } from './api.ts';
import { openUndoJournal } from './editor/undostore.ts';
import { whoAmI } from './identity.ts';
import { isPractice } from './practice.ts';
import { Workspace } from './workspace.svelte.ts';

/** Thrown by `openWorkspace` when the server asks to sign in. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** Opens a project for the person of this browser. Throws SignInNeeded or ApiError. */
export async function openWorkspace(projectId: string): Promise<Workspace> {
  const who = await whoAmI();
  if (!who) throw new SignInNeeded('Sign in to open this project.');
  if (isPractice(projectId)) return openPracticeCopy(projectId, who.person);
  const prefix = `tagloom:${who.person.id}:${projectId}`;
  const [outbox, journal] = await Promise.all([
    openIndexedDbOutbox(`${prefix}:outbox`).catch(() => null),
    openUndoJournal(`${prefix}:undo`),
  ]);
  const doc = new Y.Doc();
  // Set before the copy is read, or the text that undo brings back would be collected right then.
  doc.gcFilter = (item) => !journal.keeps(item);
  // The copy is opened before anything is in the document, or it would store the whole state again each time.
  const copy = outbox ? new IndexeddbPersistence(`${prefix}:source`, doc) : null;
  const workspace = new Workspace(projectId, who.person, doc, ({ awareness, token, onMade }) =>
    openClient({
      projectId,
      server: location.origin.replace(/^http/, 'ws'),
      token,
      onMade,
      doc,
      awareness,
      outbox: outbox ?? nothingKept(),
      network: browserNetwork(window),
      // The copy holds edits under an id that is another person's; they wait in the outbox under a fresh one.
      onIdTaken: () =>
        void Promise.all([copy?.clearData(), journal.clear()]).finally(() => location.reload()),
      ...(copy ? { localCopy: copy.whenSynced, isLocalCopy: (origin: unknown) => origin === copy } : {}),
    }),
  );
  workspace.keepUndo(journal);
  const databases = copy ? ['outbox', 'source', 'undo'].map((kind) => `${prefix}:${kind}`) : [];
  workspace.keep(copy?.whenSynced ?? Promise.resolve(), () => copy?.destroy(), databases);
  return workspace;
}

/** Nothing of a practice copy is on this device: it lives as long as the page and its server let it. */
function openPracticeCopy(projectId: string, person: Person): Workspace {
  const doc = new Y.Doc();
  const workspace = new Workspace(projectId, person, doc, ({ awareness, token }) =>
    openClient({
      projectId,
      server: location.origin.replace(/^http/, 'ws'),
      token,
      doc,
      awareness,
      outbox: openMemoryOutbox(),
      network: browserNetwork(window),
    }),
  );
  workspace.keep(Promise.resolve(), () => undefined, []);
  return workspace;
}

/** Where the browser gives no storage: every edit is known not to be kept, so that the badge can say so (U2). */
function nothingKept(): Outbox {
  return {
    ...openMemoryOutbox(),
    add: () => Promise.reject(new Error('This browser gives no storage.')),
  };
}
