import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FromAnalysis, ToAnalysis } from './analysis.ts';
import type { PlacedAreas } from './placedtags.ts';

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

it('problems are sent when a reader sees a difference: not for a key in another line, but for one in front of them', () => {
  const text = 'PROGRAM P\nVAR\n  a : INT; // \n  b : NoSuch;\nEND_VAR\na := 1;\nEND_PROGRAM\n';
  const insert = (at: number, what: string) =>
    changes({ type: 'edit', file: 'p', edits: [{ from: at, to: at, insert: what }] });
  const problemsOf = (messages: FromAnalysis[]) =>
    messages.flatMap((one) => (one.type === 'facts' ? one.problems : []));
  const [[, first] = []] = problemsOf(post(changes({ type: 'set', file: 'p', path: 'P.st', text })));
  const unknown = first?.find(({ message }) => message.includes('NoSuch'));
  expect(unknown).toMatchObject({ line: 4, col: 7, endLine: 4, endCol: 13 });
  expect(problemsOf(post(insert(text.indexOf('// ') + 3, 'x')))).toEqual([]);
  const [[, second] = []] = problemsOf(post(insert(text.indexOf('  b :') + 1, '\n')));
  expect(second?.find(({ message }) => message.includes('NoSuch'))).toMatchObject({ line: 5 });
});

it('a row gets the problems at its name when a body no longer uses it, and loses them again', () => {
  const text = 'PROGRAM Q\nVAR\n  c : INT;\n  d : INT;\nEND_VAR\nd := 2;\nc := 1;\nEND_PROGRAM\n';
  const edit = (from: number, to: number, insert: string) =>
    changes({ type: 'edit', file: 'q', edits: [{ from, to, insert }] });
  const rowsOf = (messages: FromAnalysis[]) =>
    messages.flatMap((one) => (one.type === 'facts' ? one.put : []));
  post(changes({ type: 'set', file: 'q', path: 'Q.st', text }));
  const at = text.indexOf('c := 1');
  const [bare] = rowsOf(post(edit(at, at + 7, '')));
  expect(bare).toMatchObject({ key: 'q.c', problems: [{ code: 'UNUSED_VARIABLE' }] });
  const [used] = rowsOf(post(edit(at, at, 'c := 1;')));
  expect(used).toMatchObject({ key: 'q.c', problems: [] });
});

it('a problem that another file makes worse is sent again, though its place and words stay', () => {
  const text = 'PROGRAM S\nVAR\n  e : INT;\nEND_VAR\ne := nowhere;\nEND_PROGRAM\n';
  const whole =
    'CONFIGURATION C\n  RESOURCE R ON PLC\n    TASK T(INTERVAL := T#10ms, PRIORITY := 1);\n    PROGRAM P1 WITH T : S;\n  END_RESOURCE\nEND_CONFIGURATION\n';
  const severityIn = (messages: FromAnalysis[]) =>
    messages
      .flatMap((one) => (one.type === 'facts' ? one.problems : []))
      .filter(([file]) => file === 's')
      .flatMap(([, list]) => list)
      .find(({ message }) => message.includes('nowhere'))?.severity;
  expect(severityIn(post(changes({ type: 'set', file: 's', path: 'S.st', text })))).toBe('warning');
  expect(severityIn(post(changes({ type: 'set', file: 'c', path: 'C.st', text: whole })))).toBe('error');
});

it('uses are counted while they are wanted, after a pause in the typing', () => {
  const countsIn = (messages: FromAnalysis[]) =>
    messages.flatMap((one) => (one.type === 'uses' ? [one.counts] : [])).at(-1);
  const text = 'PROGRAM U\nVAR\n  h : INT;\nEND_VAR\nh := h + 1;\nEND_PROGRAM\n';
  post(changes({ type: 'set', file: 'u', path: 'U.st', text }));
  expect(countsIn(post({ type: 'uses', isWanted: true }))?.get('u.h')).toBe(2);
  const at = text.indexOf('h := h');
  const edit = changes({ type: 'edit', file: 'u', edits: [{ from: at, to: at, insert: 'h := 0; ' }] });
  expect(countsIn(post(edit))).toBeUndefined();
  sent.length = 0;
  vi.advanceTimersByTime(600);
  expect(countsIn(sent)).toEqual(new Map([['u.h', 3]]));
  post({ type: 'uses', isWanted: false });
});

it('I1 a rename comes as one message: the old key gone, the new row there, and that both are one tag', () => {
  const text = 'PROGRAM T\nVAR\n  f : INT;\nEND_VAR\nEND_PROGRAM\n';
  const at = text.indexOf('f :') + 1;
  post(changes({ type: 'set', file: 't', path: 'T.st', text }));
  const [first] = post(changes({ type: 'edit', file: 't', edits: [{ from: at, to: at, insert: 'g' }] }));
  expect(first).toMatchObject({ removed: ['t.f'], put: [{ key: 't.fg' }], renamed: [['t.f', 't.fg']] });
});

