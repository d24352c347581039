/**
 * Draws the lines of the tag table: a pool of row elements that stand where their line is, of which only what differs is
 * written. Rows that scroll in take over the elements of those that scrolled out; nothing moves in the document meanwhile.
 */

import { initials } from './names.ts';
import type { ColumnInfo } from './tagcolumns.ts';

export interface CellLook {
  readonly text: string;
  /** A class of the text: `is-conflict`. */
  readonly look?: string;
  readonly severity?: 'error' | 'warning' | 'info' | null;
  readonly person?: { readonly name: string; readonly color: number } | null;
  /** What the pointer is told over the text. */
  readonly hint?: string;
}

export interface TagLook {
  readonly type: 'tag';
  /** Known by this in the pool, and to the document by `key`; `key` is empty for a member of a tag. */
  readonly id: string;
  readonly key: string;
  readonly line: number;
  readonly level: number;
  readonly looks: string;
  readonly isSelected: boolean;
  /** The column with the keyboard; -1 for none. */
  readonly active: number;
  /** The column whose cell is being written; -1 for none. */
  readonly open: number;
  /** How far the name stands in, and whether something opens under it. */
  readonly depth: number;
  readonly twist: 'none' | 'closed' | 'open';
  readonly cells: readonly CellLook[];
}

export interface GroupLook {
  readonly type: 'group';
  readonly id: string;
  readonly line: number;
  readonly name: string;
  readonly count: string;
  readonly errors: string;
  readonly isOpen: boolean;
  readonly isActive: boolean;
  readonly hasIcon: boolean;
}

export type LineLook = TagLook | GroupLook;

/** What rows are made of beside text: one of each, to be copied. */
export interface RowParts {
  readonly error: Element;
  readonly warning: Element;
  readonly info: Element;
  readonly avatar: HTMLElement;
  readonly twist: Element;
  readonly scope: Element;
  readonly count: HTMLElement;
}

interface CellSeat {
  readonly element: HTMLElement;
  readonly text: Text;
  readonly holder: HTMLElement;
  extra: Element | null;
  shown: CellLook;
}

interface Seat {
  readonly element: HTMLElement;
  readonly cells: readonly CellSeat[];
  shown: LineLook | null;
}

const NOTHING: CellLook = { text: '' };

export class RowPainter {
  readonly #body: HTMLElement;
  readonly #parts: RowParts;
  /** Ids of cells begin with this. */
  readonly #prefix: string;
  #columns: readonly ColumnInfo[] = [];
  #rowHeight = 0;
  /** Rows of headings before the first line. */
  #heads = 1;
  #seats = new Map<string, Seat>();
  readonly #spare: Record<LineLook['type'], Seat[]> = { tag: [], group: [] };
  readonly #lines = new WeakMap<Element, Seat>();

  constructor(body: HTMLElement, parts: RowParts, prefix: string) {
    this.#body = body;
    this.#parts = parts;
    this.#prefix = prefix;
  }

