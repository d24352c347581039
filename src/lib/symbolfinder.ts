/** Symbols in the palette: quick open finds what is neither file nor tag, and of several implementations one is chosen. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolKind } from '@tagloom/st-parser/editor';
import { toast } from 'svelte-sonner';
import type { FileKind } from './analysis.ts';
import { overlay } from './commands.svelte.ts';
import { askFinder, type Finding, type Kind } from './finder.svelte.ts';
import { bestMatches } from './match.ts';
import type { LocatedPlace } from './questions.ts';
import type { Workspace } from './workspace.svelte.ts';

const OFFERED = 25;

/** Kinds of symbols that have an icon of their own. */
const ICONS: Partial<Record<SymbolKind, FileKind>> = {
  program: 'program',
  function: 'function',
  method: 'function',
  functionblock: 'functionblock',
  class: 'functionblock',
  interface: 'interface',
  list: 'globals',
  struct: 'struct',
  union: 'struct',
  enum: 'enum',
};

/** Declared names that fit what was typed, without tags and files of that name; `show` brings the editor to the front. */
export async function symbolFindings(
  workspace: Workspace,
  typed: string,
  show: () => void,
): Promise<readonly Finding[]> {
  const query = typed.trim();
  if (query === '') return [];
  const found = (await workspace.facts.ask('symbols', { query }))?.value ?? [];
  const others = found.filter(
    ({ symbol, place }) =>
      !workspace.facts.tags.has(symbol.key) && workspace.filesById.get(place.file)?.name !== symbol.path,
  );
  const findings = others.map(({ symbol, place }) => ({
    kind: ICONS[symbol.kind] ?? ('name' as Kind),
    name: symbol.name,
    detail: symbol.type ? `${symbol.path} : ${symbol.type}` : symbol.path,
    run: () => {
      open(workspace, place);
      show();
    },
  }));
  return bestMatches(findings, query, OFFERED);
}

/** Goes to what implements or extends the symbol at an offset; of several the person chooses. */
export async function goToImplementation(workspace: Workspace, file: FileId, at: number): Promise<void> {
  const { facts } = workspace;
  const symbol = (await facts.ask('hover', { file, at }))?.value?.symbol;
  if (!symbol) return void toast('No name that is known stands here');
  const places = (await facts.ask('definitions', { file, at, what: 'implementation' }))?.value ?? [];
  const [first] = places;
  if (!first) toast(`Nothing implements or extends ${symbol.path}`);
  else if (places.length === 1) open(workspace, first);
  else choose(workspace, `Implementations of ${symbol.path}`, places);
}

function choose(workspace: Workspace, label: string, places: readonly LocatedPlace[]): void {
  const findings = places.map((place) => {
    const { name = '', path = '' } = workspace.filesById.get(place.file) ?? {};
    return {
      kind: workspace.kind(place.file),
      name,
      detail: `${path}:${place.line}`,
      run: () => open(workspace, place),
    };
  });
  askFinder({ label, find: (typed) => bestMatches(findings, typed, findings.length) });
  overlay.palette = 'go';
}

function open(workspace: Workspace, { file, line, col }: LocatedPlace): void {
  workspace.openFile(file, line, col);
}
