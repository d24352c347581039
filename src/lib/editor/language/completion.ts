/** Completion: names of the scope, members, parameters of a call, blocks as snippets, words of the language. */

import * as monaco from 'monaco-editor/editor';
import { SNIPPETS, TYPES, WORDS } from './snippets.ts';

type Item = monaco.languages.CompletionItem;
const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;

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
  const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
  if (isQuiet(before)) return null;
  const word = model.getWordUntilPosition(position);
  const range = {
    startLineNumber: position.lineNumber,
    endLineNumber: position.lineNumber,
    startColumn: word.startColumn,
    endColumn: position.column,
  };
  const ahead = before.slice(0, word.startColumn - 1).trimEnd();
  if (ahead.endsWith('.')) return null;
  return { suggestions: ahead.endsWith(':') ? types(range) : [...snippets(range), ...words(range)] };
}

/** Inside a line comment or a string nothing is completed. */
function isQuiet(before: string): boolean {
  const code = before.replace(/'(?:\$.|[^'$])*'/g, '');
  return code.includes('//') || code.includes("'") || /\(\*(?!.*\*\))/.test(code);
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

function words(range: monaco.IRange): Item[] {
  return WORDS.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    insertText: label,
    sortText: `9${label}`,
    range,
  }));
}

function types(range: monaco.IRange): Item[] {
  return TYPES.map((label) => ({
    label,
    kind: CompletionItemKind.Struct,
    insertText: label,
    sortText: `7${label}`,
    range,
  }));
}
