/** Access: open sockets hear of a changed role, whenever it changed. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../rooms.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { createAccess } from './access.ts';

let store: Store;

beforeEach(async () => {
  store = await openSqliteStore(':memory:');
  await store.createProject({ id: 'line', org: 'main', name: 'line', createdAt: 1 });
  for (const id of ['ann', 'bob']) {
    await store.ensurePerson(id, id, 1);
    await store.setMember('line', id, 'editor', 1);
  }
});

afterEach(() => store.close());

test('S7 who begins to watch while the roles of others are read hears of a change before that, too', async () => {
  let whileReading: () => void = () => undefined;
  const access = createAccess({
    store: {
      ...store,
      roles: (pairs) => {
        whileReading();
        return store.roles(pairs);
      },
    },
    clock: systemClock,
    openProjects: false,
    onTrouble: (_code, error) => expect.fail(String(error)),
  });
  const heard: unknown[] = [];
  access.watch({ project: 'line', person: 'ann', role: 'editor' }, () => undefined);
  // Bob was admitted as an editor; before his socket is open, his membership ends.
  await store.removeMember('line', 'bob');
  whileReading = () => {
    whileReading = () => undefined;
    access.watch({ project: 'line', person: 'bob', role: 'editor' }, (role) => heard.push(role));
  };
  await access.refresh();
  await access.refresh();
  expect(heard).toEqual([null]);
  access.close();
});
