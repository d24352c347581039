import { describe, expect, it } from 'vitest';
import { badgeWords } from './badge.ts';

const NOW = 1_000_000;
const text = (badge: Parameters<typeof badgeWords>[0]) => badgeWords(badge, NOW).text;

describe('badgeWords', () => {
  it('U2: says "Live" for live alone', () => {
    expect(text({ state: 'live' })).toBe('Live');
    const others = [
      { state: 'connecting' },
      { state: 'saving', count: 1 },
      { state: 'slow', count: 0 },
      { state: 'offline', count: 0, since: null },
      { state: 'reconnecting', count: 0, attempt: 1, since: null },
      { state: 'refused', count: 0, code: 'FORBIDDEN', message: 'No.' },
      { state: 'notKept', count: 2 },
    ] as const;
    for (const badge of others) expect(text(badge)).not.toMatch(/live|saved$/i);
  });

  it('U2: says how many edits are kept here and for how long', () => {
    expect(text({ state: 'offline', count: 12, since: NOW - 240_000 })).toBe(
      'Offline - 12 edits kept on this device (4 min)',
    );
    expect(text({ state: 'offline', count: 1, since: NOW - 3 * 86_400_000 })).toBe(
      'Offline - 1 edit kept on this device (3 days)',
    );
    expect(text({ state: 'offline', count: 0, since: null })).toBe('Offline');
    expect(text({ state: 'offline', count: 99_999, since: null })).toBe(
      'Offline - 99,999 edits kept on this device',
    );
  });

  it('says which try it is from the second on', () => {
    expect(text({ state: 'reconnecting', count: 0, attempt: 1, since: null })).toBe('Reconnecting');
    expect(text({ state: 'reconnecting', count: 3, attempt: 4, since: NOW })).toBe(
      'Reconnecting - 3 edits kept on this device, try 4',
    );
  });

  it('names what was refused and why', () => {
    const words = badgeWords(
      { state: 'refused', count: 2, code: 'ROLE_TOO_LOW', message: 'You are a viewer.' },
      NOW,
    );
    expect(words.text).toBe('Not saved - 2 edits refused');
    expect(words.title).toBe('You are a viewer. Code: ROLE_TOO_LOW');
  });
});