  /** Takes effect on all rows; other columns make new ones. */
  arrange(columns: readonly ColumnInfo[], rowHeight: number, heads: number): void {
    if (columns === this.#columns && rowHeight === this.#rowHeight && heads === this.#heads) return;
    for (const { element } of this.#seats.values()) element.remove();
    this.#seats.clear();
    this.#spare.tag.length = 0;
    this.#spare.group.length = 0;
    this.#columns = columns;
    this.#rowHeight = rowHeight;
    this.#heads = heads;
  }

  /** These lines and no others are in the document afterwards. */
  draw(lines: readonly LineLook[]): void {
    const wanted = new Set(lines.map(({ id }) => id));
    for (const [id, seat] of this.#seats) {
      if (wanted.has(id)) continue;
      this.#seats.delete(id);
      if (seat.shown) this.#spare[seat.shown.type].push(seat);
    }
    for (const look of lines) {
      const seat = this.#seats.get(look.id) ?? this.#seatFor(look);
      this.#seats.set(look.id, seat);
      if (look.type === 'tag') this.#writeTag(seat, look);
      else this.#writeGroup(seat, look);
      seat.shown = look;
      if (!seat.element.isConnected) this.#body.append(seat.element);
    }
    for (const { element } of [...this.#spare.tag, ...this.#spare.group]) element.remove();
  }

  /** The line that an element belongs to; -1 for none. */
  lineOf(element: Element): number {
    const row = element.closest('[role="row"]');
    return (row && this.#lines.get(row)?.shown?.line) ?? -1;
  }

  /** The cell of a drawn tag, or null. */
  cell(id: string, column: number): HTMLElement | null {
    return this.#seats.get(id)?.cells[column]?.element ?? null;
  }

  /** Brings the document's order in line with what is seen, for those who listen to it. */
  order(): void {
    const seats = [...this.#seats.values()].sort((a, b) => (a.shown?.line ?? 0) - (b.shown?.line ?? 0));
    let next = this.#body.firstElementChild;
    for (const { element } of seats) {
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
  }

  /** A free one: that of the same line, where a tag goes on under another name with the field in it, before any other. */
  #seatFor({ type, line }: LineLook): Seat {
    const free = this.#spare[type];
    const at = free.findIndex(({ shown }) => shown?.line === line);
    const [seat] = at >= 0 ? free.splice(at, 1) : free.splice(-1);
    return seat ?? this.#make(type);
  }

  #make(type: LineLook['type']): Seat {
    const seat = type === 'tag' ? this.#makeTag() : this.#makeGroup();
    this.#lines.set(seat.element, seat);
    return seat;
  }

  #makeTag(): Seat {
    const element = made('div', 'grid-row', 'row');
    element.tabIndex = -1;
    element.style.setProperty('--row', `${this.#rowHeight}px`);
    const cells = this.#columns.map((column, at) => makeCell(column, at, this.#parts));
    element.append(...cells.map((cell) => cell.element));
    return { element, cells, shown: null };
  }

  #makeGroup(): Seat {
    const element = made('div', 'grid-group', 'row');
    element.tabIndex = -1;
    element.style.height = `${this.#rowHeight}px`;
    element.setAttribute('aria-level', '1');
    const cell = made('div', 'cell', 'gridcell');
    const twist = made('span', 'twist');
    twist.append(this.#parts.twist.cloneNode(true));
    cell.append(twist, this.#parts.scope.cloneNode(true), made('span', 'truncate'));
    cell.append(this.#parts.count.cloneNode(true), made('span', 'is-error caption'));
    element.append(cell);
    return { element, cells: [], shown: null };
  }

  #writeTag(seat: Seat, look: TagLook): void {
    const { element } = seat;
    const before = seat.shown as TagLook | null;
    this.#place(element, before, look);
    if (before?.key !== look.key) {
      if (look.key === '') element.removeAttribute('data-key');
      else element.dataset.key = look.key;
    }
    if (before?.looks !== look.looks) element.className = `grid-row ${look.looks}`;
    if (before?.level !== look.level) element.setAttribute('aria-level', String(look.level));
    if (before?.isSelected !== look.isSelected)
      element.setAttribute('aria-selected', String(look.isSelected));
    this.#writeTwist(seat, before, look);
    this.#markCells(seat, before, look);
    seat.cells.forEach((cell, at) => {
      this.#writeCell(cell, look.cells[at] ?? NOTHING);
    });
  }

  #place(element: HTMLElement, before: LineLook | null, { line }: LineLook): void {
    if (before?.line === line) return;
    element.style.transform = `translateY(${line * this.#rowHeight}px)`;
    element.setAttribute('aria-rowindex', String(line + 1 + this.#heads));
  }

  #writeTwist({ element, cells }: Seat, before: TagLook | null, { depth, twist }: TagLook): void {
    if (before?.depth === depth && before.twist === twist) return;
    cells[0]?.element.style.setProperty('--depth', String(depth));
    const button = cells[0]?.element.querySelector<HTMLElement>('.twist');
    if (button) button.className = `twist is-${twist}`;
    if (twist === 'none') element.removeAttribute('aria-expanded');
    else element.setAttribute('aria-expanded', String(twist === 'open'));
  }

  /** The active cell has an id that the grid names; the one that is written may be larger than its place. */
  #markCells({ cells }: Seat, before: TagLook | null, { line, active, open }: TagLook): void {
    if (before && before.active === active && before.open === open && before.line === line) return;
    cells.forEach(({ element }, at) => {
      element.classList.toggle('is-cell', at === active);
      element.classList.toggle('is-open', at === open);
      if (at === active) element.id = `${this.#prefix}-${line}-${at}`;
      else element.removeAttribute('id');
    });
  }

  #writeCell(cell: CellSeat, look: CellLook): void {
    const { shown } = cell;
    if (shown.text !== look.text) cell.text.data = look.text;
    if (shown.text !== look.text && cell.element.title !== '') cell.element.removeAttribute('title');
    if (shown.look !== look.look) cell.holder.classList.toggle('is-conflict', look.look === 'is-conflict');
    if (shown.severity !== look.severity) setExtra(cell, look.severity && this.#parts[look.severity]);
    if (shown.hint !== look.hint) cell.holder.title = look.hint ?? '';
    const { person } = look;
    if (shown.person?.name !== person?.name || shown.person?.color !== person?.color)
      setExtra(cell, person && avatarOf(this.#parts.avatar, person));
    cell.shown = look;
  }

  #writeGroup(seat: Seat, look: GroupLook): void {
    const { element } = seat;
    const before = seat.shown as GroupLook | null;
    this.#place(element, before, look);
    const cell = element.firstElementChild as HTMLElement;
    cell.setAttribute('aria-colspan', String(this.#columns.length));
    if (look.isActive) cell.id = `${this.#prefix}-${look.line}`;
    else cell.removeAttribute('id');
    element.className = look.isActive ? 'grid-group is-active' : 'grid-group';
    element.setAttribute('aria-expanded', String(look.isOpen));
    const [twist, icon, name, count, errors] = cell.children as unknown as HTMLElement[];
    twist!.className = look.isOpen ? 'twist is-open' : 'twist';
    (icon as unknown as SVGElement).style.display = look.hasIcon ? '' : 'none';
    name!.textContent = look.name;
    count!.textContent = look.count;
    errors!.textContent = look.errors;
  }
}

function made(tag: string, className: string, role?: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}

const FLEX = new Set(['name', 'problems', 'changed']);
const SECONDARY = new Set([
  'type',
  'section',
  'scope',
  'qualifiers',
  'file',
  'uses',
  'changed',
  'vendorName',
  'vendorAddress',
  'vendorType',
]);

function makeCell({ id, look }: ColumnInfo, at: number, parts: RowParts): CellSeat {
  const classes = [`cell-${id}`, look === 'code' && 'code-text', FLEX.has(id) && 'flex'];
  const element = made('span', classes.filter(Boolean).join(' '), id === 'name' ? 'rowheader' : 'gridcell');
  element.dataset.column = String(at);
  const holder = id === 'name' ? made('button', 'truncate open') : made('span', holderClass(id));
  if (id === 'name') {
    holder.setAttribute('type', 'button');
    holder.tabIndex = -1;
    const twist = made('span', 'twist is-none');
    twist.append(parts.twist.cloneNode(true));
    element.append(twist);
  }
  const text = document.createTextNode('');
  holder.append(text);
  element.append(holder);
  return { element, text, holder, extra: null, shown: NOTHING };
}

function holderClass(id: string): string {
  if (id === 'address') return 'tok-address';
  return [SECONDARY.has(id) && 'secondary', id === 'changed' && 'truncate'].filter(Boolean).join(' ');
}

function setExtra(cell: CellSeat, of: Element | null | undefined): void {
  cell.extra?.remove();
  cell.extra = of ? (of.cloneNode(true) as Element) : null;
  if (cell.extra) cell.holder.before(cell.extra);
}

function avatarOf(sample: HTMLElement, { name, color }: { name: string; color: number }): Element {
  const avatar = sample.cloneNode(true) as HTMLElement;
  avatar.classList.replace('person-0', `person-${color >= 0 && color < 12 ? color : 10}`);
  avatar.setAttribute('aria-label', name);
  avatar.title = name;
  avatar.dataset.initials = initials(name);
  return avatar;
}
