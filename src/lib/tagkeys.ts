/** Keys of the tag table: the grid pattern of ARIA with several rows selected, copy and edit. */

/** What the keys move and do. Lines and columns are clamped by the table. */
export interface GridActions {
  readonly line: number;
  readonly lines: number;
  readonly page: number;
  readonly columns: number;
  readonly column: number;
  go(line: number, extend: boolean): void;
  goColumn(column: number): void;
  /** Right and left: a heading opens and closes, a row moves by a column. */
  step(by: 1 | -1): void;
  /** Enter, F2, or a letter that begins a new value. */
  edit(typed: string | null): void;
  open(): void;
  toggle(): void;
  selectAll(): void;
  clearSelection(): void;
  copy(): void;
}

/** Acts on a key; false when the grid has no use for it. */
export function pressGrid(event: KeyboardEvent, grid: GridActions): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (altKey) return false;
  if (ctrlKey || metaKey) return pressControl(key, shiftKey, grid);
  switch (key) {
    case 'ArrowDown':
      grid.go(grid.line + 1, shiftKey);
      return true;
    case 'ArrowUp':
      grid.go(grid.line - 1, shiftKey);
      return true;
    case 'PageDown':
      grid.go(grid.line + grid.page, shiftKey);
      return true;
    case 'PageUp':
      grid.go(grid.line - grid.page, shiftKey);
      return true;
    case 'Home':
      grid.goColumn(0);
      return true;
    case 'End':
      grid.goColumn(grid.columns - 1);
      return true;
    case 'ArrowRight':
      grid.step(1);
      return true;
    case 'ArrowLeft':
      grid.step(-1);
      return true;
    case 'F12':
      grid.open();
      return true;
    case 'Enter':
    case 'F2':
      grid.edit(null);
      return true;
    case 'Delete':
      grid.edit('');
      return true;
    case ' ':
      grid.toggle();
      return true;
    case 'Escape':
      grid.clearSelection();
      return true;
    default:
      if (key.length !== 1 || OWNED.has(key)) return false;
      grid.edit(key);
      return true;
  }
}

/** Keys of the page that act in the table, too: search, list of keys. */
const OWNED = new Set(['/', '?']);

function pressControl(key: string, isExtending: boolean, grid: GridActions): boolean {
  switch (key) {
    case 'Home':
      grid.go(0, isExtending);
      return true;
    case 'End':
      grid.go(grid.lines - 1, isExtending);
      return true;
    case 'Enter':
      grid.open();
      return true;
    case 'a':
      grid.selectAll();
      return true;
    case 'c':
      grid.copy();
      return true;
    default:
      return false;
  }
}
