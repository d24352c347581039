/** What the editor's language services get from an open project. */

import { FORMAT_DEFAULTS } from '@tagloom/st-parser/editor';
import { toast } from 'svelte-sonner';
import { createRelativePositionFromTypeIndex } from 'yjs';
import type { Language } from './editor/language/language.ts';
import { changeWords } from './lastchanges.ts';
import { settings } from './settings.svelte.ts';
import { studio } from './studio.svelte.ts';
import { goToImplementation } from './symbolfinder.ts';
import type { Workspace } from './workspace.svelte.ts';

export function languageOf(workspace: Workspace): Language {
  return {
    ask: (name, ask) => workspace.facts.ask(name, ask),
    goTo: (file, line, col) => workspace.openFile(file, line, col),
    formatOptions: () => ({ ...FORMAT_DEFAULTS, ...settings.indentation, keywords: settings.keywords }),
    busyLines: (file) => new Set(workspace.people.inFile(file).flatMap(({ line }) => line ?? [])),
    nameOf: (file) => workspace.filesById.get(file)?.name ?? '',
    lastChange: async (key, { file, from }) => {
      const change = workspace.facts.tags.has(key) ? await workspace.lastChanges.of(key) : null;
      if (change) return changeWords(change, Date.now());
      const writer = workspace.writerAt(file, from);
      return writer === null ? null : `Written by ${writer}`;
    },
    source: (fileId) => {
      const text = workspace.text(fileId);
      const path = workspace.filesById.get(fileId)?.path;
      if (!text || path === undefined) return null;
      const { awareness, isReadOnly: readOnly, steps } = workspace;
      return { fileId, path, text, awareness, readOnly, steps };
    },
    anchor: (file, at) => {
      const text = workspace.text(file);
      return text && createRelativePositionFromTypeIndex(text, at);
    },
    applyFix: async (file, fix, anchor) => {
      if (!(await workspace.symbols.applyFix(file, fix, anchor)))
        toast('This problem is gone, or its place changed');
    },
    showReferences: async (file, at) => {
      if (await workspace.symbols.find(file, at)) studio.bottom = 'references';
      else toast('No name that is known stands here');
    },
    showImplementations: (file, at) => goToImplementation(workspace, file, at),
    startRename: async (file, at) => {
      if (!(await workspace.symbols.startRename(file, at))) toast('Nothing that can be renamed stands here');
    },
  };
}
