/** Monaco's colours, read from the design tokens, so that app and editor have one palette. */

import { PALETTE_SIZE } from '@tagloom/collab';
import { editor } from 'monaco-editor/editor';

export type Theme = 'light' | 'dark';

/** Monaco's token types and the tokens of the palette that colour them. */
const SYNTAX: Readonly<Record<string, string>> = {
  '': '--code-variable',
  keyword: '--code-keyword',
  type: '--code-type',
  variable: '--code-variable',
  function: '--code-function',
  parameter: '--code-variable',
  constant: '--code-constant',
  number: '--code-number',
  string: '--code-string',
  address: '--code-address',
  comment: '--code-comment',
  pragma: '--code-pragma',
};

const SURFACES: Readonly<Record<string, string>> = {
  foreground: '--text',
  'editor.background': '--surface-content',
  'editor.foreground': '--code-variable',
  'editor.lineHighlightBackground': '--surface-current-line',
  'editor.lineHighlightBorder': '--surface-current-line',
  'editor.selectionBackground': '--code-selection',
  'editor.inactiveSelectionBackground': '--surface-selected-unfocused',
  'editor.selectionHighlightBackground': '--code-occurrence',
  'editor.wordHighlightBackground': '--code-occurrence',
  'editor.wordHighlightStrongBackground': '--code-occurrence',
  'editor.wordHighlightTextBackground': '--code-occurrence',
  'editor.findMatchBackground': '--warning-line',
  'editor.findMatchHighlightBackground': '--warning-surface',
  'editor.foldBackground': '--surface-panel',
  'editorCursor.foreground': '--text',
  'editorLineNumber.foreground': '--text-faint',
  'editorLineNumber.activeForeground': '--text',
  'editorIndentGuide.background1': '--line-subtle',
  'editorIndentGuide.activeBackground1': '--line',
  'editorWhitespace.foreground': '--line',
  'editorBracketMatch.background': '--code-occurrence',
  'editorBracketMatch.border': '--line-control',
  'editorError.foreground': '--error',
  'editorWarning.foreground': '--warning',
  'editorInfo.foreground': '--info',
  'editorHint.foreground': '--hint',
  'editorOverviewRuler.border': '--line-subtle',
  'editorOverviewRuler.errorForeground': '--error',
  'editorOverviewRuler.warningForeground': '--warning',
  'editorOverviewRuler.infoForeground': '--info',
  'editorGutter.background': '--surface-content',
  'editorWidget.background': '--surface-raised',
  'editorWidget.foreground': '--text',
  'editorWidget.border': '--line',
  'editorHoverWidget.background': '--surface-raised',
  'editorHoverWidget.foreground': '--text',
  'editorHoverWidget.border': '--line',
  'editorSuggestWidget.background': '--surface-raised',
  'editorSuggestWidget.foreground': '--text',
  'editorSuggestWidget.border': '--line',
  'editorSuggestWidget.selectedBackground': '--surface-selected',
  'editorSuggestWidget.selectedForeground': '--text',
  'editorSuggestWidget.highlightForeground': '--accent',
  'editorSuggestWidget.focusHighlightForeground': '--accent',
  'editorStickyScroll.background': '--surface-content',
  'editorStickyScroll.border': '--line',
  'editorStickyScrollHover.background': '--surface-current-line',
  'diffEditor.diagonalFill': '--diff-filler',
  'diffEditor.border': '--line',
  'diffEditorOverview.insertedForeground': '--diff-added-word',
  'diffEditorOverview.removedForeground': '--diff-removed-word',
  'input.background': '--surface-sunken',
  'input.foreground': '--text',
  'input.border': '--line-control',
  'inputOption.activeBackground': '--accent-surface',
  'inputOption.activeBorder': '--accent',
  'inputOption.activeForeground': '--text',
  'inputValidation.infoBackground': '--info-surface',
  'inputValidation.infoForeground': '--text',
  'inputValidation.infoBorder': '--info-line',
  'inputValidation.warningBackground': '--warning-surface',
  'inputValidation.warningForeground': '--text',
  'inputValidation.warningBorder': '--warning-line',
  'inputValidation.errorBackground': '--error-surface',
  'inputValidation.errorForeground': '--text',
  'inputValidation.errorBorder': '--error-line',
  'list.hoverBackground': '--surface-hover',
  'list.activeSelectionBackground': '--surface-selected',
  'list.activeSelectionForeground': '--text',
  'list.focusBackground': '--surface-selected',
  'list.focusForeground': '--text',
  'list.highlightForeground': '--accent',
  'quickInput.background': '--surface-raised',
  'quickInput.foreground': '--text',
  'quickInputList.focusBackground': '--surface-selected',
  'quickInputList.focusForeground': '--text',
  'menu.background': '--surface-raised',
  'menu.foreground': '--text',
  'menu.selectionBackground': '--surface-selected',
  'menu.selectionForeground': '--text',
  'menu.separatorBackground': '--line',
  'menu.border': '--line',
  'widget.border': '--line',
  'widget.shadow': '--line',
  focusBorder: '--focus-ring',
  'scrollbar.shadow': '--line',
  'textLink.foreground': '--text-link',
  'textLink.activeForeground': '--text-link',
};

