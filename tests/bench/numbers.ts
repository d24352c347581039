/** Percentiles and rounding for benches. */

/** The value at `share` (0..1) of the sorted list; NaN for an empty one. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
