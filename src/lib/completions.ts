/** Completion as the worker answers it: the names of the place, with the parameters that calls of them take. */

import type { FileId, Project } from '@tagloom/st-parser';
import { completionAt, type SymbolInfo, signatureAt, signatureOf } from '@tagloom/st-parser/editor';
import type { Completions } from './questions.ts';

/** Whole calls are offered for this many names: when more fit, the person has not typed enough to mean one. */
const CALLS = 60;
/** How far back an argument may begin. */
const AHEAD = 2_000;
const INSTANCES = new Set<SymbolInfo['kind']>(['variable', 'input', 'output', 'inout', 'member']);

export function completions(project: Project, file: FileId, at: number): Completions {
  const found = completionAt(project, file, at);
  return {
    ...found,
    calls: found.expects === 'value' && found.symbols.length <= 500 ? callsOf(project, found.symbols) : {},
    parameters: found.expects === 'value' ? openParameters(project, file, at, found.from) : [],
  };
}

function callsOf(project: Project, symbols: readonly SymbolInfo[]): Record<string, readonly SymbolInfo[]> {
  const calls: Record<string, readonly SymbolInfo[]> = {};
  let count = 0;
  for (const symbol of symbols) {
    if (symbol.library !== undefined || !INSTANCES.has(symbol.kind) || symbol.type === undefined) continue;
    const signature = signatureOf(project, symbol.type.toLowerCase());
    if (signature?.symbol.kind !== 'functionblock' || signature.parameters.length === 0) continue;
    calls[symbol.key] = signature.parameters;
    if (++count === CALLS) break;
  }
  return calls;
}

/** Parameters of the call round the cursor that no argument gives; only where an argument begins. */
function openParameters(project: Project, file: FileId, at: number, from: number): readonly SymbolInfo[] {
  const ahead = project.text(file, Math.max(0, from - AHEAD), from);
  if (!/[(,]\s*$/.test(ahead)) return [];
  const signature = signatureAt(project, file, at);
  return signature?.parameters.filter(({ name }) => !signature.given.has(name.toLowerCase())) ?? [];
}
