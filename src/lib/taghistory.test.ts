import { expect, it } from 'vitest';
import { ApiError } from './send.ts';
import {
  fieldSteps,
  TagHistory,
  type TagState,
  type TagStep,
  type TagStepPage,
} from './taghistory.svelte.ts';

const STATE: TagState = {
  path: 'G.x',
  type: 'INT',
  initial: null,
  address: '%IW1',
  comment: null,
  qualifiers: [],
};
const step = (cursor: string): TagStep => ({
  cursor,
  at: '2026-01-01T00:00:00Z',
  by: null,
  authors: [],
  change: 'updated',
  fields: ['type'],
  before: STATE,
  after: STATE,
});

/** Questions wait until the test answers them. */
function history() {
  const asked: { key: string; after: string | null; answer: PromiseWithResolvers<TagStepPage> }[] = [];
  const tags = new TagHistory((key, after) => {
    const answer = Promise.withResolvers<TagStepPage>();
    asked.push({ key, after, answer });
    return answer.promise;
  });
  return { tags, asked };
}

it('a step tells each field with its old and its new value; a new tag all that it has', () => {
  const after = { ...STATE, path: 'G.y', initial: '5', qualifiers: ['RETAIN'] };
  expect(fieldSteps({ before: STATE, after })).toEqual([
    { title: 'Name', old: 'G.x', now: 'G.y' },
    { title: 'Initial value', old: '', now: '5' },
    { title: 'Qualifiers', old: '', now: 'RETAIN' },
  ]);
  expect(fieldSteps({ before: null, after: STATE }).map(({ title }) => title)).toEqual([
    'Name',
    'Type',
    'Address',
  ]);
});

it('older pages come behind the newest; the answer about another tag that was asked earlier is dropped', async () => {
  const { tags, asked } = history();
  const [first, second] = [tags.show('a'), tags.show('b')];
  asked[1]?.answer.resolve({ entries: [step('2')], next: '2' });
  await second;
  asked[0]?.answer.resolve({ entries: [step('9')], next: null });
  await first;
  expect([tags.of, tags.steps.map(({ cursor }) => cursor), tags.hasMore]).toEqual(['b', ['2'], true]);
  const more = tags.more();
  expect(asked[2]).toMatchObject({ key: 'b', after: '2' });
  asked[2]?.answer.resolve({ entries: [step('1')], next: null });
  await more;
  expect([tags.steps.map(({ cursor }) => cursor), tags.hasMore]).toEqual([['2', '1'], false]);
});

it('a failure is said and what is known stays; a tag that the server does not know yet has no steps', async () => {
  const { tags, asked } = history();
  const first = tags.show('a');
  asked[0]?.answer.resolve({ entries: [step('1')], next: null });
  await first;
  const again = tags.show('a');
  asked[1]?.answer.reject(new Error('No connection to the server.'));
  await again;
  expect([tags.failure, tags.steps.length, tags.isLoading]).toEqual([
    'No connection to the server.',
    1,
    false,
  ]);
  const fresh = tags.show('new');
  asked[2]?.answer.reject(new ApiError('TAG_UNKNOWN', 'There is no tag new here.', 404));
  await fresh;
  expect([tags.failure, tags.of, tags.steps.length]).toEqual(['', 'new', 0]);
});
