/**
 * One JSON socket: messages handled in their order, replies, a heartbeat, the pace of its sender, the end of its token. What
 * the messages mean is somebody else's business (`tags.ts`, `joblines.ts`).
 */

import { CLOSE, LIMITS } from '@tagloom/collab';
import { WebSocket } from 'ws';
import type { TokenClaims } from './auth/tokens.ts';
import { SERVER_LIMITS } from './limits.ts';
import { Problem } from './problem.ts';
import type { Clock } from './rooms.ts';

/** What came of a socket before its first message. */
export interface JsonCaller {
  readonly socket: WebSocket;
  readonly claims: TokenClaims;
  /** Takes the bytes of a frame; milliseconds for which the socket must not be read. */
  readonly pace: (bytes: number) => number;
  /** The organization in the path, where there is one. */
  readonly org?: string;
}

export interface JsonLineOptions {
  readonly clock: Clock;
  readonly onTrouble: (code: string, error: unknown) => void;
  /** A message as text; what it throws is answered as an `error` message. */
  readonly onMessage: (text: string) => Promise<void>;
  readonly onClosed: () => void;
}

export class JsonLine {
  readonly #caller: JsonCaller;
  readonly #options: JsonLineOptions;
  readonly #callOff: () => void;
  #isAlive = true;
  /** Since when a frame waits for the network; null = none does. */
  #waitsSince: number | null = null;
  #handled: Promise<void> = Promise.resolve();

  constructor(caller: JsonCaller, options: JsonLineOptions) {
    this.#caller = caller;
    this.#options = options;
    const { socket, claims } = caller;
    const left = Math.max(0, claims.expiresAt - options.clock.now());
    this.#callOff = options.clock.after(Math.min(left, 2 ** 31 - 1), () =>
      this.close(CLOSE.token, 'TOKEN_EXPIRED: The access token has expired; connect with a fresh one.'),
    );
    // ws closes by itself after too large a frame (1009).
    socket.on('error', () => undefined);
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', () => {
      this.#callOff();
      options.onClosed();
    });
  }

  isOpen(): boolean {
    return this.#caller.socket.readyState === WebSocket.OPEN;
  }

  send(message: object): void {
    if (this.isOpen()) this.#caller.socket.send(JSON.stringify(message));
  }

  /** Sends frames one after the other; resolves when the network has taken them. */
  async sendFrames(frames: readonly Buffer[]): Promise<void> {
    for (const frame of frames) await this.#sendFrame(frame);
  }

  close(code: number, reason: string): void {
    this.#caller.socket.close(code, reason);
    this.#options.clock.after(CUT_AFTER_MS, () => this.#caller.socket.terminate());
  }

  /** Asks whether the other end lives; ends what did not answer the last time. */
  beat(): void {
    const { socket } = this.#caller;
    if (!this.#isAlive) socket.terminate();
    else if (this.isOpen()) socket.ping();
    this.#isAlive = false;
  }

  /** A reader that takes nothing for 10 s is cut; it comes back with its cursor. */
  cutSlow(): void {
    const { clock } = this.#options;
    if (this.#waitsSince === null || clock.now() - this.#waitsSince < SERVER_LIMITS.slowMs) return;
    this.#waitsSince = null;
    this.close(CLOSE.tooSlow, 'TOO_SLOW: This connection reads too slowly; connect again.');
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const { socket, pace } = this.#caller;
    this.#isAlive = true;
    if (isBinary) {
      this.close(CLOSE.malformed, 'FRAME_MALFORMED: Frames here are text.');
      return;
    }
    const wait = pace(data.length);
    if (wait > 0 && !socket.isPaused) {
      socket.pause();
      this.#options.clock.after(wait, () => socket.resume());
    }
    this.run(() => this.#options.onMessage(data.toString()));
  }

  /** Does something in line with the messages; what it throws is answered as an `error` message. */
  run(act: () => Promise<void>): void {
    this.#handled = this.#handled.then(() => this.#guard(act));
  }

  async #guard(act: () => Promise<void>): Promise<void> {
    if (!this.isOpen()) return;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) this.#options.onTrouble('TAGS_FAILED', error);
      this.send(errorMessage(error));
    }
  }

  #sendFrame(frame: Buffer): Promise<void> {
    this.#waitsSince ??= this.#options.clock.now();
    return new Promise((resolve, reject) => {
      this.#caller.socket.send(frame, { binary: false }, (error) => {
        this.#waitsSince = null;
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

const CUT_AFTER_MS = 1_000;

/** Keeps lines alive until `close`. */
export function createBeats(lines: Iterable<JsonLine>): () => void {
  const beats = setInterval(() => {
    for (const line of lines) line.beat();
  }, LIMITS.serverPingMs);
  const sweep = setInterval(() => {
    for (const line of lines) line.cutSlow();
  }, 1_000);
  beats.unref();
  sweep.unref();
  return () => {
    clearInterval(beats);
    clearInterval(sweep);
  };
}

/** An error as the JSON sockets say it; `details` are the fields of the problem. */
export function errorMessage(error: unknown, fields: object = {}) {
  const known = error instanceof Problem;
  return {
    type: 'error',
    success: false,
    code: known ? error.code : 'INTERNAL',
    error: known ? error.message : 'The server failed; its log says why.',
    ...fields,
    timestamp: timestamp(),
  };
}

/** Now, ISO 8601 in UTC. */
export function timestamp(): string {
  return new Date().toISOString();
}
