/** The seam of importers: each reads one kind of file into the collector. */
import { decode, type ImportLimits, readXml, type XmlElement, XmlError } from '@tagloom/containers';
import type { SideMap, VendorOptions } from '../types.ts';
import type { Collector, ImportFormatId } from './model.ts';

/** A file with its text, when it is one. */
export interface ImportSource {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Without BOM; null for binary files. */
  readonly text: string | null;
  /** The encoding was guessed, not marked. */
  readonly guessed: boolean;
}

export interface ReadOptions {
  readonly options: VendorOptions;
  readonly limits: ImportLimits;
  readonly map: SideMap | undefined;
}

export interface Reader {
  readonly id: ImportFormatId;
  /** Attribute under which a vendor name that is none in ST is kept. */
  readonly attribute: string;
  /** True when the file looks like one of this format. */
  recognises(source: ImportSource): boolean;
  /** Reads all rows; broken ones are said and skipped. Throws `XmlError` for a broken document. */
  read(source: ImportSource, collector: Collector, read: ReadOptions): void;
  /** The IEC type of a vendor type, for variables whose file does not say theirs. */
  iecType?(vendorType: string): string | null;
}

/** Decodes a file once, for all readers. */
export function sourceOf(path: string, bytes: Uint8Array): ImportSource {
  const decoded = decode(bytes);
  return { path, bytes, text: decoded?.text ?? null, guessed: decoded?.guessed ?? false };
}

/** The document of a source. Throws `XmlError`. */
export function documentOf({ text }: ImportSource, { limits }: ReadOptions): XmlElement {
  if (text === null) throw new XmlError('XML_BROKEN', 'it is no text', { line: 1, col: 1 });
  return readXml(text, limits.xmlDepth);
}

/** The name of the first element, cheaply. */
export function rootName({ text }: ImportSource): string {
  const head = text?.slice(0, 8_192) ?? '';
  return /^(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*<([\w.:-]+)/.exec(head)?.[1] ?? '';
}

/** The first lines of a text. */
export function headOf({ text }: ImportSource, length = 4_096): string {
  return text?.slice(0, length) ?? '';
}

/** All elements of a name below one, in document order. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const one of element.children) {
    if (one.name === name) yield one;
    yield* descendants(one, name);
  }
}
