/** Tags that two people move at the same time: every declaration once, where somebody wanted it, and equal for both. */

import { type FileId, openProject } from '@tagloom/st-parser';
import { type TagWish, tagEdits } from '@tagloom/st-parser/editor';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { mendBorders } from './borders.ts';
import { LostValues, sectionNow, takeSection } from './conflicts.ts';
import { createFile, fileEntry } from './source.ts';
import { writeEdits } from './writing.ts';

type Random = () => number;

function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(next: Random, list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
const SECTIONS = ['VAR', 'VAR_INPUT', 'VAR_OUTPUT', 'VAR_TEMP'] as const;

function open(text: string) {
  const project = openProject({ dialect: 'codesys' });
  project.set('m' as FileId, 'Main.st', text);
  project.changes();
  return project;
}

function sections(text: string) {
  const project = open(text);
  const errors = project.diagnostics().filter(({ severity }) => severity === 'error');
  expect(errors, text).toEqual([]);
  return project.tags().map(({ name, section, type }) => ({ name, section, type }));
}

/** Copies of one text, in which each of some people does what they wish; then they meet, in the order of `arrivals`. */
function people(text: string, wishes: readonly (readonly TagWish[])[], clients: readonly number[]) {
  const base = new Y.Doc();
  base.clientID = 1_000;
  const file = createFile(base, 'Main.st', text);
  const docs = wishes.map((own, at) => {
    const doc = new Y.Doc();
    doc.clientID = clients[at]!;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
    const lost = new LostValues(
      doc,
      () => undefined,
      [],
      () => 100 + at,
    );
    write(doc, file, own);
    return { doc, lost };
  });
  const textOf = (doc: Y.Doc) => fileEntry(doc, file)!.text.toString();
  /** Everybody hears of everything, also of what is mended, until nobody has news. */
  const meet = (mayMend: (at: number) => boolean = () => true) => {
    docs.forEach(({ doc }, at) => {
      mendBorders(doc, 'mend', () => mayMend(at));
    });
    const state = () => docs.map(({ doc }) => textOf(doc)).join('\n---\n');
    for (let before = ''; before !== state(); ) {
      before = state();
      const updates = docs.map(({ doc }) => Y.encodeStateAsUpdate(doc));
      for (const { doc } of docs) for (const update of updates) Y.applyUpdate(doc, update, 'relay');
    }
    const [first, ...others] = docs.map(({ doc }) => textOf(doc));
    for (const other of others) expect(other).toBe(first);
    return first!;
  };
  return { file, docs, meet, textOf };
}

function write(doc: Y.Doc, file: FileId, wishes: readonly TagWish[]): void {
  const { text } = fileEntry(doc, file)!;
  const { edits, refused } = tagEdits(open(text.toString()), wishes);
  expect(refused).toEqual([]);
  const own = edits.map(({ place, insert }) => ({ from: place.from, to: place.to, insert }));
  doc.transact(() => writeEdits(text, own));
}

const to = (name: string, value: string): TagWish => ({ key: `main.${name}`, field: 'section', value });
const INDENTS = ['', ' ', '\t', '\t\t', '  ', '    '] as const;

interface Declared {
  readonly name: string;
  readonly section: string;
}

/** One to three blocks of one to three tags each, plain or with a comment above or behind. */
function randomProgram(next: Random, indent: string): { text: string; tags: readonly Declared[] } {
  const tags: Declared[] = [];
  let section = '';
  let text = 'PROGRAM Main\n';
  for (let blocks = 1 + Math.floor(next() * 3); blocks > 0; blocks--) {
    section = pick(
      next,
      ['VAR', 'VAR_INPUT', 'VAR_OUTPUT'].filter((one) => one !== section),
    );
    text += `${section}\n`;
    for (let count = 1 + Math.floor(next() * 3); count > 0; count--) {
      const name = `v${tags.length}`;
      tags.push({ name, section });
      const above = pick(next, ['', '', '', `${indent}// of ${name}\n`, `${indent}{attribute 'x'}\n`]);
      text += `${above}${indent}${name} : INT;${pick(next, ['', '', ` // ${name}`])}\n`;
    }
    text += `END_VAR\n${pick(next, ['', '', '\n'])}`;
  }
  return { text: `${text}END_PROGRAM\n`, tags };
}

describe('two people who move tags at the same time', () => {
  test.each(INDENTS.map((indent) => [JSON.stringify(indent), indent] as const))(
    'B10 neighbours in code indented by %s: each declaration is there once, in the section that somebody asked for (seeded)',
    (_, indent) => {
      let moved = 0;
      for (let seed = 1; seed <= 60; seed++) {
        const next = random(seed * 1_000 + indent.length);
        const { text, tags } = randomProgram(next, indent);
        const first = Math.floor(next() * tags.length);
        const second = Math.min(tags.length - 1, Math.max(0, first + pick(next, [-1, 0, 1, 1])));
        const wishes = [first, second].map((at) => {
          const { name, section } = tags[at]!;
          return to(
            name,
            pick(
              next,
              SECTIONS.filter((one) => one !== section),
            ),
          );
        });
        const clients = next() < 0.5 ? [1, 2] : [2, 1];
        const says = `seed ${seed} ${JSON.stringify({ wishes, clients })}\n${text}`;
        const { meet, docs } = people(
          text,
          wishes.map((wish) => [wish]),
          clients,
        );
        const merged = meet((at) => at === 0 || next() < 0.5);
        const now = sections(merged);
        expect(
          now.map(({ name }) => name),
          says,
        ).toEqual(tags.map(({ name }) => name));
        for (const { name, section } of now) {
          const asked = wishes.filter(({ key }) => key === `main.${name}`).map(({ value }) => value);
          const was = tags.find((one) => one.name === name)!.section;
          expect(asked.length > 0 ? asked : [was], `${says}\n${merged}`).toContain(section);
          if (section !== was) moved++;
        }
        expect(merged.match(/\/\/ v\d+$/gm), says).toEqual(text.match(/\/\/ v\d+$/gm));
        const isTwice = first === second && wishes[0]!.value !== wishes[1]!.value;
        for (const { lost } of docs) expect(lost.values().length, says).toBe(isTwice ? 1 : 0);
      }
      expect(moved).toBeGreaterThan(60);
    },
  );

  test('B10 many tags each at the same time: the text stays valid, and no tag moves that nobody moved (seeded)', () => {
    let asked = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const next = random(seed);
      const { text, tags } = randomProgram(next, pick(next, INDENTS));
      const wishes = [0, 1].map(() => {
        const value = pick(next, SECTIONS);
        return tags
          .filter(({ section }) => next() < 0.4 && section !== value)
          .map(({ name }) => to(name, value));
      });
      const merged = people(text, wishes, next() < 0.5 ? [1, 2] : [2, 1]).meet();
      const now = sections(merged);
      const says = `seed ${seed} ${JSON.stringify(wishes)}\n${text}\n${merged}`;
      expect(
        now.map(({ name }) => name),
        says,
      ).toEqual(tags.map(({ name }) => name));
      const all = wishes.flat();
      for (const { name, section } of tags) {
        const own = all.filter(({ key }) => key === `main.${name}`).map(({ value }) => value);
        asked += own.length;
        expect([section, ...own], says).toContain(now.find((one) => one.name === name)?.section);
      }
    }
    expect(asked).toBeGreaterThan(150);
  });

  test('B10 M1 of two sections for one tag one stays, the text is valid, and both are told with client and time', () => {
    for (const body of ['\tb : INT;\n', '\ta : INT;\n\tb : INT;\n\tc : INT;\n', 'b : INT;\nc : INT;\n'])
      for (const clients of [
        [1, 2],
        [2, 1],
      ]) {
        const text = `PROGRAM Main\nVAR\n${body}END_VAR\nEND_PROGRAM\n`;
        const { meet, docs, textOf } = people(
          text,
          [[to('b', 'VAR_INPUT')], [to('b', 'VAR_OUTPUT')]],
          clients,
        );
        const merged = meet();
        const is = sections(merged).find(({ name }) => name === 'b')!.section;
        const words = ['VAR_INPUT', 'VAR_OUTPUT'];
        const [won, lost] = is === words[0] ? [0, 1] : [1, 0];
        expect(merged.match(/VAR_(?:IN|OUT)PUT/g)).toEqual([words[won]]);
        for (const { lost: heard, doc } of docs) {
          const [one, ...rest] = heard.values();
          expect(rest).toEqual([]);
          expect(one).toMatchObject({
            key: 'section',
            won: { value: words[won], client: clients[won] },
            lost: { value: words[lost], client: clients[lost] },
          });
          expect([typeof one!.won.at, typeof one!.lost.at]).toEqual(['number', 'number']);
          expect(sectionNow(doc, one!)).toEqual({ words: is, name: 'b' });
        }
        const { doc, lost: heard } = docs[0]!;
        takeSection(doc, heard.values()[0]!);
        expect(sections(textOf(doc)).find(({ name }) => name === 'b')!.section).toBe(words[lost]);
        meet();
        for (const one of docs) expect(one.lost.values()).toEqual([]);
      }
  });

  test('B10 what one of them takes back leaves what the other one did', () => {
    const text = 'PROGRAM Main\nVAR\n\ta : INT;\n\tb : INT;\n\tc : INT;\nEND_VAR\nEND_PROGRAM\n';
    const { meet, docs, file, textOf } = people(text, [[], []], [1, 2]);
    const [ann, ben] = docs.map(({ doc }) => doc);
    const undo = new Y.UndoManager(fileEntry(ann!, file)!.text, { trackedOrigins: new Set([null]) });
    write(ann!, file, [to('b', 'VAR_INPUT')]);
    write(ben!, file, [to('c', 'VAR_OUTPUT')]);
    meet();
    undo.undo();
    expect(sections(textOf(ann!)).map(({ section }) => section)).toEqual(['VAR', 'VAR', 'VAR_OUTPUT']);
  });

  test('M1 what was mended in the same update that brings it is told all the same', () => {
    for (const clients of [
      [1, 2],
      [2, 1],
    ]) {
      const text = 'PROGRAM Main\nVAR\n\tb : INT;\nEND_VAR\nEND_PROGRAM\n';
      const { docs } = people(text, [[to('b', 'VAR_INPUT')], [to('b', 'VAR_OUTPUT')]], clients);
      const [ann, ben] = docs;
      ben!.doc.gc = false;
      mendBorders(ben!.doc, 'mend', () => true);
      Y.applyUpdate(ben!.doc, Y.encodeStateAsUpdate(ann!.doc));
      Y.applyUpdate(ann!.doc, Y.encodeStateAsUpdate(ben!.doc));
      for (const { lost } of docs) expect(lost.values()).toMatchObject([{ key: 'section' }]);
    }
  });

  test('M1 words that people are typing at one place are left alone', () => {
    const { meet, docs, file } = people('PROGRAM Main\n\nEND_PROGRAM\n', [[], []], [1, 2]);
    for (const { doc } of docs) fileEntry(doc, file)!.text.insert(13, 'VAR_INPUT\n');
    expect(meet().match(/VAR_INPUT/g)).toHaveLength(2);
    for (const { lost } of docs) expect(lost.values()).toEqual([]);
  });
});
