/**
 * Half an hour of three people in the demo plant, by a script and on virtual time: they declare, use and rename tags in the
 * same places, the network is cut twice, and one of them writes on without it. In the end all have one text and one table of tags.
 */

import { join } from 'node:path';
import { type Analysis, createAnalysis, createFile, listFiles, observeSource } from '@tagloom/collab';
import { expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Metrics } from '#server/metrics.ts';
import { readSources } from '#server/plant.ts';
import type { Move } from '#server/practice/script.ts';
import { Typist } from '#server/practice/typist.ts';
import { stateKey } from '../harness/oracle.ts';
import { createRandom } from '../harness/random.ts';
import { ROOT } from '../harness/server.ts';
import { Device } from './device.ts';
import { Disk } from './disk.ts';
import { Network } from './network.ts';
import { PROJECT, SimServer } from './server.ts';
import { World } from './world.ts';

const MINUTE = 60_000;
const KEY = { project: PROJECT, document: 'source' } as const;
const MAIN = 'Line/PRG_Main.st';
const FILLER = 'Filling/PRG_Filler.st';
const PEOPLE = ['Ann', 'Ben', 'Cy'] as const;
const metrics = new Metrics();

/** One person at work: a device, the tags that it derives key by key, and hands. */
interface Worker {
  readonly device: Device;
  readonly analysis: Analysis;
  stop(): void;
}

class HalfHour {
  readonly world = new World(6);
  readonly disk = new Disk(this.world);
  readonly network = new Network(this.world);
  readonly troubles: string[] = [];
  readonly server: SimServer;
  readonly workers: readonly Worker[];

  constructor(files: readonly { path: string; text: string }[]) {
    this.#seed(files);
    this.server = new SimServer({
      world: this.world,
      disk: this.disk,
      network: this.network,
      metrics,
      planted: null,
      onTrouble: (code, error) => this.troubles.push(`${code}: ${String(error)}`),
    });
    this.workers = PEOPLE.map((name, index) => this.#open(name, index));
  }

  #seed(files: readonly { path: string; text: string }[]): void {
    const { operations } = this.disk.database;
    operations.createProject({ id: PROJECT, org: 'main', name: PROJECT, createdAt: 0 });
    operations.ensurePerson('server', 'server', 0);
    operations.load(KEY, 'first');
    const doc = new Y.Doc();
    doc.clientID = 7;
    for (const { path, text } of files) createFile(doc, path, text);
    const entry = { src: 'seed', at: 0, author: 'server', clients: [7], update: Y.encodeStateAsUpdate(doc) };
    operations.append([{ key: KEY, entries: [entry], claims: [{ client: 7, person: 'server' }] }]);
  }

  #open(person: string, index: number): Worker {
    const { world, network, disk } = this;
    disk.database.operations.ensurePerson(person, person, 0);
    disk.database.operations.setMember(PROJECT, person, 'editor', 0);
    const nothing = () => undefined;
    const device = new Device({
      world,
      network,
      person,
      index,
      journal: new Map(),
      onAcked: nothing,
      onSeen: nothing,
    });
    const analysis = createAnalysis();
    const stopReading = observeSource(device.doc, (changes) => {
      analysis.apply(changes);
      analysis.changes('declarations');
    });
    let isStopped = false;
    const random = createRandom(index + 1);
    const wait = (ms: number) =>
      new Promise<void>((resolve, reject) => {
        if (isStopped) reject(STOPPED);
        else world.after(ms, device.process, () => (isStopped ? reject(STOPPED) : resolve()));
      });
    const awareness = new Awareness(device.doc);
    const typist = new Typist({ doc: device.doc, awareness, random: random.next, wait });
    void device.client.whenContent
      .then(() => typist.play({ first: scriptOf(index), afterwards: [{ type: 'rest', ms: MINUTE }] }))
      .catch((error: unknown) => {
        if (error !== STOPPED) this.troubles.push(String(error));
      });
    return {
      device,
      analysis,
      stop: () => {
        isStopped = true;
        stopReading();
        awareness.destroy();
      },
    };
  }

  isSettled(): boolean {
    if (!this.workers.every(({ device }) => device.isSettled())) return false;
    const [first, ...others] = this.workers.map(({ device }) => stateKey(device.doc));
    return others.every((key) => key === first);
  }

  close(): void {
    for (const { device } of this.workers) device.crash();
    this.disk.close();
  }
}

