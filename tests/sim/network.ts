/**
 * The simulated network: connections that keep the order of frames, as TCP does, and lose what is under way when they are
 * cut. A blackholed connection delivers nothing and tells nobody.
 */

import type { LinkSocket } from '@tagloom/collab';
import type { Process, World } from './world.ts';

/** The server's end of one connection. */
export interface ServerEnd {
  receive(frame: Uint8Array): void;
  closed(): void;
}

/** Whoever answers connection attempts now; null while no server runs. */
export interface Acceptor {
  readonly process: Process;
  /** Calls `open` when the connection may begin, `refuse` otherwise. */
  accept(wire: Wire, person: string): void;
  /** Answers push (an update) and pull (null). */
  answer(person: string, update: Uint8Array | null): Promise<HttpAnswer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const LATENCY_MS = 40;
const ANSWER_MS = 5_000;
/** After this the server's own ping has found a dead connection. */
const FOUND_DEAD_MS = 30_000;

export class Network {
  readonly world: World;
  acceptor: Acceptor | null = null;
  readonly wires = new Set<Wire>();
  /** A proxy on the way lets no WebSocket through. */
  isSocketBlocked = false;

  constructor(world: World) {
    this.world = world;
  }

  /** A connection attempt by a device; the socket is the device's end of it. */
  connect(device: Process, person: string): LinkSocket {
    const wire = new Wire(this, device);
    this.world.after(this.world.delay(LATENCY_MS), null, () => {
      if (wire.socket.readyState !== 0) return;
      if (!this.acceptor || this.isSocketBlocked) return wire.closeClient(1006, '');
      wire.server = this.acceptor.process;
      this.acceptor.accept(wire, person);
    });
    return wire.socket;
  }

  /** One request by HTTP; it or its answer may be lost, and a server that dies never answers. */
  async request(device: Process, person: string, init: RequestInit): Promise<Response> {
    const { random } = this.world;
    await this.#travel(device);
    const { acceptor } = this;
    if (!acceptor || random.chance(0.05)) throw new TypeError('fetch failed');
    const update = init.method === 'POST' ? (init.body as Uint8Array).slice() : null;
    const answer = acceptor.answer(person, update);
    const { status, body } = await Promise.race([answer, this.#late(device)]);
    await this.#travel(device);
    if (random.chance(0.05)) throw new TypeError('fetch failed');
    return {
      ok: status < 300,
      status,
      headers: new Headers(),
      json: async () => ({}),
      arrayBuffer: async () => body.slice().buffer,
    } as Response;
  }

  #travel(device: Process): Promise<void> {
    return new Promise((resolve) => void this.world.after(this.world.delay(LATENCY_MS), device, resolve));
  }

  #late(device: Process): Promise<never> {
    return new Promise((_, reject) => {
      this.world.after(ANSWER_MS, device, () => reject(new TypeError('fetch failed')));
    });
  }
}

type Direction = 'up' | 'down';

export class Wire {
  readonly network: Network;
  readonly socket: SimSocket;
  readonly device: Process;
  server: Process | null = null;
  #end: ServerEnd | null = null;
  /** Nothing is delivered after these times. */
  readonly #cutAt = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  readonly #lastAt = { up: 0, down: 0 };
  #isServerClosed = false;

  constructor(network: Network, device: Process) {
    this.network = network;
    this.device = device;
    this.socket = new SimSocket(this);
    network.wires.add(this);
  }

  /** The server takes the connection. */
  open(end: ServerEnd): void {
    this.#end = end;
    this.#deliver('down', () => this.socket.opened());
  }

  refuse(): void {
    this.#deliver('down', () => this.closeClient(1006, ''));
  }

  /** From the server: whole WebSocket frames behind one another. */
  write(frames: Buffer): void {
    for (const payload of payloadsOf(frames))
      this.#deliver('down', () => {
        this.network.world.note(payload.length);
        this.socket.got(payload);
      });
  }

  closeByServer(code: number, reason: string): void {
    this.#deliver('down', () => this.closeClient(code, reason));
    this.#serverClosed();
  }

  send(frame: Uint8Array): void {
    const copy = frame.slice();
    this.#deliver('up', () => this.#end?.receive(copy));
  }

  closeByClient(): void {
    this.network.world.after(this.network.world.delay(LATENCY_MS), null, () => this.#serverClosed());
    this.closeClient(1000, '');
  }

  /** Both ends lose it, each at its own time; what is under way arrives or not. */
  cut(): void {
    const { world } = this.network;
    this.#limit(world.now + world.delay(LATENCY_MS), world.now + world.delay(LATENCY_MS));
    world.after(world.delay(2_000), null, () => this.closeClient(1006, ''));
    world.after(world.delay(FOUND_DEAD_MS), null, () => this.#serverClosed());
  }

  /** Nothing arrives any more and nobody is told; the ends find out by ping. */
  blackhole(): void {
    const { world } = this.network;
    this.#limit(world.now, world.now);
    world.after(FOUND_DEAD_MS, null, () => this.#serverClosed());
  }

  closeClient(code: number, reason: string): void {
    this.socket.closed(code, reason);
    if (this.#isServerClosed || !this.#end) this.network.wires.delete(this);
  }

  #serverClosed(): void {
    if (this.#isServerClosed) return;
    this.#isServerClosed = true;
    this.network.wires.delete(this);
    if (this.server?.isAlive) this.#end?.closed();
  }

  #limit(up: number, down: number): void {
    this.#cutAt.up = Math.min(this.#cutAt.up, up);
    this.#cutAt.down = Math.min(this.#cutAt.down, down);
  }

  #deliver(direction: Direction, act: () => void): void {
    const { world } = this.network;
    const at = Math.max(this.#lastAt[direction], world.now + world.delay(LATENCY_MS));
    this.#lastAt[direction] = at;
    const receiver = direction === 'up' ? this.server : this.device;
    world.after(at - world.now, receiver, () => {
      if (world.now > this.#cutAt[direction]) return;
      if (direction === 'up' && this.#isServerClosed) return;
      act();
    });
  }
}

/** The device's end, as the link sees it. */
class SimSocket implements LinkSocket {
  binaryType: BinaryType = 'arraybuffer';
  readyState: LinkSocket['readyState'] = 0;
  bufferedAmount = 0;
  onopen: LinkSocket['onopen'] = null;
  onmessage: LinkSocket['onmessage'] = null;
  onclose: LinkSocket['onclose'] = null;
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  send(data: unknown): void {
    if (this.readyState === 1) this.#wire.send(data as Uint8Array);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.#wire.closeByClient();
  }

  opened(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.call(this as never, {} as never);
  }

  got(payload: Uint8Array): void {
    if (this.readyState !== 1) return;
    const { buffer } = payload.slice();
    this.onmessage?.call(this as never, { data: buffer } as never);
  }

  closed(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    if (!this.#wire.device.isAlive) return;
    this.onclose?.call(this as never, { code, reason } as never);
  }
}

/** The payloads of unmasked WebSocket frames (RFC 6455 section 5.2). */
function payloadsOf(frames: Buffer): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < frames.length; ) {
    const short = (frames[at + 1] ?? 0) & 0x7f;
    const length =
      short < 126
        ? short
        : short === 126
          ? frames.readUInt16BE(at + 2)
          : Number(frames.readBigUInt64BE(at + 2));
    const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    payloads.push(new Uint8Array(frames.subarray(from, from + length)));
    at = from + length;
  }
  return payloads;
}
