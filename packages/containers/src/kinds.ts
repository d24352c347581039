/** Which importer a file belongs to, decided by its name and, where the name says little, by its content. */
import { extensionOf } from './paths.ts';

export type FileKind = 'text' | 'twincat' | 'zip' | 'unknown';

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
  if (TEXT.has(extension)) return 'text';
  if (extension === 'zip') return 'zip';
  return MAYBE_TEXT.has(extension) || extension === 'xml' ? 'maybe' : 'unknown';
}

/** The kind of a decoded file whose name leaves it open. */
export function kindByContent(text: string): FileKind {
  if (isTwincat(text)) return 'twincat';
  return !text.trimStart().startsWith('<') && looksLikeSt(text) ? 'text' : 'unknown';
}

/** True for a document whose first element is TwinCAT's. */
export function isTwincat(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<TcPlcObject[\s>/]/.test(text.slice(0, 4096));
}

const OPENERS =
  /^[ \t]*(?:\{[^}\n]*\}[ \t]*)?(PROGRAM|FUNCTION_BLOCK|FUNCTION|ORGANIZATION_BLOCK|DATA_BLOCK|TYPE|CONFIGURATION|INTERFACE|CLASS|NAMESPACE|VAR)(?:_GLOBAL)?\b/im;

/** True when a line opens a declaration that another one closes. */
function looksLikeSt(text: string): boolean {
  const opener = OPENERS.exec(text)?.[1];
  return opener !== undefined && new RegExp(`\\bEND_${opener}\\b`, 'i').test(text);
}
