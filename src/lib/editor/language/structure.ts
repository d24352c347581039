/** What the shape of a text gives to the editor: folding, symbols, colours of names. */

import type { ColouredName, FileId, NameKind, OutlineNode } from '@tagloom/st-parser';
import * as monaco from 'monaco-editor/editor';
import { flushFile } from '../models.ts';
import { askAbout, fileOf, rangeIn } from './language.ts';

const KINDS: readonly NameKind[] = ['type', 'function', 'variable', 'parameter', 'constant', 'keyword'];

/** Registers the services for one language id. */
export function registerStructure(id: string): void {
  monaco.languages.registerFoldingRangeProvider(id, { provideFoldingRanges: folds });
  monaco.languages.registerDocumentSymbolProvider(id, { provideDocumentSymbols: symbols });
  monaco.languages.registerDocumentRangeSemanticTokensProvider(id, {
    getLegend: () => ({ tokenTypes: [...KINDS], tokenModifiers: [] }),
    provideDocumentRangeSemanticTokens: colours,
  });
}

async function folds(model: monaco.editor.ITextModel): Promise<monaco.languages.FoldingRange[]> {
  const found = await askAbout(model, 'folds', {});
  return (found ?? []).map(({ from, to, kind }) => ({
    start: from,
    end: to,
    ...(kind === 'comment' ? { kind: monaco.languages.FoldingRangeKind.Comment } : {}),
    ...(kind === 'region' ? { kind: monaco.languages.FoldingRangeKind.Region } : {}),
  }));
}

async function symbols(model: monaco.editor.ITextModel): Promise<monaco.languages.DocumentSymbol[]> {
  const found = await askAbout(model, 'outline', {});
  return (found ?? []).map((node) => symbol(model, node));
}

function symbol(model: monaco.editor.ITextModel, node: OutlineNode): monaco.languages.DocumentSymbol {
  const range = rangeIn(model, node.from, node.to);
  return {
    name: node.name || node.kind,
    detail: node.detail ?? '',
    kind: symbolKind(node),
    tags: [],
    range,
    selectionRange: { ...range, endLineNumber: range.startLineNumber, endColumn: range.startColumn },
    children: node.children.map((child) => symbol(model, child)),
  };
}

function symbolKind({ kind }: OutlineNode): monaco.languages.SymbolKind {
  const { SymbolKind } = monaco.languages;
  if (kind === 'variable') return SymbolKind.Variable;
  if (/^FUNCTION_BLOCK|^CLASS/.test(kind)) return SymbolKind.Class;
  if (/^FUNCTION|^METHOD|^ACTION/.test(kind)) return SymbolKind.Function;
  if (/^PROGRAM/.test(kind)) return SymbolKind.Module;
  if (/^INTERFACE/.test(kind)) return SymbolKind.Interface;
  if (/^STRUCT|^TYPE|^UNION/.test(kind)) return SymbolKind.Struct;
  return SymbolKind.Namespace;
}

async function colours(
  model: monaco.editor.ITextModel,
  range: monaco.Range,
): Promise<monaco.languages.SemanticTokens | null> {
  flushFile(fileOf(model) as FileId);
  const version = model.getVersionId();
  const from = model.getOffsetAt(range.getStartPosition());
  const to = model.getOffsetAt(range.getEndPosition());
  const names = await askAbout(model, 'colours', { from, to });
  // Monaco asks again after each change: colours of an older text would stand beside their names.
  return names && model.getVersionId() === version ? { data: encode(model, names) } : null;
}

/** Five numbers for each name: line and column after the name before, length, kind, no modifiers. */
function encode(model: monaco.editor.ITextModel, names: readonly ColouredName[]): Uint32Array {
  const data = new Uint32Array(names.length * 5);
  let line = 1;
  let column = 1;
  names.forEach(({ from, to, kind }, i) => {
    const at = model.getPositionAt(from);
    const isSameLine = at.lineNumber === line;
    data.set(
      [at.lineNumber - line, at.column - (isSameLine ? column : 1), to - from, KINDS.indexOf(kind), 0],
      i * 5,
    );
    line = at.lineNumber;
    column = at.column;
  });
  return data;
}
