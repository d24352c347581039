/**
 * The client of one shared document: keeps what is typed, sends it, and knows what the server has on disk (S1, O1, U2).
 * Used by the browser, by headless peers and by tests alike; Monaco, files and pages are somebody else's business.
 */

import * as Y from 'yjs';
import { clientsAhead } from './ahead.ts';
import type { Author, ClientOptions, ProjectClient } from './clientface.ts';
import { systemClock } from './clock.ts';
import { createLargePush, createPause } from './largepush.ts';
import { FatalLinkError, type Link, openLink, waitBefore } from './link.ts';
import type { AckedPosition } from './outbox.ts';
import { createPendingEdits, type PendingEdits } from './pending.ts';
import { createPolling } from './polling.ts';
import { createPresenceLink } from './presencelink.ts';
import * as wire from './protocol.ts';
import { pushByHttp } from './push.ts';
import { refusalOf } from './refusals.ts';
import { rekeyUpdate, unseenClients } from './rekey.ts';
import { createRenewal } from './renewal.ts';
import { can, type Role } from './roles.ts';
import { whenSaved } from './saved.ts';
import { type Badge, badgeOf, type ClientStatus } from './status.ts';

const STATUS_EVERY_MS = 1_000;
/** Failed attempts before edits go by HTTP. */
const POLL_AFTER = 3;

