/** Names as people read them: initials, numbers with commas, file names, counted words. */

const numbers = new Intl.NumberFormat('en');

/** 12480 -> "12,480". */
export function thousands(value: number): string {
  return numbers.format(value);
}

/** "1 file", "12,480 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** One or two capital letters of a name; what stands in brackets is no part of it. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word !== '' && !word.startsWith('('));
  const first = words[0] ?? '?';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letters = last ? [...first].slice(0, 1).concat([...last].slice(0, 1)) : [...first].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Last part of a path without ".st". */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.st$/i, '');
}

/** Folder of a path, without a slash at its end; "" for a file at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The path a person means: slashes tidied, ".st" added when no extension is there. */
export function intendedPath(folder: string, typed: string): string {
  const name = typed.trim().replace(/^\/+|\/+$/g, '');
  const path = folder === '' || typed.startsWith('/') ? name : `${folder}/${name}`;
  return /\.[A-Za-z0-9]{1,8}$/.test(name) || name === '' ? path : `${path}.st`;
}

/** "Owner" for "owner". */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const VENDOR_NAMES = { rockwell: 'Rockwell', siemens: 'Siemens', beckhoff: 'Beckhoff' } as const;

export const DIALECT_NAMES = {
  auto: 'Dialect: auto',
  iec: 'IEC 61131-3',
  codesys: 'CODESYS',
  siemens: 'Siemens SCL',
  rockwell: 'Rockwell ST',
} as const;
