/** `import`: vendor files to ST sources and `result.json`, without a server. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  diffWithMap,
  IMPORT_FORMATS,
  type ImportFormatId,
  type ImportOutcome,
  importTags,
  isSideMap,
  type SideMap,
} from '@tagloom/vendor-formats';
import { Failure, reasonOf } from './failure.ts';
import { readFlags } from './flags.ts';
import type { Io } from './io.ts';
import { readOptionsFlag } from './options.ts';
import { readSources } from './sources.ts';

export const IMPORT_USAGE = `Usage: tagloom import [--format ${IMPORT_FORMATS.join('|')}] [--options JSON|FILE] [--map FILE] --out FOLDER FILE...`;

/** Writes the ST sources and `result.json`. What a file cannot give is a diagnostic; nothing at all is a failure. */
export async function importCommand(args: readonly string[], io: Io): Promise<void> {
  const { values, words } = readFlags(args, ['format', 'options', 'map', 'out'], IMPORT_USAGE);
  const format = formatOf(values.format);
  const options = await readOptionsFlag(values.options);
  if (values.out === undefined) throw new Failure('USAGE', `--out is missing. ${IMPORT_USAGE}`);
  if (words.length === 0) throw new Failure('USAGE', `There is no file. ${IMPORT_USAGE}`);
  const map = await mapOf(values.map);
  const files = (await readSources(words)).filter(({ path }) => !OUR_OWN.test(path));
  const outcome = importTags(files, {
    ...(format === undefined ? {} : { format }),
    options,
    ...(map === undefined ? {} : { map }),
  });
  for (const { code, message, severity, file, row } of outcome.diagnostics) {
    const place = [file, row].filter((one) => one !== undefined && one !== '').join(':');
    if (severity === 'error') io.complain(`${code}: ${place === '' ? '' : `${place}: `}${message}\n`);
  }
  await writeAll(values.out, outcome, map);
}

/** What an export puts beside the vendor's files. */
const OUR_OWN = /(?:^|\/)(?:result|side-map)\.json$/;

function formatOf(text: string | undefined): ImportFormatId | undefined {
  if (text === undefined) return undefined;
  const known = IMPORT_FORMATS.find((one) => one === text);
  if (known === undefined)
    throw new Failure(
      'FORMAT_UNKNOWN',
      `There is no format "${text}"; there are ${IMPORT_FORMATS.join(', ')}.`,
    );
  return known;
}

/** A side map, or the `result.json` of an export, whose `map` it is. */
async function mapOf(path: string | undefined): Promise<SideMap | undefined> {
  if (path === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', `"${path}" cannot be read as a side map (${reasonOf(error)}).`);
  }
  const { map } = (json ?? {}) as { map?: unknown };
  const side = Array.isArray(map) ? { entries: map as unknown[] } : json;
  if (!isSideMap(side))
    throw new Failure(
      'FILE_UNREADABLE',
      `"${path}" is no side map: it has no entries with path and vendor names.`,
    );
  return side;
}

async function writeAll(folder: string, outcome: ImportOutcome, map: SideMap | undefined): Promise<void> {
  const { tags, types, diagnostics, rows, texts } = outcome;
  if (texts.length === 0)
    throw new Failure('NOTHING_TO_IMPORT', 'No tag was found; the lines above say why.');
  const summary = { diagnostics, map: outcome.map, tags, types, diff: diffWithMap(outcome.map, map), rows };
  try {
    await mkdir(folder, { recursive: true });
    for (const { path, text } of texts) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await writeFile(join(folder, 'result.json'), `${JSON.stringify(summary, null, 2)}\n`);
  } catch (error) {
    throw new Failure('FILE_UNWRITABLE', `"${folder}" cannot be written (${reasonOf(error)}).`);
  }
}
