/**
 * Attacks on an open socket, one row each: what is sent, how the server must answer, and what it does to a room without
 * defence. The rows follow the threats of the design: hostile updates, forbidden writes, stolen ids, spoofed presence,
 * broken frames.
 */

import { encodeAwareness, encodeStep2, encodeUpdate, filesMap, settingsMap } from '@tagloom/collab';
import * as Y from 'yjs';
import {
  block,
  bytes,
  concat,
  gc,
  item,
  presence,
  raw,
  shared,
  skip,
  string,
  text,
  uint,
  update,
} from './bytes.ts';
import type { StockRoom } from './stock.ts';

/** What the attacker finds: a project with one file by Ann, and Ben, who is present and has typed nothing yet. */
export interface Scene {
  readonly state: Uint8Array;
  readonly text: string;
  /** Ann's Yjs client id and its next clock. */
  readonly ann: number;
  readonly next: number;
  readonly file: string;
  readonly fileItem: readonly [number, number];
  readonly textItem: readonly [number, number];
  readonly firstChar: readonly [number, number];
  /** The awareness id of Ben. */
  readonly ben: number;
  /** A free id. */
  readonly own: number;
  /** Ann's next keystroke. */
  readonly honest: Uint8Array;
}

export interface Attack {
  readonly name: string;
  readonly role?: 'editor' | 'reviewer' | 'viewer';
  readonly document?: 'source' | 'review';
  readonly frames: (scene: Scene) => readonly Uint8Array[];
  /** The refusal's code and close code, or nothing happens at all. */
  readonly outcome: readonly [code: string, close: number] | 'ignored';
  /** Whether the room without defence is hurt; left out where Yjs itself is not, and only the server's answer counts. */
  readonly harms?: (room: StockRoom, scene: Scene) => boolean;
}

const MALFORMED = ['UPDATE_MALFORMED', 4400] as const;
const SCHEMA = ['SCHEMA_REFUSED', 4400] as const;
const STAY = ['FILE_MUST_STAY', 4400] as const;
const TAKEN = ['CLIENT_ID_TAKEN', 4400] as const;
const FORBIDDEN = ['FORBIDDEN', 4403] as const;
const INCOMPLETE = ['UPDATE_INCOMPLETE', 4400] as const;
const FRAME = ['FRAME_MALFORMED', 4400] as const;

// ---- harms ----

const textOf = (doc: Y.Doc) => {
  const [file] = filesMap(doc).values();
  return file instanceof Y.Map ? String(file.get('text') ?? '') : '';
};
const textChanged = ({ doc }: StockRoom, scene: Scene) => textOf(doc) !== scene.text;
const pending = ({ doc }: StockRoom) => doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
const fileGone = ({ doc }: StockRoom, { file }: Scene) => !filesMap(doc).has(file) || !textOf(doc);
const grew = ({ doc }: StockRoom, { state }: Scene) => Y.encodeStateAsUpdate(doc).length > state.length + 4;
const swallowed = ({ doc }: StockRoom, { honest }: Scene) => {
  Y.applyUpdate(doc, honest);
  return !textOf(doc).includes('HONEST');
};
/** The bytes themselves are caught by Yjs; by then it has made room for all that they claim. */
const slow = (room: StockRoom) => {
  const started = process.cpuUsage();
  room.receive(encodeUpdate(CLAIM));
  const { user, system } = process.cpuUsage(started);
  return user + system > 20_000;
};
const CLAIM = update([{ client: 7, structs: [], count: 33_000_000 }]);
const present = ({ awareness }: StockRoom) => awareness.getStates().size > 1;
// ---- updates ----

const typed = ({ firstChar, own }: Scene) =>
  update([{ client: own, structs: [text({ origin: firstChar }, 'EVIL')] }]);
const deleted = ({ firstChar }: Scene) => update([], [[firstChar[0], [[firstChar[1], 3]]]]);
const one = (...structs: ReturnType<typeof item>[]) => [{ client: 4_242, structs }];