/** Half of these colours is seen, so that a selection under them is too; a changed line and its words add up. */
const HALF_SEEN: Readonly<Record<string, string>> = {
  'diffEditor.insertedLineBackground': '--diff-added-word',
  'diffEditor.insertedTextBackground': '--diff-added-word',
  'diffEditorGutter.insertedLineBackground': '--diff-added-word',
  'diffEditor.removedLineBackground': '--diff-removed-word',
  'diffEditor.removedTextBackground': '--diff-removed-word',
  'diffEditorGutter.removedLineBackground': '--diff-removed-word',
};

/** Makes Monaco's theme from the tokens as they are now and uses it. */
export function useTheme(theme: Theme): void {
  const read = colourReader(theme);
  const rules: editor.ITokenThemeRule[] = Object.entries(SYNTAX).map(([token, name]) => ({
    token,
    foreground: read(name).slice(1, 7),
    ...(token === 'comment' ? { fontStyle: 'italic' } : {}),
  }));
  const colors = Object.fromEntries(Object.entries(SURFACES).map(([key, name]) => [key, read(name)]));
  for (const [key, name] of Object.entries(HALF_SEEN)) colors[key] = `${read(name).slice(0, 7)}80`;
  for (let i = 0; i < PALETTE_SIZE; i++) colors[`tagloom.person-${i}`] = read(`--person-${i}`);
  read.close();
  const base = theme === 'dark' ? 'vs-dark' : 'vs';
  editor.defineTheme(`tagloom-${theme}`, { base, inherit: false, rules, colors });
  editor.setTheme(`tagloom-${theme}`);
}

/** Calls back when the tokens may have changed: another theme, more contrast. Returns what ends it. */
export function watchTokens(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-density', 'class'] });
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}

/** A length of the tokens in pixels. */
export function readPixels(name: string, fallback: number): number {
  const value = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));
  return Number.isFinite(value) ? value : fallback;
}

/** A font list of the tokens. */
export function readFont(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || 'monospace';
}

/** Reads colours through an element of the page, because only CSS can work out `light-dark()`. */
function colourReader(theme: Theme): ((name: string) => string) & { close(): void } {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  probe.style.colorScheme = theme;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return toHex(style.color);
  };
  return Object.assign(read, { close: () => probe.remove() });
}

/** `rgb(1 2 3 / 0.5)`, `rgba(1, 2, 3, 0.5)` or `color(srgb 0.1 0.2 0.3 / 0.5)` as `#rrggbbaa`. */
export function toHex(colour: string): string {
  const numbers = colour.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  const [r = 0, g = 0, b = 0, a = 1] = numbers;
  const scale = colour.startsWith('color(') ? 255 : 1;
  const parts = [r * scale, g * scale, b * scale, ...(a < 1 ? [a * 255] : [])];
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
