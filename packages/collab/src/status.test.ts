import { describe, expect, it } from 'vitest';
import { badgeOf, type ConnectionFacts } from './status.ts';

const NOW = 1_000_000;
const live: ConnectionFacts = {
  socket: 'open',
  synced: true,
  unsent: 0,
  held: 0,
  oldest: null,
  kept: true,
  heard: NOW - 100,
  refusal: null,
  attempt: 0,
};

describe('badge', () => {
  it('U2 says live only when open, synced, heard lately and nothing is unsent', () => {
    expect(badgeOf(live, NOW)).toEqual({ state: 'live' });
    const lies: Partial<ConnectionFacts>[] = [
      { socket: 'connecting' },
      { socket: 'closed' },
      { synced: false },
      { heard: NOW - 10_000 },
      // The machine's clock was set back.
      { heard: NOW + 3_600_000 },
      { heard: null },
      { unsent: 1, oldest: NOW },
      { refusal: { code: 'ROLE', message: 'No.' } },
    ];
    for (const lie of lies) expect(badgeOf({ ...live, ...lie }, NOW).state).not.toBe('live');
  });

  it('U2 counts what is being saved', () => {
    expect(badgeOf({ ...live, unsent: 3, oldest: NOW }, NOW)).toEqual({ state: 'saving', count: 3 });
  });

  it('U2 says offline with what is kept and since when', () => {
    const facts: ConnectionFacts = {
      ...live,
      socket: 'closed',
      synced: false,
      unsent: 12,
      held: 12,
      oldest: 77,
    };
    expect(badgeOf(facts, NOW, false)).toEqual({ state: 'offline', count: 12, since: 77 });
    // An edit that is not on the disk of the device yet is not called kept.
    expect(badgeOf({ ...facts, held: 11 }, NOW, false)).toMatchObject({ count: 11 });
  });

  it('U2 says that edits are not kept when the device refused them, whatever the socket says', () => {
    for (const socket of ['open', 'connecting', 'closed'] as const)
      expect(badgeOf({ ...live, socket, unsent: 2, oldest: 1, kept: false }, NOW)).toEqual({
        state: 'notKept',
        count: 2,
      });
  });

  it('U2 puts a refusal above everything', () => {
    const refusal = { code: 'ROLE', message: 'Viewers read.' };
    expect(badgeOf({ ...live, unsent: 2, kept: false, refusal }, NOW)).toEqual({
      state: 'refused',
      count: 2,
      ...refusal,
    });
  });

  it('U2 tells a first attempt from a lost connection', () => {
    const first: ConnectionFacts = { ...live, socket: 'connecting', synced: false, heard: null };
    expect(badgeOf(first, NOW)).toEqual({ state: 'connecting' });
    expect(badgeOf({ ...first, attempt: 2 }, NOW)).toEqual({
      state: 'reconnecting',
      count: 0,
      attempt: 2,
      since: null,
    });
  });

  it('U2 says connecting while an open connection exchanges for the first time', () => {
    const opening: ConnectionFacts = { ...live, synced: false };
    expect(badgeOf(opening, NOW)).toEqual({ state: 'connecting' });
    const others: Partial<ConnectionFacts>[] = [
      { attempt: 1 },
      { heard: NOW - 10_000 },
      { unsent: 2, oldest: NOW },
    ];
    for (const other of others) expect(badgeOf({ ...opening, ...other }, NOW).state).toBe('reconnecting');
  });
});
