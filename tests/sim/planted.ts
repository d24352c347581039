/** Bugs that are planted to prove that the simulation finds them. Each is one that a server like this could really have. */

import { decodeClientMessage, encodeStep2 } from '@tagloom/collab';
import type { Room } from '#server/room.ts';
import type { Wire } from './network.ts';
import type { Process } from './world.ts';

export const PLANTED = ['ack before append', 'tell before append', 'dropped resend'] as const;
export type Planted = (typeof PLANTED)[number];

export function isPlanted(planted: Planted | null, wanted: Planted): boolean {
  return planted === wanted;
}

/** `tell before append`: the others in the room get an update when it is accepted, not when it is stored. */
export function plantInRoom(planted: Planted | null, room: Room): void {
  if (planted !== 'tell before append') return;
  const submit = room.submit.bind(room);
  room.submit = (submission) => {
    const { update, author, from, frame } = submission;
    const entry = { seq: room.head.seq + 1, src: 'early', at: 0, author, update, from, frame };
    for (const peer of room.peers()) if (peer !== from) peer.told({ entries: [entry], claims: [] });
    submit(submission);
  };
}

const EMPTY_UPDATE = new Uint8Array([0, 0]);
const seen = new WeakSet<Process>();

/** `dropped resend`: what a device sends first after a reconnect is counted, acknowledged and thrown away. */
export function plantInIntake(planted: Planted | null, { device }: Wire): (frame: Uint8Array) => Uint8Array {
  const isReconnect = seen.has(device);
  seen.add(device);
  if (planted !== 'dropped resend' || !isReconnect) return (frame) => frame;
  let isFirst = true;
  return (frame) => {
    if (!isFirst || decodeClientMessage(frame).type !== 'step2') return frame;
    isFirst = false;
    return encodeStep2(EMPTY_UPDATE);
  };
}
