/** The log keeps codes and sentences and loses credentials and quoted source. */

import { expect, test } from 'vitest';
import { createLog, scrub } from './log.ts';

const TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';

test('tokens, one-time codes and quoted texts are taken out of messages and fields', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.error({ error: `GET /ws/tags?token=${TOKEN} failed` }, `bad token ${TOKEN}`);
  log.warn({ error: 'Unexpected token, "PROGRAM M"... is not valid JSON' }, 'BODY_INVALID');
  log.info({ path: '/login?code=abc123&next=/' }, 'x'.repeat(5_000));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { error: 'GET /ws/tags?token=[removed] failed', msg: 'bad token [token]' },
    { error: 'Unexpected token, "..."... is not valid JSON', msg: 'BODY_INVALID' },
    { path: '/login?code=[removed]&next=/', msg: 'x'.repeat(2_000) },
  ]);
});

test('a sentence without secrets stays as it is', () => {
  const sentence = "ENOENT: no such file, open '/data/tagloom.db' (code 14)";
  expect(scrub(sentence)).toBe(sentence);
});
