/** What a vendor cannot hold, grouped by code. */

import type { VendorDiagnostic, VendorRow } from '@tagloom/vendor-formats';

export interface Loss {
  readonly code: string;
  readonly severity: VendorDiagnostic['severity'];
  readonly count: number;
  readonly examples: readonly VendorDiagnostic[];
}

export interface LossSummary {
  readonly tags: number;
  /** Tags that the vendor's files hold as they are or changed. */
  readonly written: number;
  readonly changed: number;
  readonly leftOut: number;
  readonly losses: readonly Loss[];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;
const EXAMPLES = 50;

/** Counts the diagnostics of all rows; errors mean that the tag is left out. */
export function summarizeLosses(rows: Iterable<VendorRow>): LossSummary {
  const byCode = new Map<
    string,
    { severity: VendorDiagnostic['severity']; count: number; examples: VendorDiagnostic[] }
  >();
  let tags = 0;
  let changed = 0;
  let leftOut = 0;
  for (const { diagnostics } of rows) {
    tags++;
    if (diagnostics.some(({ severity }) => severity === 'error')) leftOut++;
    else if (diagnostics.some(({ severity }) => severity === 'warning')) changed++;
    for (const diagnostic of diagnostics) count(byCode, diagnostic);
  }
  const losses = [...byCode].map(([code, loss]) => ({ code, ...loss }));
  losses.sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
  return { tags, written: tags - leftOut, changed, leftOut, losses };
}

function count(
  byCode: Map<
    string,
    { severity: VendorDiagnostic['severity']; count: number; examples: VendorDiagnostic[] }
  >,
  diagnostic: VendorDiagnostic,
): void {
  const known = byCode.get(diagnostic.code) ?? { severity: diagnostic.severity, count: 0, examples: [] };
  known.count++;
  if (RANK[diagnostic.severity] < RANK[known.severity]) known.severity = diagnostic.severity;
  if (known.examples.length < EXAMPLES) known.examples.push(diagnostic);
  byCode.set(diagnostic.code, known);
}
