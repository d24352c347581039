/** The life of practice copies, by a clock that stands until it is moved. */

import { PROTOCOL_OWN } from '@tagloom/collab';
import { afterEach, expect, test, vi } from 'vitest';
import { makeKeys } from '../auth/keys.ts';
import { createTokens, type Tokens } from '../auth/tokens.ts';
import { PRACTICE } from '../limits.ts';
import { NO_PACES } from '../pace.ts';
import type { Clock } from '../rooms.ts';
import { createDoor } from './colleague.ts';
import { createPractice, type Practice } from './practice.ts';

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

class HandClock implements Clock {
  #now = 1_000;
  readonly #timers = new Set<Timer>();

  now = () => this.#now;

  after = (ms: number, act: () => void) => {
    const timer = { at: this.#now + ms, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  move(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.act();
    }
  }
}

let practice: Practice;

afterEach(() => practice.close());

async function start(clock: Clock, files = [{ path: 'A.st', text: 'x' }]): Promise<Tokens> {
  const tokens = createTokens(await makeKeys(), clock.now);
  practice = createPractice({
    files: async () => files,
    tokens,
    paces: NO_PACES,
    origins: { publicUrl: null, allowed: [], trustProxy: false },
    clock,
    isLimited: true,
    slowness: 1,
    onTrouble: (_code, error) => {
      throw error;
    },
  });
  return tokens;
}

const person = (id: string) => ({ id, name: id, color: 0 });

test('T1 a copy that nobody enters ends, and one that ended cannot be entered', async () => {
  const clock = new HandClock();
  await start(clock);
  const { id, endsAt } = await practice.open(person('ada'));
  expect(endsAt).toBe(clock.now() + PRACTICE.longestMs);
  expect(practice.mayEnter(id, 'ada')).toBe(true);
  expect(practice.mayEnter(id, 'ben')).toBe(false);
  clock.move(PRACTICE.aloneMs - 1);
  expect(practice.count()).toBe(1);
  clock.move(1);
  expect(practice.count()).toBe(0);
  expect(practice.mayEnter(id, 'ada')).toBe(false);
});

test('T1 a copy stays while its person is there and a while after, so that a reload finds it', async () => {
  const clock = new HandClock();
  const tokens = await start(clock);
  const { id } = await practice.open(person('ada'));
  const { token } = await tokens.issue({ person: 'ada', project: id });
  const socket = createDoor(practice)(`ws://practice/ws/${id}/source`, [PROTOCOL_OWN, `bearer.${token}`]);
  await new Promise((resolve) => {
    socket.onmessage = resolve;
  });
  clock.move(PRACTICE.aloneMs);
  expect(practice.count()).toBe(1);
  socket.close();
  await vi.waitFor(() => {
    clock.move(PRACTICE.aloneMs - 1);
    expect(practice.count()).toBe(1);
    clock.move(1);
    expect(practice.count()).toBe(0);
  });
});

test('T1 simultaneous wishes of one person are one copy, and the limit counts copies that are being made', async () => {
  await start(new HandClock());
  const [one, two] = await Promise.all([practice.open(person('ada')), practice.open(person('ada'))]);
  expect(one.id).toBe(two.id);
  const wishes = Array.from({ length: PRACTICE.most + 2 }, (_, i) => practice.open(person(`p${i}`)));
  const answers = await Promise.allSettled(wishes);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(PRACTICE.most - 1);
  expect(practice.count()).toBe(PRACTICE.most);
});

test('T1 without a demo there is nothing to practise with', async () => {
  await start(new HandClock(), []);
  await expect(practice.open(person('ada'))).rejects.toMatchObject({ code: 'PRACTICE_NONE', status: 404 });
  expect(practice.count()).toBe(0);
});
