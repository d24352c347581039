/**
 * One socket on one document: the protocol and the rights of its person. It reads one message per frame, asks the role
 * table on each (S7), sends updates through the gate into the room, and acknowledges what the log has on disk (S1).
 */

import {
  type AckedPosition,
  CLOSE,
  type ClientMessage,
  can,
  decodeClientMessage,
  encodeAck,
  encodeAuthors,
  encodePing,
  encodeRecovery,
  encodeRefusal,
  encodeRole,
  encodeServerHello,
  encodeStep1,
  encodeStep2,
  encodeUpdate,
  leastRole,
  MalformedFrame,
  PROTOCOL_VERSION,
  type Role,
  SOURCE_ROOTS,
} from '@tagloom/collab';
import type { Ending } from './auth/access.ts';
import { Backlog, type CatchUp } from './backlog.ts';
import { closeOf, closeReason, isStrike } from './endings.ts';
import { foreignFrames, fragmentsOf, frameOf, framesOf, isMadeFor, keptUpdate, madeFrame } from './frames.ts';
import type { Rules, Verdict } from './gate.ts';
import { SERVER_LIMITS } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { Position } from './position.ts';
import type { PresenceBoard, PresenceMember, PresenceUser } from './presence.ts';
import { codeOf } from './problem.ts';
import type { Entry, Peer, Room, Turn } from './room.ts';

/** The socket below, as far as a connection needs it. */
export interface Line {
  /** Writes whole WebSocket frames; ignored when the socket is no longer open. */
  write(frames: Buffer): void;
  /** Bytes that were written and not read yet. */
  queued(): number;
  close(code: number, reason: string): void;
}

export interface ConnectionOptions {
  readonly room: Room;
  readonly board: PresenceBoard;
  readonly line: Line;
  readonly user: PresenceUser;
  readonly role: Role;
  /** True for `tagloom.v1`: acks, refusals, role and the like. Stock clients meet only y-websocket's messages. */
  readonly isOwnProtocol: boolean;
  readonly openRoots: boolean;
  readonly metrics: Metrics;
  /** Names of people, for the authors message. */
  readonly nameOf: (person: string) => string | undefined;
  /** Spends new Yjs client ids of the person; false when the day's are used up. */
  readonly mayClaim: (count: number) => boolean;
  /** The connection ends because of what it sent. */
  readonly onRefused: (code: string) => void;
  /** The client sent what no honest one sends. */
  readonly onStrike: () => void;
  /** A fresh token came in band; the socket layer checks it. */
  readonly onToken: (token: string) => void;
}

const MEMBERSHIP_ENDED: Ending = { code: 'MEMBERSHIP_ENDED', message: 'You are no longer a member.' };

