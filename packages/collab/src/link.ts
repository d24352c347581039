/**
 * The link: one WebSocket that comes back by itself. It knows frames, pings and waiting times, and nothing of documents.
 * Its state is true (rule U2): half-open connections are found by ping, the network's own events are heard at once.
 */

import { type Clock, systemClock } from './clock.ts';
import { CLOSE, encodePing, LIMITS } from './protocol.ts';

/** As much of a WebSocket as the link needs. */
export type LinkSocket = Pick<
  WebSocket,
  'binaryType' | 'readyState' | 'bufferedAmount' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'
>;

/** What the browser says of its network; absent in Node. */
export interface NetworkSignal {
  isOnline(): boolean;
  /** Calls back on each change, and with true when somebody is back: a page is seen again, a machine woke up. Returns the function that stops it. */
  onChange(listener: (online: boolean) => void): () => void;
}

export interface LinkOptions {
  readonly url: string;
  /** The sub-protocols of the next attempt, with a fresh token. Rejects with a FatalLinkError to give up. */
  readonly protocols: () => Promise<string[]>;
  readonly onOpen: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  readonly onClose: (code: number, reason: string) => void;
  readonly onChange: () => void;
  readonly network?: NetworkSignal;
  readonly random?: () => number;
  readonly clock?: Clock;
  /** Opens a socket; the platform's own when left out. */
  readonly openSocket?: (url: string, protocols: string[]) => LinkSocket;
}

