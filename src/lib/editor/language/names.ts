/** What names give to the editor: hover, definitions, occurrences, signatures, quick fixes. */

import type { FileId } from '@tagloom/st-parser';
import type { SymbolInfo } from '@tagloom/st-parser/editor';
import * as monaco from 'monaco-editor/editor';
import type { RelativePosition } from 'yjs';
import type { DefinitionKind, OfferedFix } from '../../questions.ts';
import { flushFile, openModel } from '../models.ts';
import { askAbout, currentLanguage, fileOf, rangeIn } from './language.ts';

const APPLY_FIX = 'tagloom.applyFix';

/** Registers the services for one language id. */
export function registerNames(id: string): void {
  const { languages } = monaco;
  languages.registerHoverProvider(id, { provideHover: lastChange });
  languages.registerHoverProvider(id, { provideHover: hover });
  languages.registerDefinitionProvider(id, { provideDefinition: places('definition') });
  languages.registerTypeDefinitionProvider(id, { provideTypeDefinition: places('type') });
  languages.registerDocumentHighlightProvider(id, { provideDocumentHighlights: highlights });
  languages.registerSignatureHelpProvider(id, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    provideSignatureHelp: signature,
  });
  languages.registerCodeActionProvider(id, { provideCodeActions: fixes });
}

/** What is the same for all language ids: how a place in another file is shown, and how a fix is applied. */
export function registerCommon(): void {
  monaco.editor.registerEditorOpener({
    openCodeEditor: (_source, resource, at) => {
      const file = resource.scheme === 'tagloom' ? resource.path.slice(1) : null;
      if (file === null) return false;
      const start = at && 'startLineNumber' in at ? monaco.Range.getStartPosition(at) : at;
      currentLanguage()?.goTo(file, start?.lineNumber ?? 1, start?.column ?? 1);
      return true;
    },
  });
  monaco.editor.registerCommand(
    APPLY_FIX,
    (_, file: FileId, fix: OfferedFix, anchor: RelativePosition | null) =>
      currentLanguage()?.applyFix(file, fix, anchor),
  );
}

/** Offset of a position in the text that the analysis has. */
function offsetOf(model: monaco.editor.ITextModel, position: monaco.IPosition): number {
  flushFile(fileOf(model) as FileId);
  return model.getOffsetAt(position);
}

async function hover(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<monaco.languages.Hover | null> {
  const found = await askAbout(model, 'hover', { at: offsetOf(model, position) });
  if (!found) return null;
  const { symbol, place, declared } = found;
  const where = declared ? (currentLanguage()?.nameOf(declared.file) ?? '') : '';
  return {
    range: rangeIn(model, place.from, place.to),
    contents: [{ value: symbolText(symbol, declared && where ? `${where}:${declared.line}` : '') }],
  };
}

/** A hover of its own: the facts are shown at once, and this line as soon as somebody knows it. */
async function lastChange(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<monaco.languages.Hover | null> {
  const found = await askAbout(model, 'hover', { at: offsetOf(model, position) });
  if (!found?.declared) return null;
  const words = await currentLanguage()?.lastChange(found.symbol.key, found.declared);
  if (!words || model.isDisposed()) return null;
  return { range: rangeIn(model, found.place.from, found.place.to), contents: [{ value: escaped(words) }] };
}

/** A symbol as Markdown: its declaration, its comment, where it comes from. Comments are text, not Markdown. */
export function symbolText(symbol: SymbolInfo, where = ''): string {
  const facts = [
    KIND_WORDS[symbol.kind] ?? symbol.kind,
    symbol.qualifiers?.join(' ') ?? '',
    symbol.address ? `at ${symbol.address}` : '',
    symbol.initial ? `starts as ${symbol.initial}` : '',
    symbol.library ?? where,
  ].filter((fact) => fact !== '');
  const code = `\`\`\`tagloom-st\n${symbol.detail.replaceAll('```', '')}\n\`\`\``;
  return [code, escaped(symbol.comment ?? ''), escaped(facts.join(', '))]
    .filter((part) => part !== '')
    .join('\n\n');
}

const KIND_WORDS: Readonly<Partial<Record<SymbolInfo['kind'], string>>> = {
  functionblock: 'function block',
  inout: 'in-out',
  list: 'list of global variables',
  value: 'value of an enumeration',
  datablock: 'data block',
};

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, '\\$&').replace(/\n/g, '  \n');
}

function places(what: DefinitionKind) {
  return async (
    model: monaco.editor.ITextModel,
    position: monaco.Position,
  ): Promise<monaco.languages.Location[]> => {
    const found = await askAbout(model, 'definitions', { at: offsetOf(model, position), what });
    return (found ?? []).flatMap(({ file, from, to }) => {
      const target = modelOf(file);
      return target ? [{ uri: target.uri, range: rangeIn(target, from, to) }] : [];
    });
  };
}

/** Monaco shows places of models only: a file without a tab gets its model when it is looked at. */
function modelOf(file: FileId): monaco.editor.ITextModel | null {
  const source = currentLanguage()?.source(file);
  return source ? openModel(source).model : null;
}

const { DocumentHighlightKind } = monaco.languages;

/** The words of the block under the cursor, else every use of the name there. */
async function highlights(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<monaco.languages.DocumentHighlight[]> {
  const at = offsetOf(model, position);
  const words = await askAbout(model, 'blockWords', { at });
  if (words && words.length > 0) return words.map(({ from, to }) => ({ range: rangeIn(model, from, to) }));
  const uses = (await askAbout(model, 'occurrences', { at })) ?? [];
  return uses.map(({ place, role }) => ({
    range: rangeIn(model, place.from, place.to),
    kind:
      role === 'write' || role === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

async function signature(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<monaco.languages.SignatureHelpResult | null> {
  const found = await askAbout(model, 'signature', { at: offsetOf(model, position) });
  if (!found || found.parameters.length === 0) return null;
  const parameters = found.parameters.map(({ name, type, kind, comment }) => ({
    label: `${name} ${kind === 'output' ? '=>' : ':'} ${type ?? ''}`,
    ...(comment ? { documentation: { value: escaped(comment) } } : {}),
  }));
  const label = `${found.symbol.name}(${parameters.map((one) => one.label).join(', ')})`;
  const documentation = { value: escaped(found.symbol.comment ?? '') };
  const help = {
    signatures: [{ label, parameters, documentation }],
    activeSignature: 0,
    activeParameter: Math.max(0, found.active),
  };
  return { value: help, dispose: () => undefined };
}

async function fixes(
  model: monaco.editor.ITextModel,
  range: monaco.Range,
  context: monaco.languages.CodeActionContext,
): Promise<monaco.languages.CodeActionList> {
  const file = fileOf(model);
  const from = offsetOf(model, range.getStartPosition());
  const to = model.getOffsetAt(range.getEndPosition());
  const found = file === null ? null : await askAbout(model, 'fixes', { from, to });
  const actions = (found ?? []).map((fix) => ({
    title: plain(fix.title),
    kind: 'quickfix',
    diagnostics: context.markers.filter((marker) => marker.code === fix.code),
    isPreferred: fix.isFirst,
    command: { id: APPLY_FIX, title: plain(fix.title), arguments: [file, fix, anchorOf(file, fix)] },
  }));
  return { actions, dispose: () => undefined };
}

/** Colleagues write on while the menu is open. */
function anchorOf(file: FileId | null, { from }: OfferedFix): RelativePosition | null {
  return file === null ? null : (currentLanguage()?.anchor(file, from) ?? null);
}

/** Monaco's menu shows marks of code as they are. */
function plain(title: string): string {
  return title.replaceAll('`', '');
}
