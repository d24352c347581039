/** The gate against Yjs itself: whatever it accepts leaves nothing pending, whatever an honest peer makes is accepted. */

import { createFile, deleteFile, filesMap, renameFile, SOURCE_ROOTS, writeSettings } from '@tagloom/collab';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#tests/harness/random.ts';
import { checkUpdate, type Known, type Rules, type Verdict } from './gate.ts';
import { KeptItems } from './kept.ts';

const ANN: Rules = { person: 'ann', roots: SOURCE_ROOTS };

function knownOf(doc: Y.Doc, owners: ReadonlyMap<number, string> = new Map()): Known {
  return {
    clock: (client) => Y.getState(doc.store, client),
    isDeleted: (client, clock, length) => {
      const structs = doc.store.clients.get(client);
      if (!structs || clock + length > Y.getState(doc.store, client)) return false;
      return structs
        .filter((struct) => struct.id.clock < clock + length && struct.id.clock + struct.length > clock)
        .every((struct) => struct.deleted);
    },
    owner: (client) => owners.get(client),
    kept: () => KeptItems.of(doc),
  };
}

/** What the gate says of it for an empty document. */
function judge(update: Uint8Array, doc = new Y.Doc(), rules = ANN): Verdict {
  return checkUpdate(update, knownOf(doc), rules);
}

function codeOf(verdict: Verdict): string {
  return verdict.type === 'refuse' ? verdict.code : verdict.type;
}

function project(): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  const file = createFile(doc, 'MAIN.st', 'PROGRAM MAIN\nEND_PROGRAM\n');
  return { doc, text: filesMap(doc).get(file)?.get('text') as Y.Text };
}

function firstText(doc: Y.Doc): Y.Text {
  const [file] = filesMap(doc).values();
  return file?.get('text') as Y.Text;
}

