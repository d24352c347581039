/** Completion: names of the scope, members, parameters of a call, blocks as snippets, words of the language. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolInfo, SymbolKind } from '@tagloom/st-parser/editor';
import * as monaco from 'monaco-editor/editor';
import type { Completions } from '../../questions.ts';
import { flushFile } from '../models.ts';
import { askAbout, fileOf, rangeIn } from './language.ts';
import { symbolText } from './names.ts';
import { SNIPPETS, TYPES, WORDS } from './snippets.ts';

type Item = monaco.languages.CompletionItem;
const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;
const PARAMETERS = { id: 'editor.action.triggerParameterHints', title: 'Parameters' };

/** Registers completion for one language id. */
export function registerCompletion(id: string): void {
  monaco.languages.registerCompletionItemProvider(id, {
    triggerCharacters: ['.', '#'],
    provideCompletionItems: complete,
  });
}

async function complete(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<monaco.languages.CompletionList | null> {
  flushFile(fileOf(model) as FileId);
  const found = await askAbout(model, 'completion', { at: model.getOffsetAt(position) });
  if (!found || found.expects === 'none') return null;
  const range = rangeIn(model, found.from, found.to);
  const names = found.symbols.flatMap((symbol, at) => symbolItems(found, symbol, at, range));
  if (found.expects === 'member') return { suggestions: names };
  if (found.expects === 'type') return { suggestions: [...names, ...types(range)] };
  return { suggestions: [...parameters(found, range), ...names, ...snippets(range), ...words(range)] };
}

function symbolItems(found: Completions, symbol: SymbolInfo, at: number, range: monaco.IRange): Item[] {
  const isCallable = symbol.kind === 'function' || symbol.kind === 'method';
  const item: Item = {
    label: { label: symbol.name, description: symbol.type ?? '' },
    kind: ITEM_KINDS[symbol.kind] ?? CompletionItemKind.Variable,
    insertText: isCallable && found.expects !== 'type' ? `${symbol.name}($0)` : symbol.name,
    ...(isCallable && found.expects !== 'type'
      ? { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet, command: PARAMETERS }
      : {}),
    documentation: { value: symbolText(symbol) },
    sortText: `${symbol.library ? 5 : 2}${String(at).padStart(5, '0')}`,
    range,
  };
  const call = found.calls[symbol.key];
  return call ? [item, callItem(symbol, call, at, range)] : [item];
}

/** An instance of a function block as a whole call, with a place for each parameter. */
function callItem(symbol: SymbolInfo, call: readonly SymbolInfo[], at: number, range: monaco.IRange): Item {
  const args = call.map(({ name, kind }, i) => `${name} ${kind === 'output' ? '=>' : ':='} $\{${i + 1}}`);
  return {
    label: { label: `${symbol.name}(...)`, description: `call of ${symbol.type ?? ''}` },
    kind: CompletionItemKind.Function,
    insertText: `${symbol.name}(${args.join(', ')});$0`,
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    command: PARAMETERS,
    filterText: symbol.name,
    documentation: { value: symbolText(symbol) },
    sortText: `2${String(at).padStart(5, '0')}b`,
    range,
  };
}

/** Parameters of the call round the cursor that are not given yet. */
function parameters({ parameters: open }: Completions, range: monaco.IRange): Item[] {
  return open.map((symbol, at) => ({
    label: { label: symbol.name, description: symbol.type ?? '' },
    kind: CompletionItemKind.Property,
    insertText: `${symbol.name} ${symbol.kind === 'output' ? '=>' : ':='} `,
    documentation: { value: symbolText(symbol) },
    sortText: `1${String(at).padStart(5, '0')}`,
    range,
  }));
}

const ITEM_KINDS: Readonly<Partial<Record<SymbolKind, monaco.languages.CompletionItemKind>>> = {
  program: CompletionItemKind.Module,
  function: CompletionItemKind.Function,
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  functionblock: CompletionItemKind.Class,
  class: CompletionItemKind.Class,
  interface: CompletionItemKind.Interface,
  struct: CompletionItemKind.Struct,
  union: CompletionItemKind.Struct,
  enum: CompletionItemKind.Enum,
  alias: CompletionItemKind.Struct,
  value: CompletionItemKind.EnumMember,
  constant: CompletionItemKind.Constant,
  input: CompletionItemKind.Field,
  output: CompletionItemKind.Field,
  inout: CompletionItemKind.Field,
  member: CompletionItemKind.Field,
  list: CompletionItemKind.Module,
  namespace: CompletionItemKind.Module,
};

const PLACE = /<(\d)(?::([^>]*))?>/g;

/** A snippet in Monaco's notation. */
function withPlaces(body: string): string {
  return body.replace(
    PLACE,
    (_, place: string, text?: string) => `$\{${place}${text === undefined ? '' : `:${text}`}}`,
  );
}

/** A snippet as it will stand there. */
function plain(body: string): string {
  return body.replace(PLACE, (_, __, text?: string) => text ?? '');
}

function snippets(range: monaco.IRange): Item[] {
  return SNIPPETS.map(({ label, detail, body }) => ({
    label: { label, description: detail },
    kind: CompletionItemKind.Snippet,
    insertText: withPlaces(body),
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    documentation: { value: `\`\`\`tagloom-st\n${plain(body)}\n\`\`\`` },
    sortText: `8${label}`,
    filterText: label,
    range,
  }));
}

function words(range: monaco.IRange): Item[] {
  return plainItems(WORDS, CompletionItemKind.Keyword, '9', range);
}

function types(range: monaco.IRange): Item[] {
  return plainItems(TYPES, CompletionItemKind.Struct, '7', range);
}

function plainItems(
  labels: readonly string[],
  kind: monaco.languages.CompletionItemKind,
  order: string,
  range: monaco.IRange,
): Item[] {
  return labels.map((label) => ({ label, kind, insertText: label, sortText: `${order}${label}`, range }));
}
