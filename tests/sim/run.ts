/**
 * One simulated run: 3 to 8 people write into one project while connections break, tabs crash, the disk fills up, roles
 * change and the server dies. At each acknowledgement and each foreign edit the disk is asked (S1, S3); in the end all is
 * healed and the common oracle judges. One process, virtual time; a seed replays it exactly.
 */

import { filesMap } from '@tagloom/collab';
import * as Y from 'yjs';
import { Metrics } from '#server/metrics.ts';
import { type Journal, judge, stateKey, wholeText } from '../harness/oracle.ts';
import { Device } from './device.ts';
import { type Backup, Disk } from './disk.ts';
import { Network } from './network.ts';
import type { Planted } from './planted.ts';
import { PROJECT, SimServer } from './server.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly planted?: Planted | null;
  readonly steps?: number;
}

export interface SimulationResult {
  readonly seed: number;
  /** What is wrong; empty for a good run. */
  readonly violations: readonly string[];
  /** Equal for equal runs. */
  readonly digest: number;
  readonly events: number;
  readonly edits: number;
  readonly entries: number;
  readonly acked: number;
  readonly seen: number;
  readonly kills: number;
  readonly cuts: number;
  readonly crashes: number;
  readonly restores: number;
  readonly virtualMs: number;
}

const HEAL_MS = 300_000;
const KEY = { project: PROJECT, document: 'source' } as const;
/** Counts for nobody: connections need one. */
const metrics = new Metrics();

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const run = new Run(options);
  try {
    await run.live();
    await run.heal();
    return run.result();
  } finally {
    run.close();
  }
}

class Run {
  readonly world: World;
  readonly disk: Disk;
  readonly network: Network;
  readonly journal: Journal = new Map();
  readonly devices: Device[] = [];
  readonly violations: string[] = [];
  readonly options: SimulationOptions;
  server: SimServer | null = null;
  /** A backup that may be put back. */
  backup: Backup | null = null;
  hasRestored = false;
  readonly counts = { edits: 0, acked: 0, seen: 0, kills: 0, cuts: 0, crashes: 0, restores: 0 };
  readonly started: number;

  constructor(options: SimulationOptions) {
    this.options = options;
    this.world = new World(options.seed);
    this.started = this.world.now;
    this.disk = new Disk(this.world);
    this.network = new Network(this.world);
    this.#seedProject();
    this.startServer();
    const people = 3 + this.world.random.below(6);
    for (let index = 0; index < people; index++) this.#addDevice(index);
  }

  startServer(): void {
    const { world, disk, network } = this;
    this.server = new SimServer({
      world,
      disk,
      network,
      metrics,
      planted: this.options.planted ?? null,
      onTrouble: (code, error) => this.violations.push(`${code}: ${String(error)}`),
    });
  }

