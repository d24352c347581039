/** A library: declarations in Structured Text that every project sees below its own. */

import type { DialectId, FileId } from '../types.ts';
import { Catalog } from './catalog.ts';
import { openFile, refresh } from './files.ts';
import { Names } from './names.ts';
import { slotsOf } from './slots.ts';
import { Symbols } from './symbols.ts';
import { type Layer, LIBRARY } from './world.ts';

/** One text of a library: whose it is, and its declarations. */
export interface LibraryText {
  readonly name: string;
  /** The dialect in which these names exist; `all` for the standard's. */
  readonly dialect: DialectId | 'all';
  readonly text: string;
}

/** Declarations of standard function blocks and functions. */
export interface Library {
  readonly texts: readonly LibraryText[];
}

const LAYERS = new WeakMap<Library, LibraryLayers>();

/** The tables of a library by dialect. */
export type LibraryLayers = ReadonlyMap<LibraryText['dialect'], Layer>;

/** The tables of a library; read once, shared by all projects. */
export function layersOf(library: Library): LibraryLayers {
  let layers = LAYERS.get(library);
  if (layers === undefined) {
    const groups = Map.groupBy(library.texts, ({ dialect }) => dialect);
    layers = new Map([...groups].map(([dialect, texts]) => [dialect, read(texts)]));
    LAYERS.set(library, layers);
  }
  return layers;
}

function read(texts: readonly LibraryText[]): Layer {
  const layer = { names: new Names(), catalog: new Catalog(), symbols: new Symbols() };
  const files = texts.map(({ name, text }) =>
    openFile(`${LIBRARY}${name}` as FileId, name, text, { dialect: 'codesys' }),
  );
  for (const file of files) {
    refresh(file);
    for (const unit of file.units) layer.symbols.add(unit.contribution, unit.origin);
  }
  const units = files.flatMap((file) => file.units);
  for (const unit of units) unit.slots = slotsOf(unit, layer.symbols, new Map());
  layer.names.update(
    [],
    units.flatMap((unit) => unit.slots),
  );
  layer.catalog.update([], units, new Set());
  return layer;
}
