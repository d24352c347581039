import { describe, expect, it } from 'vitest';
import { changeWords, type LastChange, LastChanges } from './lastchanges.ts';

const ANN = { id: 'ann', name: 'Ann', color: 1 };
const ENTRY: LastChange = { by: ['Ben'], at: 1_000, what: 'created' };

/** What the page knows, as fields that a test sets. */
function world() {
  const state = {
    now: 10_000,
    isOnline: true,
    asked: [] as string[],
    entry: ENTRY as LastChange | null,
    fails: false,
    seen: new Map<string, { at: number; author: typeof ANN | null }>(),
  };
  const changes = new LastChanges({
    seen: (key) => state.seen.get(key),
    ask: async (key) => {
      state.asked.push(key);
      if (state.fails) throw new Error('no connection');
      return state.entry;
    },
    canAsk: () => state.isOnline,
    now: () => state.now,
  });
  return { state, changes };
}

describe('LastChanges', () => {
  it('asks the server once for several readers of one tag, and again only after a minute', async () => {
    const { state, changes } = world();
    expect(await Promise.all([changes.of('main.x'), changes.of('main.x')])).toEqual([ENTRY, ENTRY]);
    await changes.of('main.x');
    expect(state.asked).toEqual(['main.x']);
    state.now += 60_001;
    await changes.of('main.x');
    expect(state.asked).toEqual(['main.x', 'main.x']);
  });

  it('prefers a change that arrived later to what the server said, without asking again', async () => {
    const { state, changes } = world();
    await changes.of('main.x');
    state.seen.set('main.x', { at: 9_000, author: ANN });
    expect(await changes.of('main.x')).toEqual({ by: ['Ann'], at: 9_000, what: 'updated' });
    state.seen.set('main.x', { at: 9_500, author: null });
    expect((await changes.of('main.x'))?.by).toBeNull();
    expect(state.asked).toHaveLength(1);
  });

  it('says the last known change offline, and nothing when none is known', async () => {
    const { state, changes } = world();
    await changes.of('main.x');
    state.now += 3_600_000;
    state.isOnline = false;
    expect(await changes.of('main.x')).toEqual(ENTRY);
    expect(await changes.of('main.y')).toBeNull();
    expect(state.asked).toEqual(['main.x']);
  });

  it('keeps the last known change when the connection breaks in the middle of the question', async () => {
    const { state, changes } = world();
    await changes.of('main.x');
    state.now += 60_001;
    state.fails = true;
    expect(await changes.of('main.x')).toEqual(ENTRY);
  });

  it('keeps a thousand answers, the newest ones', async () => {
    const { state, changes } = world();
    for (let i = 0; i <= 1_000; i++) await changes.of(`main.x${i}`);
    expect(changes.known('main.x0')).toBeNull();
    expect(changes.known('main.x1')).toEqual(ENTRY);
    expect(state.asked).toHaveLength(1_001);
  });
});

describe('changeWords', () => {
  it('names who and when, this person as "you"', () => {
    expect(changeWords({ by: ['Ann', 'Ben'], at: 0, what: 'renamed' }, 180_000)).toBe(
      'Renamed by Ann and Ben, 3 min ago',
    );
    expect(changeWords({ by: null, at: 0, what: 'updated' }, 1_000)).toBe('Changed by you, now');
    expect(changeWords({ by: [], at: 0, what: 'created' }, 1_000)).toBe('Declared by somebody, now');
  });
});