  /** Project, people and two empty files, made by the disk itself. */
  #seedProject(): void {
    const { operations } = this.disk.database;
    operations.createProject({ id: PROJECT, org: 'main', name: PROJECT, createdAt: 0 });
    operations.ensurePerson('server', 'server', 0);
    operations.load(KEY, 'first');
    const doc = new Y.Doc();
    doc.clientID = 7;
    for (const id of ['a', 'b']) addFile(doc, id);
    const update = Y.encodeStateAsUpdate(doc);
    const entry = { src: 'seed', at: 0, author: 'server', clients: [7], update };
    operations.append([{ key: KEY, entries: [entry], claims: [{ client: 7, person: 'server' }] }]);
  }

  #addDevice(index: number): void {
    const { world, network, journal } = this;
    // Some people have two devices.
    const person = `person-${world.random.chance(0.2) ? Math.max(0, index - 1) : index}`;
    this.disk.database.operations.ensurePerson(person, person, 0);
    this.#setRole(person, 'editor');
    const device = new Device({
      world,
      network,
      person,
      index,
      journal,
      onAcked: (markers) => this.#mustBeStored('S1', 'acknowledged', markers),
      onSeen: (markers) => this.#mustBeStored('S3', 'seen by others', markers),
    });
    this.devices.push(device);
  }

  #setRole(person: string, role: 'editor' | 'viewer'): void {
    this.disk.database.operations.setMember(PROJECT, person, role, 0);
  }

  #mustBeStored(rule: 'S1' | 'S3', what: string, markers: readonly string[]): void {
    this.counts[rule === 'S1' ? 'acked' : 'seen'] += markers.length;
    for (const marker of markers) {
      const note = this.journal.get(marker);
      // Told before a restore, and heard after it.
      if (!this.disk.markers.has(marker) && this.disk.lost.has(marker)) continue;
      if (note) note.mustStay = true;
      if (note?.isTakenBack) continue;
      if (!this.disk.markers.has(marker))
        this.violations.push(`${rule} ${marker} is ${what} and not in the log`);
    }
  }

  // ---- what happens ----

  async live(): Promise<void> {
    const { world } = this;
    const steps = this.options.steps ?? 25 + world.random.below(60);
    await world.run(world.random.below(400));
    for (let step = 0; step < steps && this.violations.length === 0; step++) {
      const dice = world.random.next();
      if (dice < 0.86) this.#edit();
      else await this.#trouble();
      await world.run(world.delay(world.random.chance(0.03) ? 70_000 : 120));
    }
  }

  async #trouble(): Promise<void> {
    const { world, devices, disk } = this;
    const { random } = world;
    const device = random.pick(devices);
    switch (random.below(12)) {
      case 0:
      case 1:
        return this.#cut(random.chance(0.3));
      case 2:
        return device.setOnline(random.chance(0.5));
      case 3:
      case 4:
        return this.#restart();
      case 5:
        return this.#crash(device);
      case 6:
        disk.isFull = random.chance(0.4);
        return;
      case 11:
        return this.#backUpOrRestore();
      case 10:
        this.network.isSocketBlocked = random.chance(0.5);
        return;
      case 7:
        disk.turnMs = random.pick([2, 12, 400]);
        return;
      case 8:
        return this.#setRole(device.person, random.pick(['editor', 'editor', 'viewer']));
      default:
        device.isStorageFull = random.chance(0.3);
        if (random.chance(0.5)) device.client.retry();
    }
  }

  #cut(isSilent: boolean): void {
    const wires = [...this.network.wires];
    if (wires.length === 0) return;
    this.counts.cuts += 1;
    const wire = this.world.random.pick(wires);
    if (isSilent) wire.blackhole();
    else wire.cut();
  }

  async #restart(): Promise<void> {
    const { world, server } = this;
    if (!server) return this.startServer();
    this.counts.kills += 1;
    if (world.random.chance(0.7)) server.kill();
    else {
      let isDone = false;
      void server.stop().then(() => {
        isDone = true;
      });
      await world.run(10_000, () => isDone);
      server.kill();
    }
    this.server = null;
    if (world.random.chance(0.8))
      world.after(world.delay(3_000), null, () => this.server ?? this.startServer());
  }

  /** An operator puts yesterday's database back (P16). What an editor still holds must come back, once. */
  #backUpOrRestore(): void {
    if (!this.backup || this.world.random.chance(0.5)) {
      this.backup = this.disk.backup();
      return;
    }
    this.server?.kill();
    this.server = null;
    this.disk.restore(this.backup, `epoch-${this.counts.restores}`);
    this.backup = null;
    this.hasRestored = true;
    this.counts.restores += 1;
    this.#forgive();
    this.startServer();
  }

  /** After a restore, what nobody holds any more is lost with the disk it stood on. */
  #forgive(): void {
    if (!this.hasRestored) return;
    for (const [marker, note] of this.journal)
      if (
        note.mustStay &&
        !this.disk.markers.has(marker) &&
        !this.devices.some((device) => device.holds(marker))
      )
        note.mustStay = false;
  }

  #crash(device: Device): void {
    this.counts.crashes += 1;
    device.crash();
    this.#forgive();
    this.world.after(this.world.delay(4_000), null, () => {
      if (!device.process.isAlive) device.open();
    });
  }

  #edit(): void {
    const { random } = this.world;
    const device = random.pick(this.devices.filter(({ process }) => process.isAlive));
    const files = device && [...filesMap(device.doc).values()];
    const file = files?.length ? random.pick(files) : undefined;
    const text = file?.get('text');
    if (!device || !file || !(text instanceof Y.Text)) return;
    this.counts.edits += 1;
    device.doc.transact(() => {
      const written = text.toString();
      const victim = random.chance(0.25) ? written.match(/<\d+\.\d+>/)?.[0] : undefined;
      if (victim) text.delete(written.indexOf(victim), victim.length);
      text.insert(boundary(text.toString(), random.below(written.length + 1)), device.newMarker(victim));
      if (random.chance(0.03)) file.set('path', `renamed-${random.below(9)}.st`);
      if (random.chance(0.02)) addFile(device.doc, `f${random.below(1e6)}`);
    });
  }

  // ---- the end ----

  async heal(): Promise<void> {
    if (this.violations.length > 0) return;
    const { world, disk, devices } = this;
    disk.isFull = false;
    disk.turnMs = 5;
    this.network.isSocketBlocked = false;
    for (const { person } of devices) this.#setRole(person, 'editor');
    await world.run(5_000);
    if (!this.server) this.startServer();
    for (const device of devices) {
      device.isStorageFull = false;
      if (!device.process.isAlive) device.open();
      device.setOnline(true);
    }
    // The new roles must have arrived before a refused client tries again.
    await world.run(3_000);
    for (const device of devices) device.client.retry();
    const isHealed = await world.run(HEAL_MS, () => this.#isHealed());
    if (!isHealed) this.violations.push(`nobody healed: ${this.#describe()}`);
    else this.#judge();
  }

  #isHealed(): boolean {
    if (!this.devices.every((device) => device.isSettled())) return false;
    const [first, ...others] = this.devices.map(({ doc }) => doc);
    const vector = Y.encodeStateVector(first as Y.Doc);
    return others.every((doc) => Buffer.compare(Y.encodeStateVector(doc), vector) === 0) && this.#areEqual();
  }

  #areEqual(): boolean {
    const [first, ...others] = this.devices.map(({ doc }) => stateKey(doc));
    return others.every((key) => key === first);
  }

  #judge(): void {
    const replicas = this.devices.map(({ doc, person }, index) => ({
      name: `device ${index} of ${person}`,
      doc,
    }));
    this.violations.push(
      ...judge({
        journal: this.journal,
        log: this.disk.log(PROJECT),
        replicas,
        hasTrueAuthors: !this.hasRestored,
      }),
    );
  }

  #describe(): string {
    return this.devices
      .map(
        ({ client, doc }, index) => `${index}: ${JSON.stringify(client.status())} ${wholeText(doc).length}`,
      )
      .join('; ');
  }

  result(): SimulationResult {
    const log = this.disk.log(PROJECT);
    for (const { author, update } of log) this.world.note(`${author}${Buffer.from(update).toString('hex')}`);
    return {
      seed: this.options.seed,
      violations: this.violations,
      digest: this.world.digest,
      events: this.world.events,
      entries: log.length,
      ...this.counts,
      virtualMs: this.world.now - this.started,
    };
  }

  close(): void {
    for (const device of this.devices) if (device.process.isAlive) device.crash();
    this.disk.close();
  }
}

function addFile(doc: Y.Doc, id: string): void {
  const file = new Y.Map<unknown>();
  file.set('path', `${id}.st`);
  file.set('text', new Y.Text());
  filesMap(doc).set(id, file);
}

/** The next place between two markers, so that no marker is torn. */
function boundary(text: string, from: number): number {
  const at = text.indexOf('<', from);
  return at < 0 ? text.length : at;
}
