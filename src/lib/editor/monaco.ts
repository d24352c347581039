/**
 * Monaco with the parts we use and no more (the whole package is four times as large), our language, and no undo stack
 * of its own. Import Monaco from here or from `monaco-editor/editor`, never from `monaco-editor`.
 */

import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/dnd/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/gotoSymbol/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/longLinesHelper/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/quickCommand/register';
import 'monaco-editor/features/quickOutline/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/semanticTokens/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/stickyScroll/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import { addActions } from './language/actions.ts';
import { registerCompletion } from './language/completion.ts';
import { CONFIGURATION } from './language/configuration.ts';
import { lineTokens } from './language/lines.ts';
import { registerCommon, registerNames } from './language/names.ts';
import { registerStructure } from './language/structure.ts';
import { COLOURINGS } from './language/words.ts';
import { readFont, readPixels } from './theme.ts';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

for (const colouring of COLOURINGS) {
  monaco.languages.register({ id: colouring.id, aliases: ['Structured Text'] });
  monaco.languages.setLanguageConfiguration(colouring.id, CONFIGURATION);
  monaco.languages.setTokensProvider(colouring.id, lineTokens(colouring));
  registerStructure(colouring.id);
  registerNames(colouring.id);
  registerCompletion(colouring.id);
}

registerCommon();
// Said again, because of two keys of a command menus show the last one.
monaco.editor.addKeybindingRule({
  keybinding: monaco.KeyCode.F12,
  command: 'editor.action.revealDefinition',
  when: 'editorTextFocus',
});

/**
 * Stands in for Monaco's undo stack: it keeps nothing. Every model that people edit has `OwnUndo`; Monaco's stack would
 * only grow, and hold offsets that are wrong as soon as somebody else types.
 */
const NO_UNDO_STACK = {
  _serviceBrand: undefined,
  registerUriComparisonKeyComputer: () => ({ dispose: () => undefined }),
  getUriComparisonKey: (resource: monaco.Uri) => resource.toString(),
  pushElement: () => undefined,
  getLastElement: () => null,
  getElements: () => ({ past: [], future: [] }),
  setElementsValidFlag: () => undefined,
  removeElements: () => undefined,
  createSnapshot: (resource: monaco.Uri) => ({ resource, elements: [] }),
  restoreSnapshot: () => undefined,
  hasElements: () => false,
  canUndo: () => false,
  canRedo: () => false,
  undo: () => undefined,
  redo: () => undefined,
};

/** An editor without a model. The first call also settles Monaco's services, so call it before making models. */
export function createEditor(
  container: HTMLElement,
  readOnlyMessage: string,
): monaco.editor.IStandaloneCodeEditor {
  const options: monaco.editor.IStandaloneEditorConstructionOptions = {
    model: null,
    automaticLayout: true,
    autoIndent: 'full',
    bracketPairColorization: { enabled: false },
    colorDecorators: false,
    fixedOverflowWidgets: true,
    fontLigatures: false,
    // Monaco would show several places in a view that is not part of the bundle.
    gotoLocation: { multipleDefinitions: 'goto', multipleTypeDefinitions: 'goto' },
    guides: { indentation: true, bracketPairs: false },
    links: false,
    matchBrackets: 'near',
    minimap: { enabled: false },
    occurrencesHighlight: 'singleFile',
    overviewRulerLanes: 2,
    padding: { top: 4, bottom: 4 },
    readOnlyMessage: { value: readOnlyMessage },
    renderLineHighlight: 'all',
    renderWhitespace: 'selection',
    quickSuggestions: { other: true, comments: false, strings: false },
    scrollBeyondLastLine: false,
    smoothScrolling: false,
    'semanticHighlighting.enabled': true,
    stickyScroll: { enabled: true, maxLineCount: 3, defaultModel: 'foldingProviderModel' },
    suggest: { showStatusBar: true, snippetsPreventQuickSuggestions: false },
    unusualLineTerminators: 'off',
    wordBasedSuggestions: 'off',
    ...fontOptions(),
  };
  const created = monaco.editor.create(container, options, { undoRedoService: NO_UNDO_STACK });
  // Takes the commands that peek out of the menus: the view that they open is not part of the bundle.
  created.createContextKey('inReferenceSearchEditor', true);
  addUndoActions(created);
  addActions(created);
  return created;
}

/** Two texts side by side, one under the other where it is narrow; nobody types here. Models are set by the caller. */
export function createComparison(container: HTMLElement): monaco.editor.IStandaloneDiffEditor {
  const options: monaco.editor.IStandaloneDiffEditorConstructionOptions & monaco.editor.IGlobalEditorOptions =
    {
      automaticLayout: true,
      diffAlgorithm: 'advanced',
      fixedOverflowWidgets: true,
      fontLigatures: false,
      hideUnchangedRegions: { enabled: false },
      ignoreTrimWhitespace: false,
      links: false,
      minimap: { enabled: false },
      originalEditable: false,
      readOnly: true,
      readOnlyMessage: { value: 'This is a comparison. Open the file to write in it.' },
      renderGutterMenu: false,
      renderMarginRevertIcon: false,
      renderSideBySideInlineBreakpoint: 560,
      scrollBeyondLastLine: false,
      'semanticHighlighting.enabled': true,
      stickyScroll: { enabled: false },
      unusualLineTerminators: 'off',
      ...fontOptions(),
    };
  return monaco.editor.createDiffEditor(container, options, { undoRedoService: NO_UNDO_STACK });
}

/** Font and line height of the tokens; they follow the density. */
export function fontOptions(): monaco.editor.IEditorOptions {
  return {
    fontFamily: readFont('--font-code'),
    fontSize: readPixels('--font-size-code', 13),
    lineHeight: readPixels('--line-height-code', 20),
  };
}

/**
 * Undo and redo by name, in the context menu and the command palette; the keys are Monaco's own. They go to the model and
 * not through `trigger`, which acts on whatever field has the focus, and that is still the menu's.
 */
function addUndoActions(target: monaco.editor.IStandaloneCodeEditor): void {
  const actions = [
    ['tagloom.undo', 'Undo my last edit', 'undo'],
    ['tagloom.redo', 'Redo my last edit', 'redo'],
  ] as const;
  for (const [order, [id, label, method]] of actions.entries())
    target.addAction({
      id,
      label,
      precondition: '!editorReadonly',
      contextMenuGroupId: '0_undo',
      contextMenuOrder: order,
      run: (one) => void one.getModel()?.[method](),
    });
}
