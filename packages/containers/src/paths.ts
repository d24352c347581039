/** Paths of imported files: made safe, made ours, made different from one another. */

/** A path with forward slashes, or null when it must not be trusted (absolute, `..`, control characters, empty names). */
export function cleanPath(raw: string): string | null {
  const path = raw.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (path.length > MAX_PATH || path.startsWith('/') || /^[A-Za-z]:/.test(path) || hasControls(path))
    return null;
  const names = path.split('/').filter((name) => name !== '.');
  return names.every((name) => name.trim() !== '' && name !== '..') ? names.join('/') : null;
}

/** The folder that every path shares, with its slash; empty when one of them stands outside it. Only one level is looked at. */
export function commonRoot(paths: readonly string[]): string {
  const first = paths[0];
  const slash = first?.indexOf('/') ?? -1;
  if (first === undefined || slash < 0) return '';
  const root = first.slice(0, slash + 1);
  return paths.every((path) => path.startsWith(root)) ? root : '';
}

/** The extension of a path, lower case, without the dot; empty when it has none. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The path without its extension. */
export function stemOf(path: string): string {
  const extension = extensionOf(path);
  return extension === '' ? path : path.slice(0, -extension.length - 1);
}

/** The same path with `.st` in place of its extension. */
export function asStPath(path: string): string {
  return `${stemOf(path)}.st`;
}

/** A name as one part of a path. */
export function plainName(name = ''): string {
  const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '_').trim();
  return plain === '' || plain === '.' || plain === '..' ? '_' : plain;
}

/** Gives each path once, compared without letter case; a second one gets ` (2)` before its extension. */
export function uniquePaths(): (path: string) => string {
  const taken = new Set<string>();
  return (path) => {
    let free = path;
    for (let count = 2; taken.has(free.toLowerCase()); count++)
      free = path.replace(/(\.st)?$/, ` (${count})$1`);
    taken.add(free.toLowerCase());
    return free;
  };
}

/** Longest path taken in, UTF-16 units. */
const MAX_PATH = 1024;

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
