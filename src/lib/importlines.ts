/** The tags of an import as lines that people compare: what is new, what differs in which field, what the files lack, what is broken. */

import type { ImportNote, TagImport } from './api.ts';

export type LineKind = 'added' | 'changed' | 'removed' | 'note';

export interface ImportLine {
  readonly kind: LineKind;
  /** Of the tag; of the file with its row for a note. */
  readonly path: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly code: string;
  readonly severity: string;
}

/** Lines of one kind, in the order of the files. Notes are rows that did not come in, or came in otherwise. */
export function importLines(
  tags: TagImport,
  notes: readonly ImportNote[],
  kind: LineKind,
  /** What becomes of tags that the files lack. */
  fate = 'stays as it is',
): readonly ImportLine[] {
  switch (kind) {
    case 'added':
      return tags.news.map(({ path, type, address, comment }) => {
        const after = [type, address ?? '', comment ?? ''].filter((text) => text !== '').join('  ');
        return { ...PLAIN, kind, path, after };
      });
    case 'changed':
      return tags.changed.map(({ path, field, from, to }) => ({
        ...PLAIN,
        kind,
        path,
        field,
        before: from,
        after: to,
      }));
    case 'removed':
      return tags.removed.map((path) => ({ ...PLAIN, kind, path, before: fate }));
    case 'note':
      return notes.map(({ code, severity, path, message, line }) => ({
        ...PLAIN,
        kind,
        path: line === undefined ? path : `${path}:${line}`,
        after: message,
        code,
        severity,
      }));
  }
}

const PLAIN = { field: '', before: '', after: '', code: '', severity: '' } as const;

/** Paths of the tags that an import can write, each once. */
export function offeredPaths(tags: TagImport): readonly string[] {
  return [...new Set([...tags.added, ...tags.changed.map(({ path }) => path)])];
}
