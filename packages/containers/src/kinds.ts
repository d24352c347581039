/** Which importer a file belongs to, decided by its name and, where the name says little, by its content. */
import { extensionOf } from './paths.ts';

export type FileKind = 'text' | 'twincat' | 'plcopen' | 'l5x' | 'zip' | 'unknown';

/** Extensions of files that hold ST (or SCL) text and nothing else. */
const TEXT = new Set(['st', 'iecst', 'scl', 'typ', 'var', 'fun', 'prg', 'udt', 'db']);
/** Extensions under which ST is found, and other things too. */
const MAYBE_TEXT = new Set(['txt', 'exp', 'pou', '']);
const TWINCAT = new Set(['tcpou', 'tcgvl', 'tcdut', 'tcio']);

/** The kind as far as the name tells; `maybe` asks for a look at the content. */
export function kindByName(path: string): FileKind | 'maybe' {
  const extension = extensionOf(path);
  if (/(?:^|\/)(?:__MACOSX\/|\._)/.test(path)) return 'unknown';
  if (TWINCAT.has(extension)) return 'twincat';
  if (extension === 'l5x') return 'l5x';
  if (TEXT.has(extension)) return 'text';
  if (extension === 'zip') return 'zip';
  return MAYBE_TEXT.has(extension) || extension === 'xml' ? 'maybe' : 'unknown';
}

/** The kind of a decoded file whose name leaves it open. */
export function kindByContent(text: string): FileKind {
  const root = rootOf(text);
  if (root !== null) return ROOTS[root.name] ?? 'unknown';
  return !text.trimStart().startsWith('<') && looksLikeSt(text) ? 'text' : 'unknown';
}

const ROOTS: Readonly<Record<string, FileKind>> = {
  TcPlcObject: 'twincat',
  RSLogix5000Content: 'l5x',
  project: 'plcopen',
  // IEC 61131-10 writes its elements with capital letters; the reader says that it does not know them.
  Project: 'plcopen',
};

/** Name and namespaces of the first element; null when the text is no XML. */
function rootOf(text: string): { readonly name: string } | null {
  const head = text.slice(0, HEAD);
  const found = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)([^>]*)/.exec(head);
  if (found === null) return null;
  const [, name = '', attributes = ''] = found;
  const isPlcopen = /plcopen|61131|TC65SC65B/i.test(attributes);
  return { name: /^project$/i.test(name) && !isPlcopen ? '' : name };
}

/** Units looked at to find the first element. */
const HEAD = 8192;

const OPENERS =
  /^[ \t]*(?:\{[^}\n]*\}[ \t]*)?(PROGRAM|FUNCTION_BLOCK|FUNCTION|ORGANIZATION_BLOCK|DATA_BLOCK|TYPE|CONFIGURATION|INTERFACE|CLASS|NAMESPACE|VAR)(?:_GLOBAL)?\b/im;

/** True when a line opens a declaration that another one closes. */
function looksLikeSt(text: string): boolean {
  const opener = OPENERS.exec(text)?.[1];
  return opener !== undefined && new RegExp(`\\bEND_${opener}\\b`, 'i').test(text);
}