const ROUNDS = 22;
const STOPPED = new Error('The half-hour is over.');

/** Rounds of about a minute and a quarter: a tag among those of the others, a statement that uses it, every third one gets another name. */
function scriptOf(person: number): Move[] {
  const sign = PEOPLE[person]?.[0] ?? '';
  return Array.from({ length: ROUNDS }, (_, n): Move[] => {
    const name = `x${sign}${n}`;
    return [
      {
        type: 'write',
        file: MAIN,
        behind: 'xAllReady      : BOOL;',
        text: `\n    ${name} : BOOL; // ${sign}`,
      },
      { type: 'write', file: MAIN, behind: 'xAllReady := TRUE;', text: `\n${name} := xAllReady;` },
      ...(n % 3 === 0 ? [{ type: 'rename', file: MAIN, name, to: `y${sign}${n}` } as const] : []),
      { type: 'go', file: FILLER, behind: 'iBlockedStations' },
      { type: 'rest', ms: 50_000 + 9_000 * person },
    ];
  }).flat();
}

function tagsOf({ analysis }: Pick<Worker, 'analysis'>): string[] {
  return analysis.project
    .tags()
    .map((tag) =>
      JSON.stringify([tag.path, tag.type, tag.initial, tag.comment, analysis.project.position(tag)]),
    )
    .sort();
}

it('O1 L4 half an hour of three people with two network cuts ends in equal texts and equal tags', async () => {
  const plant = await readSources(join(ROOT, 'server', 'demo', 'filling-line'));
  // The simulated wire carries whole frames only: the whole plant would come in fragments.
  const run = new HalfHour(plant.filter(({ path }) => path === MAIN || path === FILLER));
  const { world, network, workers } = run;
  const [ann, , cy] = workers as [Worker, Worker, Worker];
  try {
    await world.run(8 * MINUTE);
    // The first cut: everybody at once, and Cy's network stays away for five minutes.
    for (const wire of [...network.wires]) wire.cut();
    cy.device.setOnline(false);
    await world.run(5 * MINUTE);
    expect(cy.device.client.status().unsent).toBeGreaterThan(20);
    cy.device.setOnline(true);
    await world.run(7 * MINUTE);
    // The second: nothing arrives any more and nobody is told, until pings find it; then no socket for two minutes.
    for (const wire of [...network.wires]) wire.blackhole();
    network.isSocketBlocked = true;
    await world.run(2 * MINUTE);
    expect(ann.device.client.status().badge.state).not.toBe('live');
    network.isSocketBlocked = false;
    await world.run(8 * MINUTE);

    for (const worker of workers) worker.stop();
    expect(await world.run(5 * MINUTE, () => run.isSettled())).toBe(true);
    expect(run.troubles).toEqual([]);
    const main =
      listFiles(ann.device.doc)
        .find(({ path }) => path === MAIN)
        ?.text.toString() ?? '';
    for (const sign of ['A', 'B', 'C']) {
      const declared = main.match(new RegExp(`^ {4}[xy]${sign}\\d+ : BOOL; // ${sign}$`, 'gm')) ?? [];
      const used = main.match(new RegExp(`^[xy]${sign}\\d+ := xAllReady;$`, 'gm')) ?? [];
      expect([declared.length > ROUNDS - 3, new Set(declared).size, used.length]).toEqual([
        true,
        declared.length,
        declared.length,
      ]);
      expect(declared.filter((line) => line.includes(`y${sign}`)).length).toBeGreaterThan(ROUNDS / 3 - 2);
    }
    const fresh = createAnalysis();
    observeSource(ann.device.doc, (changes) => fresh.apply(changes))();
    fresh.changes();
    const wanted = tagsOf({ analysis: fresh });
    expect(wanted.filter((tag) => /"PRG_Main\.[xy][ABC]\d+"/.test(tag)).length).toBeGreaterThan(
      3 * (ROUNDS - 3),
    );
    for (const { device, analysis } of workers)
      expect([device.person, tagsOf({ analysis })]).toEqual([device.person, wanted]);
  } finally {
    run.close();
  }
}, 180_000);