export class Connection implements Peer, PresenceMember {
  readonly user: PresenceUser;
  readonly #options: ConnectionOptions;
  readonly #rules: Rules;
  readonly #backlog: Backlog;
  #role: Role;
  #isClosed = false;
  /** Step 2 and update frames received; the number of the last one. */
  #frames = 0;
  /** Frames that are durable, cumulative. */
  #durable = 0;
  #acknowledged = 0;
  /** Own entries on their way into the log. */
  #pending = 0;
  #position: Position;
  #isAckScheduled = false;
  /** After a resync nothing is acknowledged below this frame; infinite until the answering step 2 was accepted. */
  #heldUntil = 0;
  #step1sSent = 0;
  #step2sReceived = 0;
  #resyncsInARow = 0;
  /** Messages that wait while the client's position is looked up; null = none do. */
  #held: ClientMessage[] | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#role = options.role;
    this.user = options.user;
    this.#position = options.room.head;
    this.#backlog = new Backlog(options.room);
    this.#rules = {
      person: options.user.id,
      roots: options.openRoots ? null : SOURCE_ROOTS,
      isReserved: (client) => options.board.isHeldByOther(client, options.user.id),
      mayClaim: options.mayClaim,
    };
  }

  /** Joins and greets: our hello, then what the document lacks, then who is here. */
  open() {
    const { room, board, isOwnProtocol } = this.#options;
    room.join(this);
    const { color } = board.join(this);
    if (isOwnProtocol) {
      this.#send(
        encodeServerHello({
          version: PROTOCOL_VERSION,
          epoch: room.epoch,
          headSeq: room.head.seq,
          role: this.#role,
          personId: this.user.id,
          personName: this.user.name,
          color,
        }),
      );
      if (room.isRecovering()) this.#send(encodeRecovery());
      this.#sendAuthors([...room.claims()].map(([client, person]) => ({ client, person })));
    }
    this.#sendStep1();
    board.greet(this);
  }

  /** The socket is gone. */
  closed() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.room.leave(this);
    this.#options.board.leave(this);
  }

  /** The role of the person is another one now; null = no member any more, or what else `ending` says. */
  roleChanged(role: Role | null, ending: Ending = MEMBERSHIP_ENDED) {
    if (role === this.#role) return;
    if (role === null) return this.end(CLOSE.forbidden, ending.code, ending.message);
    this.#role = role;
    if (this.#options.isOwnProtocol) this.#send(encodeRole(role));
    // What was passed over from a reader is asked for again from an editor.
    if (this.#heldUntil === Number.POSITIVE_INFINITY && this.#mayWrite()) this.#sendStep1();
  }

  /** Says why and closes. */
  end(code: number, reason: string, message: string) {
    if (this.#isClosed) return;
    if (isStrike(code, reason)) this.#options.onStrike();
    this.#options.line.close(code, closeReason(reason, message));
    this.closed();
  }

  /** One frame from the client. */
  receive(frame: Uint8Array) {
    if (this.#isClosed) return;
    let message: ClientMessage;
    try {
      message = decodeClientMessage(frame);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.#options.metrics.refused('FRAME_MALFORMED');
      return this.end(CLOSE.malformed, 'FRAME_MALFORMED', error.message);
    }
    if (!this.#held) return this.#handle(message);
    this.#held.push(message);
    if (this.#held.length > SERVER_LIMITS.heldFrames)
      this.end(CLOSE.rate, 'RATE_LIMITED', 'Too many frames at once; connect again.');
  }

  /**
   * Nothing is taken before it is known whether the client's log is ours: its edits may need the recovery window. And what
   * the server made for this person meanwhile is named before the exchange that brings it.
   */
  #recognise(acked: AckedPosition) {
    const { room } = this.#options;
    const tellsMade = this.#tellsMade() && room.hasMadeSince(acked);
    if (!room.needsProof(acked) && !tellsMade) return;
    this.#held = [];
    room
      .recognise(acked, this.user.id)
      .then(() => (tellsMade ? this.#tellMade(acked.seq) : undefined))
      .catch((error: unknown) => this.notStored(error))
      .finally(() => {
        const held = this.#held ?? [];
        this.#held = null;
        for (const message of held) if (!this.#isClosed) this.#handle(message);
      });
  }

  /** Only who may write can take back. */
  #tellsMade(): boolean {
    return this.#options.isOwnProtocol && this.#mayWrite();
  }

  async #tellMade(after: number): Promise<void> {
    const { room, line } = this.#options;
    for (const { seq, label, update } of await room.madeFor(this.user.id, after))
      line.write(madeFrame(seq, label, update));
  }

  #handle(message: ClientMessage) {
    switch (message.type) {
      case 'step1':
        return this.#answerStep1(message.stateVector);
      case 'step2':
        this.#step2sReceived += 1;
        return this.#take(message.update, true);
      case 'update':
        return this.#take(message.update, false);
      case 'awareness':
        return this.#takePresence(message.update);
      case 'queryAwareness':
        return this.#options.board.greet(this);
      case 'token':
        return this.#options.onToken(message.token);
      case 'ping':
        this.#sendPosition();
        return this.#send(encodePing(message.nonce));
      case 'hello':
        return this.#recognise({ epoch: message.epoch, seq: message.ackedSeq, src: message.src });
      case 'unknown':
        return;
      default:
        return message satisfies never;
    }
  }

  // ---- reading ----

  #answerStep1(stateVector: Uint8Array) {
    if (!can(this.#role, this.#action('read'))) return this.#forbid('read');
    const { room, line } = this.#options;
    // Who asks without reading the answers gets one answer, later.
    if (line.queued() > SERVER_LIMITS.slowBytes) return this.#backlog.ask(stateVector);
    this.#guardVector(() => this.#send(encodeStep2(room.difference(stateVector))));
  }

  #guardVector(act: () => void) {
    try {
      act();
    } catch {
      this.#options.metrics.refused('FRAME_MALFORMED');
      this.end(CLOSE.malformed, 'FRAME_MALFORMED', 'The state vector cannot be read.');
    }
  }

  /** The reader has taken what waited: one difference brings it up to date, then who is here and what is durable. */
  drained() {
    if (this.#isClosed || !this.#backlog.isBehind()) return;
    this.#guardVector(() => this.#sendMissed(this.#backlog.catchUp()));
  }

  #sendMissed({ answer, update, claims }: CatchUp) {
    const { board, line, metrics, isOwnProtocol } = this.#options;
    metrics.count('readers_caught_up_total');
    if (answer) this.#send(encodeStep2(answer));
    else if (update) this.#send(encodeUpdate(update));
    if (isOwnProtocol) this.#sendAuthors(claims);
    const ack = this.#takeAck();
    if (ack) line.write(ack);
    board.greet(this);
    this.#noticeSlow();
  }

  #noticeSlow() {
    if (this.#options.line.queued() > SERVER_LIMITS.slowBytes) this.#backlog.fallBehind();
  }

  #sendStep1() {
    this.#step1sSent += 1;
    this.#send(encodeStep1(this.#options.room.stateVector()));
  }

  // ---- writing ----

  #take(received: Uint8Array, isStep2: boolean) {
    const frame = ++this.#frames;
    // The bytes are kept until they are stored; a copy does not hold the whole network buffer.
    const update = keptUpdate(received);
    const verdict = this.#options.room.check(update, this.#rules, isStep2);
    switch (verdict.type) {
      case 'refuse':
        if (isStep2 && verdict.code === 'CLIENT_ID_TAKEN' && !this.#mayWrite()) return this.#hold();
        return this.#refuse(frame, closeOf(verdict.code), verdict.code, verdict.message);
      case 'resync':
        return this.#resync();
      case 'accept':
        return this.#accept(update, verdict, isStep2);
      default:
        return verdict satisfies never;
    }
  }

  #accept(update: Uint8Array, verdict: Verdict & { type: 'accept' }, isStep2: boolean) {
    const mayWrite = this.#mayWrite();
    if (verdict.changes && !mayWrite) {
      return verdict.isRecovery ? this.#hold() : this.#forbid('write');
    }
    this.#resyncsInARow = 0;
    // The answer to the last step 1 holds everything that was dropped before it.
    if (isStep2 && this.#heldUntil > 0 && this.#step2sReceived >= this.#step1sSent)
      this.#heldUntil = this.#frames;
    // A resend of what another connection just brought is durable only when that is: it goes through the log as well.
    const isDurable = !mayWrite || !this.#options.room.hasUnstored();
    if (!verdict.changes && isDurable) return this.#settle();
    this.#pending += 1;
    this.#options.metrics.received(update.length);
    this.#options.room.submit({
      update,
      verdict,
      author: this.user.id,
      from: this,
      frame: this.#frames,
    });
  }

  /**
   * After a restore a reader may know more than the server, also before anybody could prove the restore; an editor will
   * bring it back. Nothing is stored, so that nothing is acknowledged: own edits of a person who lost the right stay with
   * them (S1).
   */
  #hold() {
    this.#heldUntil = Number.POSITIVE_INFINITY;
  }

  /** Predecessors are missing: nothing of it is applied, and the client is asked for all that the document lacks. */
  #resync() {
    this.#options.metrics.resynced();
    this.#resyncsInARow += 1;
    if (this.#resyncsInARow > SERVER_LIMITS.resyncsInARow)
      return this.#refuse(
        this.#frames,
        CLOSE.malformed,
        'UPDATE_INCOMPLETE',
        'The updates of this connection keep missing their predecessors.',
      );
    this.#heldUntil = Number.POSITIVE_INFINITY;
    this.#sendStep1();
  }

  #forbid(kind: 'read' | 'write') {
    const action = this.#action(kind);
    const sentence = can(this.#role, action)
      ? 'This document is written by the server; send a command.'
      : `This needs the role ${leastRole(action)}; yours is ${this.#role}.`;
    this.#refuse(this.#frames, CLOSE.forbidden, 'FORBIDDEN', sentence);
  }

  /** The one place where a socket may write or not; the review document is written by the server alone (D3). */
  #mayWrite(): boolean {
    return this.#options.room.key.document === 'source' && can(this.#role, 'source.write');
  }

  #action(kind: 'read' | 'write') {
    if (this.#options.room.key.document === 'source') return `source.${kind}` as const;
    return kind === 'read' ? 'review.read' : 'review.write';
  }

  #refuse(frame: number, close: number, code: string, message: string) {
    this.#options.metrics.refused(code);
    this.#options.onRefused(code);
    if (this.#options.isOwnProtocol) this.#send(encodeRefusal(frame, code, message));
    this.end(close, code, message);
  }

  #takePresence(update: Uint8Array) {
    if (!can(this.#role, 'presence')) return;
    if (update.length > SERVER_LIMITS.presenceFrameBytes) return this.#options.metrics.presenceDropped(1);
    try {
      this.#options.metrics.presenceDropped(this.#options.board.receive(this, update));
    } catch {
      this.#refuse(0, CLOSE.malformed, 'PRESENCE_MALFORMED', 'The presence message cannot be read.');
    }
  }

  // ---- Peer ----

  told(turn: Turn) {
    this.#options.board.turnTold();
    const last = turn.entries.findLast((entry) => entry.from === this);
    if (last) this.#countDurable(turn, last);
    if (this.#backlog.isBehind()) return this.#backlog.miss(turn.claims);
    const person = this.#tellsMade() ? this.user.id : null;
    if (!last && !turn.entries.some((entry) => isMadeFor(entry, person)))
      this.#options.line.write(framesOf(turn));
    else {
      const frames = foreignFrames(turn, (entry) => entry.from === this, person);
      const ack = this.#takeAck();
      if (ack) frames.push(ack);
      if (frames.length > 0)
        this.#options.line.write(frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames));
    }
    if (turn.claims.length > 0 && this.#options.isOwnProtocol) this.#sendAuthors(turn.claims);
    this.#noticeSlow();
  }

  #countDurable({ entries }: Turn, last: Entry) {
    for (const entry of entries) if (entry.from === this) this.#pending -= 1;
    this.#durable = this.#pending === 0 ? this.#frames : last.frame;
    this.#position = { seq: last.seq, src: last.src };
  }

  notStored(error: unknown) {
    const code = codeOf(error);
    this.#options.metrics.refused(code);
    const message = 'The edit could not be stored and stays with you.';
    this.end(CLOSE.tooSlow, code === 'INTERNAL' ? 'STORE_UNAVAILABLE' : code, message);
  }

  /** A client id is one person's, in edits and in presence alike (S6). */
  mayUse(client: number): boolean {
    const owner = this.#options.room.claims().get(client);
    return owner === undefined || owner === this.user.id;
  }

  isWriting(): boolean {
    return this.#pending > 0;
  }

  presence(frames: Buffer) {
    if (this.#backlog.isBehind()) return;
    this.#options.line.write(frames);
    this.#noticeSlow();
  }

  epochEnded() {
    this.end(CLOSE.epoch, 'EPOCH_CHANGED', 'The server was restored from a backup; connect again.');
  }

  // ---- acknowledging ----

  /** A frame that changed nothing is durable as soon as everything before it is. */
  #settle() {
    if (this.#pending > 0) return;
    this.#durable = this.#frames;
    if (this.#isAckScheduled) return;
    this.#isAckScheduled = true;
    queueMicrotask(() => {
      this.#isAckScheduled = false;
      const ack = this.#takeAck();
      if (ack) this.#options.line.write(ack);
    });
  }

  #takeAck(): Buffer | null {
    if (!this.#options.isOwnProtocol || this.#isClosed) return null;
    if (this.#durable < this.#heldUntil || this.#durable <= this.#acknowledged) return null;
    this.#heldUntil = 0;
    this.#acknowledged = this.#durable;
    return frameOf(encodeAck(this.#durable, this.#position.seq, this.#options.room.sealed(this.#position)));
  }

  /** Who only reads learns now and then how far it was told: after a restore its position proves that more was there. */
  #sendPosition() {
    const { room, isOwnProtocol } = this.#options;
    if (!isOwnProtocol || this.#pending > 0 || this.#heldUntil > 0 || this.#backlog.isBehind()) return;
    if (room.head.seq <= this.#position.seq) return;
    this.#position = room.head;
    this.#send(encodeAck(this.#acknowledged, this.#position.seq, room.sealed(this.#position)));
  }

  #sendAuthors(claims: readonly { client: number; person: string }[]) {
    if (claims.length === 0) return;
    const authors = claims.map(({ client, person }) => ({
      clientId: client,
      personId: person,
      name: this.#options.nameOf(person) ?? person,
    }));
    this.#send(encodeAuthors(authors));
  }

  #send(message: Uint8Array) {
    for (const frame of fragmentsOf(message)) this.#options.line.write(frame);
  }
}
