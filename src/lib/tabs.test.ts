import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Tabs } from './tabs.svelte.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

function openTabs(...files: string[]): Tabs {
  const tabs = new Tabs('t');
  for (const file of files) tabs.show(file);
  return tabs;
}

describe('Tabs', () => {
  it('opens a file once and goes to it the second time', () => {
    const tabs = openTabs('a', 'b', 'a');
    expect([...tabs.open]).toEqual(['a', 'b']);
    expect(tabs.active).toBe('a');
  });

  it('brings the right neighbour forward when the active tab closes, then the left', () => {
    const tabs = openTabs('a', 'b', 'c');
    tabs.show('b');
    tabs.hide('b');
    expect(tabs.active).toBe('c');
    tabs.hide('c');
    expect(tabs.active).toBe('a');
    tabs.hide('a');
    expect(tabs.active).toBeNull();
  });

  it('walks round the ends', () => {
    const tabs = openTabs('a', 'b', 'c');
    tabs.step(1);
    expect(tabs.active).toBe('a');
    tabs.step(-1);
    expect(tabs.active).toBe('c');
  });

  it('forgets files that are gone and never closes others', () => {
    const tabs = openTabs('a', 'b', 'c');
    tabs.settle(new Set(['a', 'b']), 'a');
    expect([...tabs.open]).toEqual(['a', 'b']);
    expect(tabs.active).toBe('b');
  });

  it('opens the fallback only where nothing is open', () => {
    const tabs = new Tabs('t');
    tabs.settle(new Set(['a', 'b']), 'b');
    expect(tabs.active).toBe('b');
    tabs.settle(new Set(['a', 'b']), 'a');
    expect(tabs.active).toBe('b');
  });

  it('is there again after a reload, and does not trust what was kept', () => {
    openTabs('a', 'b');
    expect(new Tabs('t').active).toBe('b');
    kept.set('t', '{"open":[1,"a"],"active":"zzz"}');
    expect([...new Tabs('t').open]).toEqual(['a']);
    expect(new Tabs('t').active).toBe('a');
    kept.set('t', 'not json');
    expect(new Tabs('t').active).toBeNull();
  });
});
