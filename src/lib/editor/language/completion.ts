/** Completion: names of the scope, members, parameters of a call, blocks as snippets, words of the language. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolInfo, SymbolKind } from '@tagloom/st-parser/editor';
import * as monaco from 'monaco-editor/editor';
import type { Completions } from '../../questions.ts';
import { flushFile } from '../models.ts';
import { askAbout, fileOf, rangeIn } from './language.ts';
import { symbolText } from './names.ts';
import { SNIPPETS, TYPES, WORDS } from './snippets.ts';
import { argument, isCalled, spelling } from './spelling.ts';

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
  const place: Place = {
    range: rangeIn(model, found.from, found.to),
    typed: model.getValueInRange(rangeIn(model, found.from, found.to)),
    behind: model.getLineContent(position.lineNumber).slice(position.column - 1),
  };
  const { range } = place;
  const names = found.symbols.flatMap((symbol, at) => symbolItems(found, symbol, at, place));
  const incomplete = !found.isWhole;
  if (found.expects === 'member') return { suggestions: names, incomplete };
  if (found.expects === 'type') return { suggestions: [...names, ...types(range)], incomplete };
  const others = [...snippets(range), ...words(range)];
  return { suggestions: [...parameters(found, place), ...names, ...others], incomplete };
}

/** Where a name goes: the unfinished word, and the rest of its line. */
interface Place {
  readonly range: monaco.IRange;
  readonly typed: string;
  readonly behind: string;
}

function symbolItems(found: Completions, symbol: SymbolInfo, at: number, place: Place): Item[] {
  const { insert, filter } = spelling(symbol.name, place.typed, place.behind);
  const isCallable = symbol.kind === 'function' || symbol.kind === 'method';
  const isCall = isCallable && found.expects !== 'type' && !isCalled(place.behind);
  const item: Item = {
    label: { label: symbol.name, description: symbol.type ?? '' },
    kind: ITEM_KINDS[symbol.kind] ?? CompletionItemKind.Variable,
    insertText: isCall ? `${inSnippet(insert)}($0)` : insert,
    ...(isCall ? { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet, command: PARAMETERS } : {}),
    filterText: filter,
    documentation: { value: symbolText(symbol) },
    sortText: `${symbol.library ? 5 : 2}${String(at).padStart(5, '0')}`,
    range: place.range,
  };
  const call = isCalled(place.behind) ? undefined : found.calls[symbol.key];
  return call ? [item, callItem(symbol, call, at, place)] : [item];
}

/** An instance of a function block as a whole call, with a place for each parameter. */
function callItem(symbol: SymbolInfo, call: readonly SymbolInfo[], at: number, place: Place): Item {
  const { insert, filter } = spelling(symbol.name, place.typed, place.behind);
  const args = call.map(({ name, kind }, i) => `${name} ${kind === 'output' ? '=>' : ':='} $\{${i + 1}}`);
  const end = /^"?\s*;/.test(place.behind) ? '' : ';';
  return {
    label: { label: `${symbol.name}(...)`, description: `call of ${symbol.type ?? ''}` },
    kind: CompletionItemKind.Function,
    insertText: `${inSnippet(insert)}(${args.join(', ')})${end}$0`,
    insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
    command: PARAMETERS,
    filterText: filter,
    documentation: { value: symbolText(symbol) },
    sortText: `2${String(at).padStart(5, '0')}b`,
    range: place.range,
  };
}

/** Names may hold signs that mean something in a snippet. */
function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** Parameters of the call round the cursor that are not given yet. */
function parameters({ parameters: open }: Completions, { range, typed, behind }: Place): Item[] {
  return open.map((symbol, at) => ({
    label: { label: symbol.name, description: symbol.type ?? '' },
    kind: CompletionItemKind.Property,
    insertText: argument(spelling(symbol.name, typed, behind).insert, symbol.kind === 'output', behind),
    filterText: spelling(symbol.name, typed, behind).filter,
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
