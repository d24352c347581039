/** The editor's own actions and keys (VS Code's map): what the palette offers and the list under `?` shows. */

interface EditorCommand {
  /** Monaco's name of the action. */
  readonly id: string;
  readonly group: 'Edit' | 'Code';
  readonly title: string;
  /** Keys as they are pressed one after the other. */
  readonly keys?: readonly string[];
  /** Changes the text: not offered to readers. */
  readonly writes?: boolean;
}

export const EDITOR_COMMANDS: readonly EditorCommand[] = [
  { id: 'actions.find', group: 'Edit', title: 'Find in file', keys: ['Ctrl+F'] },
  {
    id: 'editor.action.startFindReplaceAction',
    group: 'Edit',
    title: 'Replace in file',
    keys: ['Ctrl+H'],
    writes: true,
  },
  { id: 'editor.action.gotoLine', group: 'Edit', title: 'Go to line', keys: ['Ctrl+G'] },
  { id: 'editor.action.quickOutline', group: 'Code', title: 'Go to symbol in file', keys: ['Ctrl+Shift+O'] },
  {
    id: 'editor.action.commentLine',
    group: 'Edit',
    title: 'Comment or uncomment lines',
    keys: ['Ctrl+/'],
    writes: true,
  },
  { id: 'editor.action.revealDefinition', group: 'Code', title: 'Go to definition', keys: ['F12'] },
  { id: 'editor.action.goToTypeDefinition', group: 'Code', title: 'Go to definition of the type' },
  {
    id: 'tagloom.implementations',
    group: 'Code',
    title: 'Go to implementation',
    keys: ['Ctrl+F12'],
  },
  { id: 'tagloom.references', group: 'Code', title: 'Find all references', keys: ['Shift+F12'] },
  { id: 'tagloom.rename', group: 'Code', title: 'Rename everywhere', keys: ['F2'], writes: true },
  { id: 'editor.action.quickFix', group: 'Code', title: 'Quick fix', keys: ['Ctrl+.'], writes: true },
  { id: 'tagloom.format', group: 'Code', title: 'Format file', keys: ['Shift+Alt+F'], writes: true },
  {
    id: 'tagloom.formatSelection',
    group: 'Code',
    title: 'Format selection',
    keys: ['Ctrl+K', 'Ctrl+F'],
    writes: true,
  },
  {
    id: 'tagloom.matchingWord',
    group: 'Code',
    title: 'Go to the next word of this block',
    keys: ['Ctrl+Shift+\\'],
  },
  { id: 'editor.fold', group: 'Edit', title: 'Fold', keys: ['Ctrl+Shift+['] },
  { id: 'editor.unfold', group: 'Edit', title: 'Unfold', keys: ['Ctrl+Shift+]'] },
  { id: 'editor.foldAll', group: 'Edit', title: 'Fold all', keys: ['Ctrl+K', 'Ctrl+0'] },
  { id: 'editor.unfoldAll', group: 'Edit', title: 'Unfold all', keys: ['Ctrl+K', 'Ctrl+J'] },
  {
    id: 'editor.foldAllMarkerRegions',
    group: 'Edit',
    title: 'Fold all regions',
    keys: ['Ctrl+K', 'Ctrl+8'],
  },
  {
    id: 'editor.foldAllBlockComments',
    group: 'Edit',
    title: 'Fold all comments',
    keys: ['Ctrl+K', 'Ctrl+/'],
  },
];

/** Keys that work while the editor has the focus and are no entries of the palette. */
const PLAIN_KEYS = [
  { group: 'Edit', title: 'Undo, redo what I wrote', keys: ['Ctrl+Z', 'Ctrl+Y'] },
  { group: 'Edit', title: 'Select the word, then the next one like it', keys: ['Ctrl+D'] },
  { group: 'Edit', title: 'Cursor on the line above, below', keys: ['Ctrl+Alt+Up', 'Ctrl+Alt+Down'] },
  { group: 'Edit', title: 'Move lines up, down', keys: ['Alt+Up', 'Alt+Down'] },
  { group: 'Edit', title: 'Copy lines up, down', keys: ['Shift+Alt+Up', 'Shift+Alt+Down'] },
  { group: 'Edit', title: 'Delete lines', keys: ['Ctrl+Shift+K'] },
  { group: 'Edit', title: 'Grow, shrink the selection', keys: ['Shift+Alt+Right', 'Shift+Alt+Left'] },
  { group: 'Code', title: 'Complete', keys: ['Ctrl+Space'] },
  { group: 'Code', title: 'Parameters of the call', keys: ['Ctrl+Shift+Space'] },
  { group: 'Code', title: 'Show what is under the cursor', keys: ['Ctrl+K', 'Ctrl+I'] },
] as const;

export const EDITOR_KEYS: readonly { group: string; title: string; keys: readonly string[] }[] = [
  ...EDITOR_COMMANDS.flatMap(({ group, title, keys }) => (keys ? [{ group, title, keys }] : [])),
  ...PLAIN_KEYS,
];