function edited({ state }: Scene, act: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const before = Y.encodeStateVector(doc);
  doc.transact(() => act(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

const fileOf = (doc: Y.Doc, { file }: Scene) => filesMap(doc).get(file) as Y.Map<unknown>;
const files = { root: 'files', key: 'k' };

function sends(
  name: string,
  make: (scene: Scene) => Uint8Array,
  outcome: Attack['outcome'],
  harms?: Attack['harms'],
  more: Partial<Attack> = {},
): Attack {
  return {
    name,
    frames: (scene) => [encodeUpdate(make(scene))],
    outcome,
    ...(harms ? { harms } : {}),
    ...more,
  };
}

const VIEWER = { role: 'viewer' } as const;

export const FORBIDDEN_WRITES: readonly Attack[] = [
  sends('a viewer sends an update', typed, FORBIDDEN, textChanged, VIEWER),
  sends('a reviewer sends an update', typed, FORBIDDEN, textChanged, { role: 'reviewer' }),
  sends('a viewer sends a delete set alone', deleted, FORBIDDEN, textChanged, VIEWER),
  {
    name: 'a viewer writes by a sync step 2',
    ...VIEWER,
    frames: (scene) => [encodeStep2(typed(scene))],
    outcome: FORBIDDEN,
    harms: textChanged,
  },
  {
    name: 'a viewer hides the message type in an over-long number',
    ...VIEWER,
    frames: (scene) => [bytes(raw(0x80, 0x00), uint(2), block(typed(scene)))],
    outcome: FORBIDDEN,
    harms: textChanged,
  },
  {
    name: 'a viewer hides the sync step in an over-long number',
    ...VIEWER,
    frames: (scene) => [bytes(uint(0), raw(0x82, 0x00), block(typed(scene)))],
    outcome: FORBIDDEN,
    harms: textChanged,
  },
  {
    name: 'a viewer merges many edits into one step 2',
    ...VIEWER,
    frames: (scene) => [encodeStep2(Y.mergeUpdates([scene.state, typed(scene), deleted(scene)]))],
    outcome: FORBIDDEN,
    harms: textChanged,
  },
  {
    name: 'a viewer puts an update behind a harmless message in one frame',
    ...VIEWER,
    frames: (scene) => [
      concat(bytes(uint(0), uint(0), block(new Uint8Array([0]))), encodeUpdate(typed(scene))),
    ],
    outcome: FRAME,
  },
  sends(
    'a viewer deletes a file softly',
    (scene) => edited(scene, (doc) => fileOf(doc, scene).set('deleted', true)),
    FORBIDDEN,
    ({ doc }, scene) => fileOf(doc, scene).get('deleted') === true,
    VIEWER,
  ),
  sends(
    'a viewer changes a setting',
    (scene) => edited(scene, (doc) => settingsMap(doc).set('vendor', 'siemens')),
    FORBIDDEN,
    ({ doc }) => settingsMap(doc).get('vendor') === 'siemens',
    VIEWER,
  ),
  sends(
    'an editor writes raw into the review',
    ({ own }) => update([{ client: own, structs: [shared(files, 1)] }]),
    FORBIDDEN,
    grew,
    {
      document: 'review',
    },
  ),
  sends(
    'a reviewer writes raw into the review',
    ({ own }) => update([{ client: own, structs: [shared(files, 1)] }]),
    FORBIDDEN,
    grew,
    {
      document: 'review',
      role: 'reviewer',
    },
  ),
];

const TINY = 600;

export const HOSTILE_UPDATES: readonly Attack[] = [
  sends('seven bytes claim 33 million structs', () => CLAIM, MALFORMED, slow),
  {
    name: 'many small updates lack their predecessors',
    frames: ({ own }) =>
      Array.from({ length: TINY }, (_, index) =>
        encodeUpdate(update([{ client: own, clock: 10 + 2 * index, structs: [text(files)] }])),
      ),
    outcome: INCOMPLETE,
    harms: pending,
  },
  sends(
    'a delete set of unknown ranges',
    ({ own }) => update([], [[own, Array.from({ length: 50_000 }, (_, i) => [i * 2, 1] as const)]]),
    'ignored',
    pending,
  ),
  sends(
    'a GC struct takes the clocks of somebody who is offline',
    ({ ann, next }) => update([{ client: ann, clock: next, structs: [gc(50)] }]),
    TAKEN,
    swallowed,
  ),
  sends(
    'items under the client id of another',
    ({ ann, next, firstChar }) =>
      update([{ client: ann, clock: next, structs: [text({ origin: firstChar }, 'EVIL')] }]),
    TAKEN,
    textChanged,
  ),
  sends(
    'items under the id of somebody who is present and has not typed yet',
    ({ ben, firstChar }) => update([{ client: ben, structs: [text({ origin: firstChar }, 'EVIL')] }]),
    TAKEN,
    textChanged,
  ),
  sends(
    'maps nested 8,000 deep',
    ({ own }) =>
      update([
        {
          client: own,
          structs: [
            shared({ root: 'settings', key: 'deep' }, 1),
            ...Array.from({ length: 7_999 }, (_, depth) => shared({ parent: [own, depth], key: 'k' }, 1)),
          ],
        },
      ]),
    SCHEMA,
    ({ doc }) => {
      try {
        doc.getMap('settings').toJSON();
        return false;
      } catch (error) {
        return error instanceof RangeError;
      }
    },
  ),
  sends(
    'fifty thousand client ids',
    () => update(Array.from({ length: 50_000 }, (_, i) => ({ client: 60_000 - i, structs: [gc(1)] }))),
    ['TOO_MANY_CLIENT_IDS', 4429],
    ({ doc }) => Y.encodeStateVector(doc).length > 100_000,
  ),
  sends(
    'a skip pretends that something was',
    ({ own }) => update([{ client: own, structs: [skip(5), text(files)] }]),
    'ignored',
    pending,
  ),
  sends(
    'an origin that nobody has',
    ({ own }) => update([{ client: own, structs: [text({ origin: [99, 3] })] }]),
    'ignored',
    pending,
  ),
  sends('an item is its own origin', () => update(one(text({ origin: [4_242, 0] }))), MALFORMED),
  sends(
    'two items are each other’s origin',
    () =>
      update([
        { client: 9, structs: [text({ origin: [8, 0] })] },
        { client: 8, structs: [text({ origin: [9, 0] })] },
      ]),
    MALFORMED,
    pending,
  ),
  sends('bytes behind the end', (scene) => concat(typed(scene), bytes(raw(1, 2, 3))), MALFORMED, textChanged),
  sends('an update that is cut off', (scene) => typed(scene).subarray(0, 9), MALFORMED),
  sends('an update of the second format', (scene) => Y.convertUpdateFormatV1ToV2(typed(scene)), MALFORMED),
  sends('a client id of 53 bits', () => update([{ client: 2 ** 52, structs: [gc(1)] }]), MALFORMED, grew),
  sends('a clock beyond 31 bits', () => update([{ client: 4_242, structs: [gc(2 ** 31)] }]), MALFORMED, grew),
  sends(
    'a delete range beyond all clocks',
    ({ ann }) => update([], [[ann, [[0, 2 ** 40]]]]),
    MALFORMED,
    textChanged,
  ),
  sends(
    'one client in two sections',
    () =>
      update([
        { client: 5, structs: [gc(1)] },
        { client: 5, clock: 1, structs: [gc(1)] },
      ]),
    MALFORMED,
    grew,
  ),
  sends(
    'more structs than an update may have',
    () => update([{ client: 4_242, structs: Array.from({ length: 100_001 }, () => gc(1)) }]),
    ['UPDATE_TOO_COMPLEX', 4400],
    grew,
  ),
  sends(
    'a value nested 5,000 deep',
    () =>
      update(
        one(
          item(
            8,
            { root: 'settings', key: 'k' },
            uint(1),
            ...Array.from({ length: 5_000 }, () => raw(117, 1)),
            raw(126),
          ),
        ),
      ),
    MALFORMED,
  ),
  sends('an empty text item', () => update(one(text(files, ''))), MALFORMED),
  sends('a text that is not UTF-8', () => update(one(item(4, files, raw(1, 0xff)))), MALFORMED),
  sends('a content kind that does not exist', () => update(one(item(14, files))), MALFORMED),
  sends(
    'a root of its own',
    () => update(one(text({ root: 'hidden', key: 'k' }, 'x'.repeat(1_000)))),
    SCHEMA,
    grew,
  ),
  sends(
    'a root with a name of a kilobyte',
    () => update(one(text({ root: 'r'.repeat(1_000), key: 'k' }))),
    SCHEMA,
    grew,
  ),
  sends(
    'items in a root without a key',
    () => update(one(text({ root: 'files' }, 'x'.repeat(1_000)))),
    SCHEMA,
    grew,
  ),
  sends('an XML element', () => update(one(item(7, files, uint(3), string('script')))), SCHEMA, grew),
  sends('an array', () => update(one(shared(files, 0))), SCHEMA, grew),
  sends(
    'a text outside of any file',
    () => update(one(shared({ root: 'settings', key: 'text' }, 2))),
    SCHEMA,
    grew,
  ),
  sends(
    'a document inside the document',
    () => update(one(item(9, files, string('guid'), raw(118, 0)))),
    SCHEMA,
    grew,
  ),
  sends(
    'raw bytes as a value',
    () => update(one(item(3, files, block(new Uint8Array(1_000))))),
    SCHEMA,
    grew,
  ),
  sends(
    'formatting in a text',
    ({ own, firstChar }) =>
      update([{ client: own, structs: [item(6, { origin: firstChar }, string('style'), string('"x"'))] }]),
    SCHEMA,
    grew,
  ),
  sends(
    'an embed in a text',
    ({ own, firstChar }) =>
      update([{ client: own, structs: [item(5, { origin: firstChar }, string('{"image":"x"}'))] }]),
    SCHEMA,
    grew,
  ),
  sends(
    'a file is taken out',
    (scene) => edited(scene, (doc) => filesMap(doc).delete(scene.file)),
    STAY,
    fileGone,
  ),
  sends('all files are taken out', (scene) => edited(scene, (doc) => filesMap(doc).clear()), STAY, fileGone),
  sends(
    'another file is put in the place of one',
    (scene) => edited(scene, (doc) => filesMap(doc).set(scene.file, new Y.Map())),
    STAY,
    fileGone,
  ),
  sends(
    'a word is put in the place of a file',
    (scene) => edited(scene, (doc) => filesMap(doc).set(scene.file, 'gone' as never)),
    STAY,
    fileGone,
  ),
  sends(
    'the text of a file is taken out',
    (scene) => edited(scene, (doc) => fileOf(doc, scene).delete('text')),
    STAY,
    fileGone,
  ),
  sends(
    'another text is put in the place of one',
    (scene) => edited(scene, (doc) => fileOf(doc, scene).set('text', new Y.Text())),
    STAY,
    fileGone,
  ),
  sends(
    'the key of a file is taken by somebody who feigns not to know it',
    ({ own, file }) => update([{ client: own, structs: [shared({ root: 'files', key: file }, 1)] }]),
    STAY,
  ),
  sends(
    'a second text is slipped under a file',
    ({ own, fileItem }) => update([{ client: own, structs: [shared({ parent: fileItem, key: 'text' }, 2)] }]),
    STAY,
  ),
  sends(
    'a file is pushed aside by an item to its left',
    ({ own, fileItem }) =>
      update([{ client: own, structs: [item(8, { right: fileItem }, uint(1), raw(126))] }]),
    STAY,
  ),
];

export const PRESENCE: readonly Attack[] = [
  {
    name: 'a state under the id of another',
    frames: ({ ben }) => [presence([1, 1, '{}'], [ben, 99, '{"user":{"name":"Eve"}}'])],
    outcome: 'ignored',
    harms: ({ awareness }, { ben }) => awareness.getStates().has(ben),
  },
  {
    name: 'the state of another is removed',
    frames: ({ ben }) => [presence([ben, 99, 'null'])],
    outcome: 'ignored',
  },
  {
    name: 'the client id of an author is worn as one’s own',
    frames: ({ ann }) => [presence([ann, 1, '{"file":"here"}'])],
    outcome: 'ignored',
    harms: present,
  },
  {
    name: 'a state over 2 KiB',
    frames: ({ own }) => [presence([own, 1, JSON.stringify({ file: 'x'.repeat(2_100) })])],
    outcome: 'ignored',
    harms: present,
  },
  {
    name: 'a hundred states over all limits in one message',
    frames: ({ own }) => [
      presence(
        ...Array.from({ length: 100 }, (_, i) => [own + i, 1, JSON.stringify('x'.repeat(1_000))] as const),
      ),
    ],
    outcome: 'ignored',
    harms: present,
  },
  {
    name: 'a state that is no object',
    frames: ({ own }) => [presence([own, 1, '"a word"'])],
    outcome: 'ignored',
    harms: present,
  },
  {
    name: 'a message that claims a million states',
    frames: () => [encodeAwareness(bytes(uint(1_000_000)))],
    outcome: ['PRESENCE_MALFORMED', 4400],
  },
];

export const FRAMES: readonly Attack[] = [
  { name: 'an empty frame', frames: () => [new Uint8Array()], outcome: FRAME },
  {
    name: 'a sync step that does not exist',
    frames: () => [bytes(uint(0), uint(7), block(new Uint8Array(2)))],
    outcome: FRAME,
  },
  {
    name: 'a state vector that is none',
    frames: () => [bytes(uint(0), uint(0), block(new Uint8Array([9, 9])))],
    outcome: FRAME,
  },
  {
    name: 'a block that claims four gigabytes',
    frames: () => [bytes(uint(0), uint(2), uint(2 ** 32))],
    outcome: FRAME,
  },
  { name: 'half a hello', frames: () => [bytes(uint(100), uint(1), string('e'))], outcome: FRAME },
  {
    name: 'a hello with a position that never was',
    frames: () => [bytes(uint(100), uint(1), string('e'), uint(1_000_000), string('src'))],
    outcome: 'ignored',
  },
  {
    name: 'a message of a version to come',
    frames: () => [bytes(uint(200), raw(1, 2, 3))],
    outcome: 'ignored',
  },
  {
    name: 'a token that is none',
    frames: () => [bytes(uint(104), string('a.b.c'))],
    outcome: ['TOKEN_INVALID', 4401],
  },
  {
    name: 'a server’s own message',
    frames: () => [bytes(uint(101), uint(9), uint(9), string('src'))],
    outcome: 'ignored',
  },
];
