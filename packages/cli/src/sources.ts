/** Files and folders named on the command line, read as import sources. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { SourceFile } from '@tagloom/containers';
import { Failure, reasonOf } from './failure.ts';

/** Folders that hold no source of anybody: version control, packages. */
const SKIPPED = /(?:^|[\\/])(?:\.[^\\/]+|node_modules)(?:[\\/]|$)/;

/** All files below the given paths, in a fixed order; paths inside a folder begin below it. Throws `Failure`. */
export async function readSources(paths: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const info = await stat(path).catch((error: unknown) => {
      throw new Failure('SOURCE_NOT_FOUND', `"${path}" cannot be read (${reasonOf(error)}).`);
    });
    if (!info.isDirectory()) files.push(await readSource(path, basename(path)));
    else for (const name of await namesIn(path)) files.push(await readSource(join(path, name), name));
  }
  return files;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const names = files.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length));
  return names.filter((name) => !SKIPPED.test(name)).sort();
}

async function readSource(path: string, name: string): Promise<SourceFile> {
  try {
    return { path: name, bytes: await readFile(path) };
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', `"${path}" cannot be read (${reasonOf(error)}).`);
  }
}
