import { describe, expect, it } from 'vitest';
import { comparison, filesOfTab, sinceVersion, Tabs, tabTitle, versionOfTab } from './tabs.svelte.ts';

function openTabs(...files: string[]): Tabs {
  const tabs = new Tabs('a', { open: [], active: null }, () => undefined);
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

  it('puts a tab at another place, one by one up to the ends, and tells of it; one that is not open is none', () => {
    let told = 0;
    const tabs = new Tabs('a', { open: ['a', 'b', 'c'], active: 'b' }, () => void told++);
    tabs.place('c', 0);
    expect([...tabs.open]).toEqual(['c', 'a', 'b']);
    tabs.shift('c', 1);
    expect([...tabs.open]).toEqual(['a', 'c', 'b']);
    tabs.shift('b', 1);
    tabs.shift('a', -1);
    expect([...tabs.open]).toEqual(['a', 'c', 'b']);
    expect([tabs.active, told]).toEqual(['b', 4]);
    tabs.place('gone', 0);
    expect([[...tabs.open], told]).toEqual([['a', 'c', 'b'], 4]);
  });

  it('walks round the ends', () => {
    const tabs = openTabs('a', 'b', 'c');
    tabs.step(1);
    expect(tabs.active).toBe('a');
    tabs.step(-1);
    expect(tabs.active).toBe('c');
  });

  it('closes all tabs but one', () => {
    const tabs = openTabs('a', 'b', 'c');
    tabs.hideOthers('b');
    expect([...tabs.open]).toEqual(['b']);
    expect(tabs.active).toBe('b');
  });

  it('forgets files that are gone, their comparisons too, and never closes others', () => {
    const tabs = openTabs('a', 'b', comparison('a', 'c'), 'c');
    tabs.settle(new Set(['a', 'b']));
    expect([...tabs.open]).toEqual(['a', 'b']);
    expect(tabs.active).toBe('b');
  });

  it('names the version that a file is compared with, whatever the name holds', () => {
    const tab = sinceVersion({ id: 'v1', name: 'as built: 2026/11 %' }, 'a');
    expect(versionOfTab(tab)).toEqual({ id: 'v1', name: 'as built: 2026/11 %' });
    expect(filesOfTab(tab)).toEqual(['a']);
    expect(openTabs('b', tab).file).toBeNull();
    expect(versionOfTab('a')).toBeNull();
    expect(tabTitle(tab, () => 'MAIN')).toBe('as built: 2026/11 % \u2194 MAIN');
    expect(tabTitle(comparison('a', 'b'), (file) => file.toUpperCase())).toBe('A \u2194 B');
    expect(versionOfTab('since:a:v1:%zz')).toEqual({ id: 'v1', name: 'v1' });
  });

  it('has no file in front while two are compared', () => {
    const tabs = openTabs('a', comparison('a', 'b'));
    expect(tabs.file).toBeNull();
    expect(filesOfTab(tabs.active ?? '')).toEqual(['a', 'b']);
    tabs.show('a');
    expect(tabs.file).toBe('a');
  });
});
