import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FromAnalysis, ToAnalysis } from './analysis.ts';

const sent: FromAnalysis[] = [];
const scope = {
  postMessage: (message: FromAnalysis) => void sent.push(message),
  onmessage: null as ((event: { data: ToAnalysis }) => void) | null,
};

beforeAll(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('self', scope);
  await import('./analysis.worker.ts');
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Posts a message, lets the outline's time pass, and returns what came back. */
function post(data: ToAnalysis): FromAnalysis[] {
  sent.length = 0;
  scope.onmessage?.({ data });
  vi.advanceTimersByTime(100);
  return [...sent];
}

const TEXT = 'PROGRAM Main\nVAR\n  xOn : BOOL;\nEND_VAR\nxOn := TRUE;\nEND_PROGRAM\n';
const changes = (...list: Extract<ToAnalysis, { type: 'changes' }>['changes']): ToAnalysis => ({
  type: 'changes',
  batch: 1,
  author: null,
  changes: list,
});
const insert = (at: number, text: string) =>
  changes({ type: 'edit', file: 'f', edits: [{ from: at, to: at, insert: text }] });

it('an edit sends what it changed: no outline and no file facts for a comment in a body', () => {
  post(changes({ type: 'set', file: 'f', path: 'Main.st', text: TEXT }));
  expect(post({ type: 'focus', file: 'f' }).map(({ type }) => type)).toEqual(['outline']);
  const body = TEXT.indexOf('TRUE');
  expect(post(insert(body, '(* a *) ')).map(({ type }) => type)).toEqual(['facts']);
  const [, files, outline] = post(insert(body, '\n'));
  expect(files).toMatchObject({ type: 'facts', files: [['f', { kind: 'program', lines: 8 }]] });
  expect(outline).toMatchObject({ type: 'outline', items: [{ name: 'Main', endLine: 7 }] });
});

it('a file that comes back into focus gets its outline again', () => {
  post({ type: 'focus', file: null });
  expect(post({ type: 'focus', file: 'f' }).map(({ type }) => type)).toEqual(['outline']);
});
