/**
 * One JSON socket that comes back by itself: fresh token per attempt, waiting times with jitter, pings that find half-open
 * connections. It knows states and messages, and nothing of what they mean.
 */

import { type Clock, systemClock } from './clock.ts';
import { FatalLinkError, type NetworkSignal, waitBefore } from './link.ts';
import { CLOSE, LIMITS, PROTOCOL_OWN } from './protocol.ts';

/** Where the connection is. `attempt` counts failed attempts in a row. */
export interface ConnectionState {
  readonly state: 'connecting' | 'open' | 'waiting' | 'closed';
  readonly attempt: number;
  /** Why the last connection ended; null before that. */
  readonly reason: { readonly code: number; readonly message: string } | null;
}

export interface JsonLinkOptions {
  readonly url: string;
  /** A fresh access token, or a lasting one; called before each attempt. Reject with FatalLinkError to give up. */
  readonly token: () => string | Promise<string>;
  readonly onOpen: () => void;
  readonly onMessage: (message: { readonly type: string }) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly network?: NetworkSignal;
  readonly random?: () => number;
  readonly clock?: Clock;
  /** Opens a socket; the platform's own when left out. */
  readonly openSocket?: (url: string, protocols: string[]) => JsonSocket;
}

/** As much of a WebSocket as the link needs. */
export type JsonSocket = Pick<
  WebSocket,
  'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'
>;

export interface JsonLink {
  state(): ConnectionState;
  /** False when no connection stands: nothing was sent. */
  send(message: object): boolean;
  /** Tries now instead of after the waiting time. */
  retry(): void;
  close(): void;
}

const OPEN = 1;
/** Without a word for so long the connection is dead: pings are answered. */
const SILENCE_MS = 2 * LIMITS.clientPingMs + 1_000;
/** Another attempt cannot help. */
const FINAL: readonly number[] = [CLOSE.forbidden];

export function openJsonLink(options: JsonLinkOptions): JsonLink {
  const { clock = systemClock, random = Math.random } = options;
  const openSocket = options.openSocket ?? ((url, protocols) => new WebSocket(url, protocols));
  let socket: JsonSocket | null = null;
  let current: ConnectionState = { state: 'closed', attempt: 0, reason: null };
  let heard = 0;
  let isClosed = false;
  let stopWaiting: (() => void) | undefined;

  const become = (change: Partial<ConnectionState>) => {
    current = { ...current, ...change };
    options.onState(current);
  };

  const connect = async () => {
    stopWaiting?.();
    if (isClosed || socket || current.state === 'connecting') return;
    become({ state: 'connecting' });
    try {
      const token = await options.token();
      if (!isClosed) listen(openSocket(options.url, [PROTOCOL_OWN, `bearer.${token}`]));
    } catch (error) {
      if (error instanceof FatalLinkError) return end(0, error.message);
      wait(0, error instanceof Error ? error.message : String(error));
    }
  };

  const listen = (opened: JsonSocket) => {
    socket = opened;
    heard = clock.now();
    opened.onopen = () => {
      become({ state: 'open', attempt: 0 });
      options.onOpen();
    };
    opened.onmessage = ({ data }: MessageEvent) => {
      heard = clock.now();
      const message = JSON.parse(String(data)) as { type: string };
      if (message.type !== 'pong') options.onMessage(message);
    };
    opened.onclose = ({ code, reason }: CloseEvent) => lost(opened, code, reason);
  };

  const lost = (from: JsonSocket, code: number, message: string) => {
    if (socket !== from) return;
    socket = null;
    if (FINAL.includes(code)) end(code, message);
    else wait(code, message);
  };

  const wait = (code: number, message: string) => {
    if (isClosed) return;
    const { attempt } = current;
    become({ state: 'waiting', attempt: attempt + 1, reason: { code, message } });
    stopWaiting = clock.after(waitBefore(attempt, random), () => void connect());
  };

  const end = (code: number, message: string) => {
    isClosed = true;
    stopTicking();
    stopNetwork?.();
    stopWaiting?.();
    become({ state: 'closed', reason: { code, message } });
  };

  const tick = () => {
    if (!socket) return;
    if (clock.now() - heard > SILENCE_MS) {
      const dead = socket;
      dead.close();
      lost(dead, 1006, 'The server does not answer.');
    } else if (socket.readyState === OPEN) socket.send('{"type":"ping"}');
  };

  const retry = () => {
    stopWaiting?.();
    void connect();
  };

  const stopTicking = clock.every(LIMITS.clientPingMs, tick);
  const stopNetwork = options.network?.onChange((online) => {
    if (online) retry();
    else if (socket) {
      const cut = socket;
      cut.close();
      lost(cut, 1006, 'This device is offline.');
    }
  });
  void connect();
  return {
    state: () => current,
    send: (message) => {
      if (socket?.readyState !== OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    retry,
    close: () => {
      const open = socket;
      socket = null;
      open?.close(1000);
      if (!isClosed) end(1000, 'Closed here.');
    },
  };
}