it('the bits that tags use are told again only when one of them moved', () => {
  const text = 'VAR_GLOBAL\n  xIn AT %IX4.0 : BOOL; // a\nEND_VAR\n';
  const ask = (known: number) =>
    post({ type: 'ask', request: 1, asked: { name: 'placed', ask: { known } } }).flatMap((one) =>
      one.type === 'answer' ? [one.answer as PlacedAreas | null] : [],
    )[0];
  const edit = (from: number, to: number, insert: string) =>
    changes({ type: 'edit', file: 'placed', edits: [{ from, to, insert }] });
  post(changes({ type: 'set', file: 'placed', path: 'Placed.st', text }));
  const first = ask(0);
  const bitOf = (answer: PlacedAreas | null | undefined) => {
    const inputs = answer?.areas.find(({ area }) => area === 'I');
    return inputs?.from[inputs.keys.split('\n').indexOf('placed.xin')];
  };
  expect(bitOf(first)).toBe(32);
  post(edit(text.indexOf('a\n'), text.indexOf('a\n'), 'more of '));
  expect(ask(first!.version)).toBeNull();
  expect(ask(0)).toEqual(first);
  post(edit(text.indexOf('4.0'), text.indexOf('4.0') + 1, '5'));
  expect(bitOf(ask(first!.version))).toBe(40);
});

it('a project that was just opened is checked in steps, and what a key changes is sent between two of them', () => {
  const now = vi.spyOn(performance, 'now');
  let clock = 0;
  now.mockImplementation(() => (clock += 4));
  const many = Array.from({ length: 20 }, (_, n) => ({
    type: 'set' as const,
    file: `m${n}`,
    path: `M${n}.st`,
    text: `PROGRAM M${n}\nVAR\n  a : NoSuch;\nEND_VAR\na := 1;\nEND_PROGRAM\n`,
  }));
  sent.length = 0;
  scope.onmessage?.({ data: changes(...many) });
  vi.advanceTimersByTime(61);
  scope.onmessage?.({ data: insert(0, ' ') });
  vi.advanceTimersByTime(200);
  now.mockRestore();
  const kinds = sent.flatMap((one) =>
    one.type === 'facts'
      ? [one.problems.length > 0 ? 'problems' : one.batch === 1 ? 'changes' : 'other']
      : [],
  );
  expect(kinds.filter((kind) => kind !== 'other')).toEqual(['changes', 'changes', 'problems']);
});

it('M1 fixes that are asked for right behind an edit are of the text that is there', () => {
  const text = 'PROGRAM F\nVAR x : INT; END_VAR\nIF x = 1 THEN\nx := 2\nEND_IF\nEND_PROGRAM\n';
  post(changes({ type: 'set', file: 'fix', path: 'F.st', text }));
  sent.length = 0;
  scope.onmessage?.({
    data: changes({ type: 'edit', file: 'fix', edits: [{ from: 0, to: 0, insert: '// in front\n' }] }),
  });
  const at = text.indexOf('x := 2') + 'x := 2'.length + '// in front\n'.length;
  scope.onmessage?.({
    data: { type: 'ask', request: 1, asked: { name: 'fixes', ask: { file: 'fix', from: at, to: at } } },
  });
  const answers = sent.flatMap((one) => (one.type === 'answer' ? [one.answer] : []));
  expect(answers).toMatchObject([[{ code: 'MISSING_SEMICOLON', from: at }]]);
});

it('both of two tags on one address have the finding in their rows, whatever file they are in, and lose it together', () => {
  const rowsOf = (messages: FromAnalysis[]) =>
    messages
      .flatMap((one) => (one.type === 'facts' ? one.put : []))
      .filter(({ key }) => /^o[12]\./.test(key));
  const codes = (messages: FromAnalysis[]) =>
    Object.fromEntries(rowsOf(messages).map(({ key, problems }) => [key, problems.map(({ code }) => code)]));
  const list = (name: string, address: string) => `VAR_GLOBAL\n  ${name} AT ${address} : INT;\nEND_VAR\n`;
  post(changes({ type: 'set', file: 'o1', path: 'O1.st', text: list('first', '%MW900') }));
  const second = list('second', '%MW900');
  const both = post(changes({ type: 'set', file: 'o2', path: 'O2.st', text: second }));
  expect(codes(both)).toEqual({ 'o1.first': ['ADDRESS_OVERLAP'], 'o2.second': ['ADDRESS_OVERLAP'] });
  const at = second.indexOf('900');
  const apart = changes({ type: 'edit', file: 'o2', edits: [{ from: at, to: at + 3, insert: '902' }] });
  expect(codes(post(apart))).toEqual({ 'o1.first': [], 'o2.second': [] });
});
