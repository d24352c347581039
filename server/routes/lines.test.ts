import { expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import { answerInLines } from './lines.ts';

const linesOf = async (answer: Response) =>
  (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('a problem is the last line, with its code; what is none is told to the log and not to the caller', async () => {
  const heard: unknown[] = [];
  const refused = answerInLines(
    async (tell) => {
      tell(30, 'read');
      throw new Problem('DOCUMENT_TOO_LARGE', 'Too large.', { status: 413 });
    },
    (error) => heard.push(error),
  );
  expect(await linesOf(refused)).toEqual([
    { percent: 30, message: 'read' },
    { problem: { code: 'DOCUMENT_TOO_LARGE', message: 'Too large.', status: 413 } },
  ]);
  expect(heard).toEqual([]);
  const failed = answerInLines(
    () => Promise.reject(new Error('secret')),
    (error) => heard.push(error),
  );
  expect(JSON.stringify(await linesOf(failed))).not.toContain('secret');
  expect(heard).toHaveLength(1);
});

it('a caller that went away is told nothing more, and the work goes on to its end', async () => {
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  const answer = answerInLines(
    async (tell) => {
      await gone;
      tell(60, 'compared');
      finish();
      return {};
    },
    () => undefined,
  );
  await answer.body?.cancel();
  leave();
  await expect(done).resolves.toBeUndefined();
});
