/** Lines over an hour as SVG: scale, ticks and paths. Pure; the part `Chart.svelte` draws it. */

/** One value at a time (milliseconds since 1970); null = nothing happened, which is a gap and never a zero. */
export interface Point {
  readonly at: number;
  readonly value: number | null;
}

export interface Plot {
  /** One path per series; empty when there is nothing to draw. */
  readonly paths: readonly string[];
  readonly lines: readonly { readonly y: number; readonly label: string }[];
  readonly times: readonly { readonly x: number; readonly at: number }[];
  /** Where the limit stands; null when it is above the plot. */
  readonly limit: number | null;
}

export const PLOT = { width: 404, height: 104, left: 36, right: 400, top: 8, bottom: 84 } as const;
const TIMES = 4;
/** A pause longer than this many samples is a gap. */
const GAP_MS = 20_000;

/** The end of a scale: 1, 2 or 5 times a power of ten, at least `least`. */
export function niceTop(largest: number, least: number): number {
  const wanted = Math.max(largest, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((one) => one * power >= wanted) ?? 10;
  return factor * power;
}

/** `from` and `to` are milliseconds since 1970; `least` is the smallest scale. */
export function plotOf(
  series: readonly (readonly Point[])[],
  { from, to, least, limit = null }: { from: number; to: number; least: number; limit?: number | null },
): Plot {
  const values = series.flatMap((points) => points.flatMap(({ value }) => value ?? []));
  const top = niceTop(Math.max(0, ...values), least);
  const x = (at: number) => PLOT.left + ((at - from) / (to - from)) * (PLOT.right - PLOT.left);
  const y = (value: number) => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top);
  return {
    paths: series.map((points) => pathOf(points, x, y)),
    lines: [0, top / 2, top].map((value) => ({ y: y(value), label: shortNumber(value) })),
    times: Array.from({ length: TIMES + 1 }, (_, index) => {
      const at = from + (index * (to - from)) / TIMES;
      return { x: x(at), at };
    }),
    limit: limit !== null && limit <= top ? y(limit) : null,
  };
}

function pathOf(points: readonly Point[], x: (at: number) => number, y: (value: number) => number): string {
  let path = '';
  let before: number | null = null;
  for (const { at, value } of points) {
    if (value === null) continue;
    const continues = before !== null && at - before <= GAP_MS;
    // A lone value is a dot as wide as the line.
    path += `${continues ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}${continues ? '' : 'h.1'}`;
    before = at;
  }
  return path;
}

/** "1.5k", "200", "0.5". */
export function shortNumber(value: number): string {
  if (value >= 1_000_000) return `${trim(value / 1_000_000)}M`;
  if (value >= 10_000) return `${trim(value / 1_000)}k`;
  return trim(value);
}

/** "86 MB": bytes in the unit that reads best. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${trim(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000 ? `${trim(bytes / 1_000_000)} MB` : `${trim(bytes / 1_000_000_000)} GB`;
}

function trim(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
