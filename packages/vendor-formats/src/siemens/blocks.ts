/** Data blocks and structures as external sources (`vendor-formats.md` 3.4): UTF-8 with mark, LF. */
import type { Project } from '@tagloom/st-parser';
import { oneLine, utf8 } from '../common.ts';
import type { Written } from '../exporting.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, Layout, MapEntry, VendorOptions } from '../types.ts';
import { absolute, layout, leaves, type S7Member } from './offsets.ts';
import { type Structure, Structures } from './structures.ts';
import type { S7Draft } from './target.ts';
import { memberName } from './values.ts';

const INDENT = '   ';

/** One `.db` with all data blocks, in tag order, and one `.udt` per structure that a block needs, structures first. */
export function writeBlocks(
  entries: readonly Entry<S7Draft>[],
  project: Project,
  options: VendorOptions,
): Written {
  const blocks = blocksOf(entries);
  const instances = entries.flatMap((entry) =>
    entry.draft.place?.kind === 'instance' ? [instanceText(entry, entry.draft.place.of, options)] : [],
  );
  const structures = new Structures(project, options);
  for (const { draft } of entries) if (draft.place?.kind === 'member') structures.need(draft.type);
  const texts = [...blocks.values()].map((members) => blockText(members, options));
  const stamp = options.version === undefined ? '' : `// as built: ${options.version}\n`;
  const file = { name: 'blocks.db', bytes: utf8(stamp + [...texts, ...instances].join('\n'), '\ufeff') };
  return {
    files: [...structures.all().map(structureFile), file],
    diagnostics: structures.diagnostics,
    ...(options.optimized === false ? addresses(blocks, structures, options) : {}),
  };
}

/** The entries of each global data block, in tag order. */
export function blocksOf(entries: readonly Entry<S7Draft>[]): ReadonlyMap<string, readonly Entry<S7Draft>[]> {
  const blocks = new Map<string, Entry<S7Draft>[]>();
  for (const entry of entries) {
    if (entry.draft.place?.kind !== 'member') continue;
    const key = entry.draft.place.block.toLowerCase();
    const members = blocks.get(key) ?? [];
    blocks.set(key, members);
    members.push(entry);
  }
  return blocks;
}

/** Sizes and absolute addresses of blocks with standard access. Optimised blocks have none. */
export function addresses(
  blocks: ReadonlyMap<string, readonly Entry<S7Draft>[]>,
  structures: Structures,
  options: VendorOptions,
): Pick<Written, 'layout' | 'better' | 'leaves'> {
  const lookup = (name: string) => structures.members(name);
  const layouts: Layout[] = structures.all().flatMap((one) => layout(one.name, one.members, lookup) ?? []);
  const perTag = new Map<string, readonly MapEntry[]>();
  [...blocks.values()].forEach((entries, at) => {
    const place = entries[0]?.draft.place;
    const block = place?.kind === 'member' ? place.block : '';
    const members: S7Member[] = entries.map(({ draft, name }) => ({ name, type: draft.type }));
    layouts.push(...[layout(block, members, lookup)].filter((one) => one !== null));
    const prefix = options.dbNumber === undefined ? `"${block}".%` : `%DB${options.dbNumber + at}.`;
    const all = leaves(members, lookup) ?? [];
    for (const { draft, name } of entries) {
      const own = all.filter(
        (leaf) => leaf.path === name || leaf.path.startsWith(`${name}.`) || leaf.path.startsWith(`${name}[`),
      );
      perTag.set(
        draft.tag.path,
        own.map((leaf) => ({
          path: `${draft.tag.path}${leaf.path.slice(name.length)}`,
          vendorName: `"${block}".${memberName(name)}${leaf.path.slice(name.length)}`,
          vendorAddress: `${prefix}${absolute(leaf.at, leaf.bits)}`,
          vendorType: leaf.type,
        })),
      );
    }
  });
  return {
    layout: layouts,
    leaves: (path) => perTag.get(path),
    better: (path) => {
      const first = perTag.get(path)?.[0];
      if (first === undefined) return undefined;
      const isWhole = first.path === path;
      return {
        vendorAddress: isWhole
          ? first.vendorAddress
          : first.vendorAddress.replace(/DB[BWD](\d+)$/, 'DBX$1.0'),
      };
    },
  };
}

function head(name: string, options: VendorOptions): string {
  const optimized = String(options.optimized ?? true).toUpperCase();
  return `DATA_BLOCK "${name}"\n{ S7_Optimized_Access := '${optimized}' }\nVERSION : 0.1\n`;
}

function blockText(members: readonly Entry<S7Draft>[], options: VendorOptions): string {
  const first = members[0]?.draft.place;
  if (first?.kind !== 'member') return '';
  const lines = members.map(({ draft, name }) => memberLine(name, draft.type, draft.comment, draft.start));
  const assignments = members.flatMap(({ draft, name }) =>
    draft.start
      .filter(({ target }) => target !== '')
      .map(({ target, text }) => `${INDENT}${memberName(name)}${target} := ${text};\n`),
  );
  const retain = first.retain ? '' : 'NON_RETAIN\n';
  const body = `${INDENT}STRUCT\n${lines.join('')}${INDENT}END_STRUCT;\n`;
  return `${head(first.block, options)}${retain}${body}\n\nBEGIN\n${assignments.join('')}\nEND_DATA_BLOCK\n`;
}

function instanceText({ draft, name }: Entry<S7Draft>, of: string, options: VendorOptions): string {
  const comment = oneLine(draft.comment);
  const title = comment === '' ? '' : `// ${comment}\n`;
  const assignments = draft.start
    .filter(({ target }) => target !== '')
    .map(({ target, text }) => `${INDENT}${target.slice(1)} := ${text};\n`);
  return `${title}${head(name, options)}NON_RETAIN\n"${of}"\n\nBEGIN\n${assignments.join('')}\nEND_DATA_BLOCK\n`;
}

function memberLine(
  name: string,
  type: string,
  comment: string,
  start: readonly { readonly target: string; readonly text: string }[],
): string {
  const scalar = start.length === 1 && start[0]?.target === '' ? ` := ${start[0].text}` : '';
  const behind = oneLine(comment) === '' ? '' : `   // ${oneLine(comment)}`;
  return `${INDENT.repeat(2)}${memberName(name)} : ${type}${scalar};${behind}\n`;
}

function structureFile({ name, members }: Structure): ExportedFile {
  const lines = members.map((one) => memberLine(one.name, one.type, one.comment, one.start));
  const text = `TYPE "${name}"\nVERSION : 0.1\n${INDENT}STRUCT\n${lines.join('')}${INDENT}END_STRUCT;\n\nEND_TYPE\n`;
  return { name: `${name}.udt`, bytes: utf8(text, '\ufeff') };
}