/** Yjs v1 bytes by hand. */
function bytes(...values: (number | string)[]): Uint8Array {
  return new Uint8Array(
    values.flatMap((value) => {
      if (typeof value === 'number') return [value];
      const encoded = [...new TextEncoder().encode(value)];
      return [encoded.length, ...encoded];
    }),
  );
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

describe('gate', () => {
  test('accepts an honest document and names the client that adds items', () => {
    const { doc } = project();
    const verdict = judge(Y.encodeStateAsUpdate(doc));
    expect(verdict).toMatchObject({ type: 'accept', changes: true });
    expect(verdict.type === 'accept' && [...verdict.added.keys()]).toEqual([doc.clientID]);
  });

  test('S5 an honest resend is accepted and changes nothing', () => {
    const { doc } = project();
    deleteFile(doc, [...filesMap(doc).keys()][0] ?? '');
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(judge(Y.encodeStateAsUpdate(doc), copy)).toMatchObject({ type: 'accept', changes: false });
    expect(judge(new Uint8Array([0, 0]))).toMatchObject({ type: 'accept', changes: false });
  });

  test('S5 a deletion alone is a change', () => {
    const { doc, text } = project();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(doc);
    text.delete(0, 3);
    expect(judge(Y.encodeStateAsUpdate(doc, before), copy)).toMatchObject({ type: 'accept', changes: true });
  });

  test('S5 missing predecessors ask for a resync', () => {
    const { doc, text } = project();
    const before = Y.encodeStateVector(doc);
    text.insert(3, 'x');
    expect(judge(Y.encodeStateAsUpdate(doc, before)).type).toBe('resync');
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const mark = Y.encodeStateVector(other);
    firstText(other).insert(2, 'y');
    expect(judge(Y.encodeStateAsUpdate(other, mark)).type).toBe('resync');
  });

  test('S6 a client id of another person is refused', () => {
    const { doc } = project();
    const owners = new Map([[doc.clientID, 'bob']]);
    const verdict = checkUpdate(Y.encodeStateAsUpdate(doc), knownOf(new Y.Doc(), owners), ANN);
    expect(codeOf(verdict)).toBe('CLIENT_ID_TAKEN');
  });

  test('roots outside the schema are refused, and admitted for load tests', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hello');
    const update = Y.encodeStateAsUpdate(doc);
    expect(codeOf(judge(update))).toBe('SCHEMA_REFUSED');
    expect(judge(update, new Y.Doc(), { person: 'ann', roots: null }).type).toBe('accept');
  });

  describe('M1 a file and its text stay', () => {
    const known = () => {
      const { doc } = project();
      const peer = new Y.Doc();
      Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
      const [id] = filesMap(peer).keys();
      return { doc, peer, id: id as string };
    };
    const attack = (act: (peer: Y.Doc, id: string) => void): string => {
      const { doc, peer, id } = known();
      const before = Y.encodeStateVector(doc);
      peer.transact(() => act(peer, id));
      return codeOf(judge(Y.encodeStateAsUpdate(peer, before), doc));
    };

    test('no update takes a file out, empties the list or puts something in its place', () => {
      expect(attack((peer, id) => filesMap(peer).delete(id))).toBe('FILE_MUST_STAY');
      expect(attack((peer) => filesMap(peer).clear())).toBe('FILE_MUST_STAY');
      expect(attack((peer, id) => filesMap(peer).set(id, new Y.Map()))).toBe('FILE_MUST_STAY');
      expect(attack((peer, id) => filesMap(peer).set(id, 'gone' as never))).toBe('FILE_MUST_STAY');
    });

    test('no update takes the text of a file away or puts another in its place', () => {
      expect(attack((peer, id) => filesMap(peer).get(id)?.delete('text'))).toBe('FILE_MUST_STAY');
      expect(attack((peer, id) => filesMap(peer).get(id)?.set('text', new Y.Text('mine')))).toBe(
        'FILE_MUST_STAY',
      );
      expect(attack((peer, id) => filesMap(peer).get(id)?.set('text', 'mine'))).toBe('FILE_MUST_STAY');
    });

    test('somebody who does not know of the file cannot take its key or its text either', () => {
      const { doc, id } = known();
      const stranger = new Y.Doc();
      filesMap(stranger).set(id, new Y.Map());
      expect(codeOf(judge(Y.encodeStateAsUpdate(stranger), doc))).toBe('FILE_MUST_STAY');
      const file = filesMap(doc)._map.get(id)?.id as Y.ID;
      const second = bytes(1, 1, 9, 0, 0x27, 0, ...varint(file.client), file.clock, 'text', 2, 0);
      expect(codeOf(judge(second, doc))).toBe('FILE_MUST_STAY');
    });

    test('its path, its mark of deletion and all of its text may change', () => {
      expect(attack((peer, id) => renameFile(peer, id, 'B.st'))).toBe('accept');
      expect(attack((peer, id) => deleteFile(peer, id))).toBe('accept');
      expect(attack((peer) => firstText(peer).delete(0, firstText(peer).length))).toBe('accept');
    });

    test('a file that came and went before anybody else saw it harms nobody', () => {
      const doc = new Y.Doc();
      filesMap(doc).delete(createFile(doc, 'A.st', 'x'));
      expect(judge(Y.encodeStateAsUpdate(doc)).type).toBe('accept');
    });
  });

  test('shared types have two places: a map per file, and its text', () => {
    const refused = (act: (doc: Y.Doc) => void) => {
      const doc = new Y.Doc();
      act(doc);
      return codeOf(judge(Y.encodeStateAsUpdate(doc)));
    };
    expect(refused((doc) => doc.getMap('settings').set('deep', new Y.Map()))).toBe('SCHEMA_REFUSED');
    expect(refused((doc) => doc.getMap('files').set('a', new Y.Text('x')))).toBe('SCHEMA_REFUSED');
    expect(refused((doc) => doc.getMap('files').set('a', 'x'))).toBe('SCHEMA_REFUSED');
    const nest = (doc: Y.Doc) => {
      let map = doc.getMap<unknown>('files');
      for (let depth = 0; depth < 8; depth++) {
        const inner = new Y.Map<unknown>();
        map.set('text', inner);
        map = inner;
      }
    };
    expect(refused(nest)).toBe('SCHEMA_REFUSED');
  });

  test('content kinds outside the schema are refused', () => {
    const embeds = new Y.Doc();
    const { text } = project();
    text.insertEmbed(0, { image: 1 });
    embeds.getMap('files').set('a', new Y.Array());
    expect(codeOf(judge(Y.encodeStateAsUpdate(text.doc as Y.Doc)))).toBe('SCHEMA_REFUSED');
    expect(codeOf(judge(Y.encodeStateAsUpdate(embeds)))).toBe('SCHEMA_REFUSED');
    const nested = new Y.Doc();
    nested.getMap('settings').set('doc', new Y.Doc());
    expect(codeOf(judge(Y.encodeStateAsUpdate(nested)))).toBe('SCHEMA_REFUSED');
  });

  test('content that Yjs cannot read is refused in items that are known already, too', () => {
    const { doc } = project();
    const first = filesMap(doc)._map.values().next().value?.id as Y.ID;
    const client = varint(first.client);
    const known = [...client, first.clock, 0x27, 1, 'files', 'k'] as const;
    for (const type of [0, 3, 7, 100])
      expect(codeOf(judge(bytes(1, 1, ...known, type, ...(type === 3 ? ['x'] : []), 0), doc))).toBe(
        'SCHEMA_REFUSED',
      );
    // JSON that is none, under a kind that parses it.
    const json = bytes(1, 1, ...client, first.clock, 0x25, 1, 'files', 'k', '{', 0);
    expect(codeOf(judge(json, doc))).toBe('SCHEMA_REFUSED');
  });

  test('hostile bytes are refused without allocating what they claim', () => {
    const hostile: Record<string, Uint8Array> = {
      'claims 33 M structs': bytes(1, 0xff, 0xff, 0xff, 0x0f, 1, 0),
      'ends inside a number': bytes(1, 0x80),
      'an over-long number': bytes(1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00),
      'bytes behind the end': bytes(0, 0, 0),
      'an unknown content kind': bytes(1, 1, 5, 0, 11, 1, 'files', 0),
      'an empty string item': bytes(1, 1, 5, 0, 0x24, 1, 'files', 'k', 0, 0),
      'not UTF-8': bytes(1, 1, 5, 0, 0x24, 1, 'files', 'k', 1, 0xff, 0),
      'an item that refers to itself': bytes(1, 1, 5, 0, 0x84, 5, 0, 'x', 0),
      'a client id of 40 bits': bytes(1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0, 1, 0),
      'two sections of one client': bytes(2, 1, 5, 0, 0, 1, 1, 5, 0, 0, 1, 0),
      'a parent that is neither': bytes(1, 1, 5, 0, 0x04, 2, 'files', 'x', 0),
      'a value nested too deep': bytes(
        1,
        1,
        5,
        0,
        0x28,
        1,
        'files',
        'k',
        1,
        117,
        1,
        117,
        1,
        117,
        1,
        117,
        1,
        117,
        1,
        117,
        1,
        117,
        0,
        0,
      ),
      'an empty delete range': bytes(0, 1, 5, 1, 0, 0),
    };
    for (const [name, update] of Object.entries(hostile))
      expect([name, codeOf(judge(update))]).toEqual([name, 'UPDATE_MALFORMED']);
  });

  test('unknown delete ranges and skips ask for a resync', () => {
    expect(judge(bytes(0, 1, 5, 1, 0, 1)).type).toBe('resync');
    expect(judge(bytes(1, 1, 5, 0, 10, 3, 0)).type).toBe('resync');
  });

  test('a circle between two clients is refused', () => {
    // 7:0 has its origin in 5:0, and 5:0 in 7:0.
    const update = bytes(2, 1, 7, 0, 0x84, 5, 0, 'a', 1, 5, 0, 0x84, 7, 0, 'b', 0);
    expect(codeOf(judge(update))).toBe('UPDATE_MALFORMED');
  });

  test.each([1, 2, 3, 4, 5, 6])('agrees with Yjs on random sessions (seed %i)', (seed) => {
    const random = createRandom(seed);
    const server = new Y.Doc();
    const peers = [0, 1, 2, 3].map(() => new Y.Doc());
    const start = createFile(peers[0] as Y.Doc, 'MAIN.st', 'PROGRAM MAIN');
    let accepted = 0;
    const submit = (update: Uint8Array) => {
      const verdict = judge(update, server);
      expect(verdict.type).toBe('accept');
      Y.applyUpdate(server, update);
      expect(server.store.pendingStructs).toBeNull();
      expect(server.store.pendingDs).toBeNull();
      accepted += 1;
    };
    for (let step = 0; step < 400; step++) {
      const peer = peers[random.below(peers.length)] as Y.Doc;
      if (random.chance(0.25)) {
        submit(Y.encodeStateAsUpdate(peer, Y.encodeStateVector(server)));
        Y.applyUpdate(peer, Y.encodeStateAsUpdate(server, Y.encodeStateVector(peer)));
      } else edit(peer, start, random);
    }
    for (const peer of peers) submit(Y.encodeStateAsUpdate(peer, Y.encodeStateVector(server)));
    expect(accepted).toBeGreaterThan(50);
  });

  test.each([11, 12, 13])(
    'never throws and never lets Yjs hang on mutated updates (seed %i)',
    (seed) => {
      const random = createRandom(seed);
      const { doc, text } = project();
      for (let i = 0; i < 30; i++) text.insert(random.below(text.length + 1), `w${i} `);
      text.delete(4, 7);
      const good = Y.encodeStateAsUpdate(doc);
      let accepted = 0;
      for (let round = 0; round < 3_000; round++) {
        const bad = good.slice();
        for (let n = 1 + random.below(3); n > 0; n--) bad[random.below(bad.length)] = random.below(256);
        const server = new Y.Doc();
        if (judge(bad, server).type !== 'accept') continue;
        accepted += 1;
        Y.applyUpdate(server, bad);
        expect([server.store.pendingStructs, server.store.pendingDs]).toEqual([null, null]);
      }
      expect(accepted).toBeGreaterThan(10);
    },
    30_000,
  );
});

function edit(peer: Y.Doc, start: string, random: ReturnType<typeof createRandom>): void {
  const ids = [...filesMap(peer).keys()];
  const id = ids[random.below(Math.max(1, ids.length))] ?? start;
  const text = filesMap(peer).get(id)?.get('text') as Y.Text | undefined;
  const kind = random.below(10);
  if (!text || kind === 0) createFile(peer, `F${random.below(100)}.st`, 'x := 1;');
  else if (kind === 1) deleteFile(peer, id);
  else if (kind === 2) writeSettings(peer, { vendor: 'siemens' });
  else if (kind < 5 && text.length > 4) text.delete(random.below(text.length - 3), 1 + random.below(4));
  else text.insert(random.below(text.length + 1), random.pick(['a', 'VAR ', 'ä€😀', '\n']));
}
