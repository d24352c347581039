/** Windowing of lists with rows of equal height: which rows are in the document, where to scroll. Pixels. */

export interface Viewport {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows that are drawn beyond those that are seen, on each side. */
const OVERSCAN = 8;

/** The half-open range of rows that is drawn: those that are seen and `overscan` on each side. */
export function visibleRange(view: Viewport, overscan = OVERSCAN): { from: number; to: number } {
  const { scrollTop, rowHeight, count } = view;
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const seen = rowsSeen(view);
  const from = Math.max(0, Math.min(first - overscan, count));
  return { from, to: Math.min(count, Math.max(from, first + seen + overscan)) };
}

/** The most rows that `visibleRange` draws at once: row `n` takes the elements of seat `n % seats`. */
export function seatsOf(view: Pick<Viewport, 'height' | 'rowHeight'>, overscan = OVERSCAN): number {
  return rowsSeen(view) + 2 * overscan;
}

function rowsSeen({ height, rowHeight }: Pick<Viewport, 'height' | 'rowHeight'>): number {
  return Math.ceil(height / rowHeight) + 1;
}

/** The scroll position that shows row `index` with the least movement; `head` pixels at the top are covered. */
export function scrollToShow(index: number, view: Viewport, head = 0): number {
  const top = index * view.rowHeight;
  if (top < view.scrollTop + head) return Math.max(0, top - head);
  const bottom = top + view.rowHeight;
  return bottom > view.scrollTop + view.height ? bottom - view.height : view.scrollTop;
}

/** The scroll position that keeps the row that stood at `before` where the reader sees it, now that it is at `after`. */
export function keepInPlace(scrollTop: number, rowHeight: number, before: number, after: number): number {
  return Math.max(0, scrollTop + (after - before) * rowHeight);
}
