/** Actions of the language in the editor: keys, context menu and Monaco's own palette. */

import { type editor, KeyCode, KeyMod } from 'monaco-editor/editor';
import { flushFile } from '../models.ts';
import { format } from './format.ts';
import { askAbout, currentLanguage, fileOf } from './language.ts';

const WRITES = '!editorReadonly';

/** Adds the actions to one editor; they live as long as it does. */
export function addActions(one: editor.IStandaloneCodeEditor): void {
  const actions: editor.IActionDescriptor[] = [
    {
      id: 'tagloom.format',
      label: 'Format file',
      keybindings: [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF],
      precondition: WRITES,
      contextMenuGroupId: '1_modification',
      run: () => format(one, 'file'),
    },
    {
      id: 'tagloom.formatSelection',
      label: 'Format selection',
      keybindings: [KeyMod.chord(KeyMod.CtrlCmd | KeyCode.KeyK, KeyMod.CtrlCmd | KeyCode.KeyF)],
      precondition: WRITES,
      contextMenuGroupId: '1_modification',
      run: () => format(one, 'selection'),
    },
    {
      id: 'tagloom.rename',
      label: 'Rename everywhere',
      keybindings: [KeyCode.F2],
      precondition: WRITES,
      contextMenuGroupId: '1_modification',
      run: () => atCursor(one, 'startRename'),
    },
    {
      id: 'tagloom.implementations',
      label: 'Go to implementation',
      keybindings: [KeyMod.CtrlCmd | KeyCode.F12],
      contextMenuGroupId: 'navigation',
      contextMenuOrder: 1.45,
      run: () => atCursor(one, 'showImplementations'),
    },
    {
      id: 'tagloom.references',
      label: 'Find all references',
      keybindings: [KeyMod.Shift | KeyCode.F12],
      contextMenuGroupId: 'navigation',
      contextMenuOrder: 1.4,
      run: () => atCursor(one, 'showReferences'),
    },
    {
      id: 'tagloom.matchingWord',
      label: 'Go to the next word of this block, or the matching bracket',
      keybindings: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Backslash],
      run: () => goToMatch(one),
    },
  ];
  for (const action of actions) one.addAction(action);
}

/** From IF to ELSE to END_IF and round; elsewhere the matching bracket. */
async function goToMatch(one: editor.ICodeEditor): Promise<void> {
  const at = offsetHere(one);
  const model = one.getModel();
  if (!at || !model) return;
  const words = (await askAbout(model, 'blockWords', { at: at.offset })) ?? [];
  const here = words.findIndex(({ from, to }) => from <= at.offset && at.offset <= to);
  const next = words[(here + 1) % words.length];
  if (!next) return one.trigger('tagloom', 'editor.action.jumpToBracket', null);
  const position = model.getPositionAt(next.from);
  one.setPosition(position);
  one.revealPositionInCenterIfOutsideViewport(position);
}

type Verb = 'startRename' | 'showReferences' | 'showImplementations';

async function atCursor(one: editor.ICodeEditor, verb: Verb): Promise<void> {
  const at = offsetHere(one);
  if (at) await currentLanguage()?.[verb](at.file, at.offset);
}

/** Where the cursor is, in terms of the text that the analysis has. */
function offsetHere(one: editor.ICodeEditor): { file: string; offset: number } | null {
  const position = one.getPosition();
  const model = one.getModel();
  const file = model && fileOf(model);
  if (!model || file === null || !position || !currentLanguage()) return null;
  flushFile(file);
  return { file, offset: model.getOffsetAt(position) };
}
