/** `--options JSON|FILE` of export and import. */
import { readFile } from 'node:fs/promises';
import { OptionError, readOptions, type VendorOptions } from '@tagloom/vendor-formats';
import { Failure, reasonOf } from './failure.ts';

/** JSON in place, or a file that holds it. Throws `Failure`. */
export async function readOptionsFlag(text: string | undefined): Promise<VendorOptions> {
  if (text === undefined) return {};
  const json = text.trimStart().startsWith('{') ? text : await readText(text);
  try {
    return readOptions(JSON.parse(json));
  } catch (error) {
    if (error instanceof OptionError) throw new Failure(error.code, error.message);
    throw new Failure('OPTION_INVALID', `The options are not JSON (${reasonOf(error)}).`);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', `"${path}" cannot be read (${reasonOf(error)}).`);
  }
}