export function openClient(options: ClientOptions): ProjectClient {
  const { doc, awareness, outbox, document = 'source', clock = systemClock } = options;
  const random = options.random ?? Math.random;
  const pause = createPause(clock);
  const large = createLargePush({
    push: options.pushLarge ?? ((update: Uint8Array) => pushByHttp({ ...options, document }, update)),
    pause: pause.wait,
    random,
  });
  const content = Promise.withResolvers<void>();
  const firstSync = Promise.withResolvers<void>();
  const listeners = new Set<(status: ClientStatus) => void>();
  const known = new Map<number, Author>();
  let role: Role | null = null;
  let person: ClientStatus['person'] = null;
  let refusal: { code: string; message: string } | null = null;
  let isSynced = false;
  let hasContent = false;
  let isExchanging = false;
  /** The server was restored from a backup and takes what others wrote. */
  let isRecovering = false;
  /** How often in a row it knew less than this device without being restored. */
  let waits = 0;
  let framesSent = 0;
  let position: AckedPosition | null = null;
  let epoch = '';
  let isClosed = false;
  let last: ClientStatus | null = null;

  const onPending = () => {
    flush();
    publish();
  };
  const pending: PendingEdits = createPendingEdits(outbox, onPending, clock);

  const status = (): ClientStatus => ({
    badge: badge(),
    hasContent,
    synced: isSynced || isPolled(),
    role,
    person,
    unsent: pending.count(),
    attempt: link?.attempt() ?? 0,
  });

  const badge = (): Badge =>
    badgeOf(
      {
        socket: link?.state() ?? 'connecting',
        synced: isSynced,
        unsent: pending.count(),
        held: pending.held(),
        oldest: pending.oldest(),
        kept: pending.isKept(),
        heard: link?.heard() ?? null,
        polled: polling.heard(),
        refusal,
        attempt: link?.attempt() ?? 0,
      },
      clock.now(),
      options.network?.isOnline() ?? true,
    );

  const isPolled = () => badge().state === 'slow';

  const publish = () => {
    const next = status();
    if (last && JSON.stringify(last) === JSON.stringify(next)) return;
    last = next;
    for (const listener of listeners) listener(next);
  };

  // ---- sending ----

  const sendCounted = (frame: Uint8Array) => {
    link?.send(frame);
    framesSent += 1;
    return framesSent;
  };

  const sendUpdate = (update: Uint8Array) => {
    const frame = wire.encodeUpdate(update);
    if (frame.length <= wire.LIMITS.frameBytes) pending.markNextSent(sendCounted(frame));
    else void sendLarge(update);
  };

  /** One update over the frame limit goes by HTTP; the rest follows once it is durable, in a fresh exchange. */
  const sendLarge = async (update: Uint8Array) => {
    isExchanging = true;
    // A push that outlives its connection ends with a fresh exchange as well.
    const end = await large.send(update);
    if (end === 'busy') return;
    if (end instanceof FatalLinkError) refuse(end.code, end.message);
    if (!refusal) reconnect();
  };

  const reconnect = () => {
    link?.stop(4000, 'exchange anew');
    link?.retry();
  };

  const flush = () => {
    if (link?.state() !== 'open' || !isSynced || isExchanging || refusal) return;
    for (const update of pending.sendable()) {
      if (isExchanging) return;
      sendUpdate(update);
    }
  };

  /** Answers the server's state vector with all that it lacks: new edits, kept ones and those of a lost connection. */
  const sendMissing = (stateVector: Uint8Array) => {
    if (refusal) return;
    if (mayWrite() && !isRecovering && lacksOthers(stateVector)) return void waitForProof();
    waits = 0;
    const update = Y.encodeStateAsUpdate(doc, stateVector);
    const frame = wire.encodeStep2(update);
    if (frame.length > wire.LIMITS.frameBytes) return void sendLarge(update);
    pending.markSent(sendCounted(frame));
  };

  const mayWrite = () => document === 'source' && role !== null && can(role, 'source.write');

  /** Whether the server, by its state vector, does not know items of others that stand here. */
  const lacksOthers = (stateVector: Uint8Array): boolean =>
    clientsAhead(doc, stateVector).some((id) => known.has(id) && known.get(id)?.personId !== person?.id);

  /**
   * The server once had what it does not know now: an older backup was put back, and nobody has proved it yet. Under this
   * person's name others' items would be refused or taken for theirs, so nothing goes out and everything is kept here until
   * somebody proves it or the author is back.
   */
  const waitForProof = async () => {
    isExchanging = true;
    link?.stop(4000, 'the server knows less');
    await pause.wait(waitBefore(waits++, random));
    if (!refusal && !isClosed) link?.retry();
  };

  // ---- receiving ----

  const onFrame = (frame: Uint8Array) => {
    let message: wire.ServerMessage;
    try {
      message = wire.decodeServerMessage(frame);
    } catch {
      return reconnect();
    }
    receive(message);
  };

  const receive = (message: wire.ServerMessage) => {
    switch (message.type) {
      case 'step1':
        return sendMissing(message.stateVector);
      case 'step2':
        Y.applyUpdate(doc, message.update, client);
        return onSynced();
      case 'update':
        return Y.applyUpdate(doc, message.update, client);
      case 'made':
        return options.onMade?.(message.edit);
      case 'awareness':
        return presence.take(message.update);
      case 'queryAwareness':
        return presence.send();
      case 'hello':
        return onHello(message);
      case 'ack':
        return onAck(message);
      case 'refusal':
        return refuse(message.code, message.message);
      case 'role':
        role = message.role;
        return publish();
      case 'authors':
        return onAuthors(message.authors);
      case 'recovery':
        isRecovering = true;
        return;
      case 'ping':
      case 'unknown':
        return;
      default:
        return message satisfies never;
    }
  };

  const onHello = (hello: wire.ServerHello) => {
    role = hello.role;
    epoch = hello.epoch;
    person = { id: hello.personId, name: hello.personName, color: hello.color };
    publish();
  };

  /** An id of unsent edits that is another's: the server would take them for known ones (S6). */
  const onAuthors = (authors: readonly Author[]) => {
    for (const author of authors) known.set(author.clientId, author);
    const own = unseenClients(pending.updates());
    if (authors.some(({ clientId, personId }) => personId !== person?.id && own.has(clientId)))
      refuse('CLIENT_ID_TAKEN', 'This client id belongs to another person; take a fresh one.');
  };

  const onSynced = () => {
    isSynced = true;
    gotContent();
    firstSync.resolve();
    presence.send();
    flush();
    publish();
  };

  const onAck = (ack: { frames: number; seq: number; src: string }) => {
    position = { epoch, seq: ack.seq, src: ack.src };
    // Losing the position costs nothing but the early recognition of a restored backup.
    void outbox.setPosition(position).catch(() => undefined);
    pending.acknowledge(ack.frames);
  };

  const refuse = (code: string, message: string) => {
    // Without an own edit under an id that nobody has seen, what was refused are items of others.
    if (code === 'CLIENT_ID_TAKEN' && unseenClients(pending.updates()).size === 0) return void waitForProof();
    refusal = { code, message };
    link?.stop(4000, 'refused');
    polling.stop();
    if (code === 'CLIENT_ID_TAKEN' && options.onIdTaken) void takeFreshIds(options.onIdTaken);
    publish();
  };

  const takeFreshIds = async (reopen: () => void) => {
    const fresh = new Map([...unseenClients(pending.updates())].map((id) => [id, new Y.Doc().clientID]));
    await pending.rewrite((update) => rekeyUpdate(update, fresh));
    reopen();
  };

  const gotContent = () => {
    if (hasContent) return;
    hasContent = true;
    content.resolve();
  };

  // ---- the link's life ----

  /** After three failures edits go by HTTP, until a socket stands. */
  const onLinkChange = () => {
    const isFailing = link !== undefined && link.state() !== 'open' && link.attempt() >= POLL_AFTER;
    if (isFailing && !refusal && (options.network?.isOnline() ?? true)) polling.start();
    publish();
  };

  const onOpen = () => {
    polling.stop();
    renewal.start(token);
    framesSent = 0;
    isSynced = false;
    isExchanging = false;
    isRecovering = false;
    pending.resetSent();
    link?.send(
      wire.encodeClientHello({
        version: wire.PROTOCOL_VERSION,
        epoch: position?.epoch ?? '',
        ackedSeq: position?.seq ?? 0,
        src: position?.src ?? '',
      }),
    );
    link?.send(wire.encodeStep1(Y.encodeStateVector(doc)));
  };

  const onClose = (code: number, reason: string) => {
    renewal.stop();
    isSynced = false;
    pending.resetSent();
    presence.forgetOthers();
    const final = refusalOf(code, reason);
    if (final && !refusal) refuse(final.code, final.message);
    publish();
  };

  const onDocUpdate = (update: Uint8Array, origin: unknown) => {
    if (origin === client || options.isLocalCopy?.(origin)) return;
    pending.push(update);
  };

  const start = async () => {
    // A local copy that cannot be read is a missing one: the server's text comes instead.
    await Promise.resolve(options.localCopy).catch(() => undefined);
    const left = await pending.adopt().catch((): Uint8Array[] => []);
    position = await outbox.position().catch(() => null);
    if (isClosed) return;
    for (const update of left) Y.applyUpdate(doc, update, client);
    if (!isEmpty(doc)) gotContent();
    link = openLink({
      url: `${options.server}/ws/${options.projectId}/${document}`,
      protocols: async () => {
        token = await options.token();
        return [wire.PROTOCOL_OWN, `bearer.${token}`];
      },
      onOpen,
      onFrame,
      onClose,
      onChange: onLinkChange,
      ...(options.network ? { network: options.network } : {}),
      ...(options.random ? { random: options.random } : {}),
      ...(options.openSocket ? { openSocket: options.openSocket } : {}),
      clock,
    });
    publish();
  };

  let link: Link | undefined;
  let token = '';
  const renewal = createRenewal({
    clock,
    token: options.token,
    send: (fresh) => link?.send(wire.encodeToken(fresh)),
  });
  const polling = createPolling({
    target: { ...options, document },
    doc,
    clock,
    random,
    unsent: pending.sendable,
    onPulled: (update) => {
      Y.applyUpdate(doc, update, client);
      gotContent();
      firstSync.resolve();
      publish();
    },
    onPushed: pending.pushed,
    onRefused: ({ code, message }) => refuse(code, message),
  });
  const presence = createPresenceLink({
    doc,
    awareness,
    clock,
    isOpen: () => link?.state() === 'open',
    isReady: () => isSynced,
    send: (frame) => link?.send(frame),
  });
  const stopTicking = clock.every(STATUS_EVERY_MS, publish);

  const client: ProjectClient = {
    doc,
    awareness,
    status,
    authorOf: (clientId) => known.get(clientId),
    onStatus: (listener) => {
      listeners.add(listener);
      listener(status());
      return () => listeners.delete(listener);
    },
    whenContent: content.promise,
    whenSynced: firstSync.promise,
    whenSaved: () => whenSaved(client),
    retry: () => {
      refusal = null;
      link?.retry();
      publish();
    },
    close: async () => {
      isClosed = true;
      stopTicking();
      presence.stop();
      pause.stop();
      renewal.stop();
      polling.stop();
      doc.off('update', onDocUpdate);
      link?.close();
      listeners.clear();
      await pending.settled();
      outbox.close();
    },
  };
  doc.on('update', onDocUpdate);
  void start();
  return client;
}

function isEmpty(doc: Y.Doc): boolean {
  return doc.store.clients.size === 0;
}

export { FatalLinkError };
