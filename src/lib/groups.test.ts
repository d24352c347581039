import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Groups } from './groups.svelte.ts';
import { comparison } from './tabs.svelte.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

function openGroups(...files: string[]): Groups {
  const groups = new Groups('t');
  for (const file of files) groups.focused.show(file);
  return groups;
}

const shown = (groups: Groups) => groups.list.map(({ open }) => open.join(' '));

describe('Groups', () => {
  it('shows the file in front a second time at its cursor, and goes there', () => {
    const groups = openGroups('a', 'b');
    groups.focused.cursor = { line: 7, col: 3 };
    groups.split();
    expect(shown(groups)).toEqual(['a b', 'b']);
    expect(groups.focused).toBe(groups.list[1]);
    expect(groups.focused.reveal).toEqual({ line: 7, col: 3, focus: true });
  });

  it('uses the other side when there are two already', () => {
    const groups = openGroups('a', 'b');
    groups.split();
    groups.focused.show('c');
    groups.split();
    expect(shown(groups)).toEqual(['a b c', 'b c']);
    expect(groups.focused).toBe(groups.list[0]);
  });

  it('opens files where the focus is', () => {
    const groups = openGroups('a');
    groups.split();
    groups.focused.show('b');
    groups.focus(groups.list[0]!);
    groups.focused.show('c');
    expect(shown(groups)).toEqual(['a c', 'a b']);
  });

  it('takes a dragged tab to a place of its bar, or of the other one, which closes with its last', () => {
    const groups = openGroups('a', 'b', 'c');
    const left = groups.list[0]!;
    groups.dragged = { tab: 'c', from: left };
    groups.dropAt(left, 0);
    expect(shown(groups)).toEqual(['c a b']);
    groups.split('b');
    const right = groups.list[1]!;
    groups.dragged = { tab: 'c', from: left };
    groups.dropAt(right, 0);
    expect(shown(groups)).toEqual(['a b', 'c b']);
    expect([groups.focused, groups.focused.active, groups.dragged]).toEqual([right, 'c', null]);
    for (const tab of ['a', 'b']) {
      groups.dragged = { tab, from: left };
      groups.dropAt(right, 0);
    }
    expect(shown(groups)).toEqual(['b a c']);
    groups.dropAt(right, 0);
    expect(shown(groups)).toEqual(['b a c']);
  });

  it('takes a tab that is dragged onto an editor there, or beside it', () => {
    const groups = openGroups('a', 'b');
    const left = groups.list[0]!;
    expect(groups.mayDropBeside(left)).toBe(false);
    groups.dragged = { tab: 'a', from: left };
    expect(groups.mayDropBeside(left)).toBe(true);
    groups.dropBeside(left);
    expect(shown(groups)).toEqual(['b', 'a']);
    groups.dragged = { tab: 'a', from: groups.list[1]! };
    expect(groups.mayDropBeside(groups.list[1]!)).toBe(false);
    groups.dropBeside(left);
    expect(shown(groups)).toEqual(['b a']);
    left.hide('a');
    groups.dragged = { tab: 'b', from: left };
    expect(groups.mayDropBeside(left)).toBe(false);
  });

  it('closes a group with its last tab, and the other one gets the focus', () => {
    const groups = openGroups('a', 'b');
    groups.split();
    const [left, right] = groups.list;
    right?.hide('b');
    expect(groups.list).toEqual([left]);
    expect(groups.focused).toBe(left);
    groups.split();
    left?.hide('a');
    left?.hide('b');
    expect(shown(groups)).toEqual(['b']);
    expect(groups.focused.open).toEqual(['b']);
    expect(groups.focused.id).not.toBe(left?.id);
  });

  it('takes a tab to the other side', () => {
    const groups = openGroups('a', 'b');
    groups.move('a', groups.focused);
    expect(shown(groups)).toEqual(['b', 'a']);
    groups.move('a', groups.focused);
    expect(shown(groups)).toEqual(['b a']);
  });

  it('keeps the last tab where it is when there is no other side to fill', () => {
    const groups = openGroups('a');
    groups.move('a', groups.focused);
    expect(shown(groups)).toEqual(['a']);
    groups.focused.hide('a');
    expect(shown(groups)).toEqual(['']);
  });

  it('knows all files that are shown, those of comparisons too', () => {
    const groups = openGroups('a');
    groups.split();
    groups.focused.show(comparison('b', 'c'));
    expect([...groups.files].sort()).toEqual(['a', 'b', 'c']);
  });

  it('forgets files that are gone on both sides, and opens the fallback only where nothing is open', () => {
    const groups = openGroups('a', 'b');
    groups.split();
    groups.settle(new Set(['a', 'x']), 'x');
    expect(shown(groups)).toEqual(['a']);
    groups.settle(new Set(['x']), 'x');
    expect(shown(groups)).toEqual(['x']);
    expect(groups.focused.active).toBe('x');
  });

  it('is there again after a reload, and does not trust what was kept', () => {
    const groups = openGroups('a', 'b');
    groups.split();
    groups.focused.show('a');
    const again = new Groups('t');
    expect(shown(again)).toEqual(['a b', 'b a']);
    expect(again.focused.active).toBe('a');
    expect(again.focused).toBe(again.list[1]);
    kept.set('t', '{"groups":[{"open":[1,"a"],"active":"zzz"},{"open":[]},3],"at":1}');
    expect(shown(new Groups('t'))).toEqual(['a']);
    expect(new Groups('t').focused.active).toBe('a');
    kept.set('t', 'not json');
    expect(new Groups('t').focused.active).toBeNull();
  });
});