/** Thrown by `protocols` when another attempt cannot help: signed out, project gone. */
export class FatalLinkError extends Error {
  override readonly name = 'FatalLinkError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Link {
  state(): 'connecting' | 'open' | 'closed';
  /** Consecutive failed attempts. */
  attempt(): number;
  /** When the last frame came from the server on this connection, by the clock; null before the first. */
  heard(): number | null;
  send(frame: Uint8Array): void;
  /** Bytes that wait in this device's socket. */
  buffered(): number;
  /** Tries now instead of after the waiting time; also after a fatal error. */
  retry(): void;
  /** Drops the connection without coming back, until `retry`. */
  stop(code: number, reason: string): void;
  /** The end: nothing opens it again. */
  close(): void;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 30_000;
/**
 * A ping that waits this long proves a half-open connection at the next beat. Silence alone proves nothing: browsers let
 * the timers of hidden pages run once a minute.
 */
const SILENCE_MS = LIMITS.clientPingMs + 1_000;
/** Somebody is back after a silence: so long a connection has to show that it still stands. */
const PROVE_WITHIN_MS = 3_000;
/** An attempt that was not answered in this time is given up; the system's own limit is minutes. */
const OPEN_WITHIN_MS = 15_000;
/** The server took us in and sent us away: asking again at once would only make it worse. */
const isSentAway = (code: number) => code === CLOSE.tooSlow || code === CLOSE.token || code === CLOSE.rate;

/** Waiting time before the next attempt: exponential with jitter, so that a restart is not followed by a stampede. */
export function waitBefore(attempt: number, random: () => number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return longest * (0.5 + random() / 2);
}

export function openLink(options: LinkOptions): Link {
  const random = options.random ?? Math.random;
  const clock = options.clock ?? systemClock;
  const openSocket = options.openSocket ?? ((url, protocols) => new WebSocket(url, protocols));
  let socket: LinkSocket | null = null;
  let state: 'connecting' | 'open' | 'closed' = 'closed';
  let isStopped = false;
  let isClosed = false;
  let isConnecting = false;
  let attempt = 0;
  let heard: number | null = null;
  let frames = 0;
  let nonce = 0;
  /** When the oldest unanswered ping went out. */
  let asked: number | null = null;
  /** How often we were sent away since a connection last stood. */
  let dismissals = 0;
  let stopWaiting: (() => void) | undefined;

  const become = (next: typeof state) => {
    if (state === next) return;
    state = next;
    options.onChange();
  };

  const connect = async () => {
    stopWaiting?.();
    if (isStopped || isClosed || isConnecting || socket) return;
    if (options.network && !options.network.isOnline()) return become('closed');
    isConnecting = true;
    become('connecting');
    try {
      const protocols = await options.protocols();
      isConnecting = false;
      if (isStopped || isClosed) return become('closed');
      open(openSocket(options.url, protocols));
    } catch (error) {
      isConnecting = false;
      fail(error);
    }
  };

  const fail = (error: unknown) => {
    if (isClosed) return;
    if (error instanceof FatalLinkError) {
      isStopped = true;
      become('closed');
      options.onClose(4403, `${error.code}: ${error.message}`);
    } else later();
  };

  const open = (opening: LinkSocket) => {
    socket = opening;
    opening.binaryType = 'arraybuffer';
    const stopTimer = clock.after(OPEN_WITHIN_MS, () => {
      if (socket === opening) abandon(4000, 'no answer');
    });
    opening.onopen = () => {
      stopTimer();
      if (socket !== opening) return;
      asked = null;
      heard = clock.now();
      become('open');
      options.onOpen();
    };
    opening.onmessage = (event: MessageEvent) => {
      if (socket !== opening || !(event.data instanceof ArrayBuffer)) return;
      heard = clock.now();
      frames += 1;
      attempt = 0;
      if (asked !== null) dismissals = 0;
      asked = null;
      options.onFrame(new Uint8Array(event.data));
    };
    opening.onclose = (event: CloseEvent) => {
      stopTimer();
      drop(opening, event.code, event.reason);
    };
  };

  const drop = (dropped: LinkSocket, code: number, reason: string) => {
    if (socket !== dropped) return;
    socket = null;
    heard = null;
    if (isSentAway(code)) attempt = Math.max(attempt, dismissals++);
    options.onClose(code, reason);
    if (isStopped) become('closed');
    else later();
  };

  const later = () => {
    become(options.network?.isOnline() === false ? 'closed' : 'connecting');
    stopWaiting?.();
    stopWaiting = clock.after(waitBefore(attempt++, random), () => void connect());
    options.onChange();
  };

  /** Leaves the socket without waiting for the other end, which may be gone. */
  const abandon = (code: number, reason: string) => {
    const abandoned = socket;
    if (!abandoned) return;
    drop(abandoned, 1006, reason);
    abandoned.close(code, reason);
  };

  const send = (frame: Uint8Array) => {
    if (socket?.readyState === 1) socket.send(frame as Uint8Array<ArrayBuffer>);
  };

  const ping = () => {
    asked ??= clock.now();
    send(encodePing(nonce++));
  };

  /** Whether more time than an answer takes lies between a moment and now; also when the clock was set back. */
  const isLongSince = (moment: number) => Math.abs(clock.now() - moment) > SILENCE_MS;

  /** A connection that died while the machine slept is found at once, not by the next beats. */
  const prove = () => {
    if (state !== 'open' || heard === null || !isLongSince(heard)) return;
    const [proved, before] = [socket, frames];
    ping();
    clock.after(PROVE_WITHIN_MS, () => {
      if (socket === proved && frames === before) abandon(4000, 'silence');
    });
  };

  const stopHeartbeat = clock.every(LIMITS.clientPingMs, () => {
    if (state !== 'open') return;
    if (asked !== null && isLongSince(asked)) abandon(4000, 'silence');
    else ping();
    options.onChange();
  });

  const stopListening = options.network?.onChange((online) => {
    if (online) {
      attempt = 0;
      prove();
      void connect();
    } else abandon(4000, 'offline');
    options.onChange();
  });

  void connect();
  return {
    state: () => state,
    attempt: () => attempt,
    heard: () => heard,
    send,
    buffered: () => socket?.bufferedAmount ?? 0,
    retry: () => {
      isStopped = false;
      attempt = 0;
      void connect();
    },
    stop: (code, reason) => {
      isStopped = true;
      stopWaiting?.();
      abandon(code, reason);
      become('closed');
    },
    close: () => {
      isClosed = true;
      stopWaiting?.();
      stopHeartbeat();
      stopListening?.();
      const closing = socket;
      socket = null;
      closing?.close(1000, 'bye');
      state = 'closed';
    },
  };
}

/** The browser's own events of its network, of pages that are seen again, and of machines that wake up. */
export function browserNetwork(target: Window): NetworkSignal {
  return {
    isOnline: () => target.navigator.onLine,
    onChange: (listener) => {
      const online = () => listener(true);
      const offline = () => listener(false);
      const back = () => {
        if (target.document.visibilityState === 'visible' && target.navigator.onLine) listener(true);
      };
      const ends = new AbortController();
      const { signal } = ends;
      target.addEventListener('online', online, { signal });
      target.addEventListener('offline', offline, { signal });
      for (const event of ['visibilitychange', 'resume'])
        target.document.addEventListener(event, back, { signal });
      return () => ends.abort();
    },
  };
}
