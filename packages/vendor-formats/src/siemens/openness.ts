/** Openness XML (`vendor-formats.md` 3.3): one file per tag table, data block and structure; no dates, so files compare well. */
import type { Project } from '@tagloom/st-parser';
import { utf8, xmlText } from '../common.ts';
import { notesOn } from '../notes.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorDiagnostic, VendorOptions } from '../types.ts';
import { type Structure, Structures } from './structures.ts';
import type { S7Draft } from './target.ts';
import type { StartValue } from './values.ts';

const DEFAULT_TABLE = 'Default tag table';

/** Writes the table (when it has rows), then the structures, then the blocks. */
export function writeOpenness(
  entries: readonly Entry<S7Draft>[],
  project: Project,
  options: VendorOptions,
): { files: readonly ExportedFile[]; diagnostics: readonly VendorDiagnostic[] } {
  const diagnostics: VendorDiagnostic[] = [];
  const structures = new Structures(project, options);
  const blocks = new Map<string, Entry<S7Draft>[]>();
  for (const entry of entries) {
    const { place, type } = entry.draft;
    if (place?.kind === 'instance') diagnostics.push(...instanceNote(entry));
    if (place?.kind !== 'member') continue;
    structures.need(type);
    const members = blocks.get(place.block.toLowerCase()) ?? [];
    blocks.set(place.block.toLowerCase(), members);
    members.push(entry);
  }
  const table = entries.filter(
    ({ draft }) => draft.place?.kind === 'tag' || draft.place?.kind === 'constant',
  );
  const files = [
    ...(table.length === 0 ? [] : [tableFile(table, options)]),
    ...structures.all().map((one) => structFile(one, options)),
    ...[...blocks.values()].map((members, at) => blockFile(members, at, options, diagnostics)),
  ];
  return { files, diagnostics: [...structures.diagnostics, ...diagnostics] };
}

function instanceNote({ draft }: Entry<S7Draft>): readonly VendorDiagnostic[] {
  const { note, list } = notesOn(draft.tag.path);
  note(
    'NOT_EXPORTED',
    `The instance data block of ${draft.tag.path} is written by siemens-db only.`,
    'warning',
  );
  return list;
}

/** Document-wide ids: a hexadecimal counter without prefix. */
class Ids {
  #next = 0;
  take(): string {
    return (this.#next++).toString(16).toUpperCase();
  }
}

function documentFile(name: string, body: string, options: VendorOptions): ExportedFile {
  const stamp =
    options.version === undefined
      ? ''
      : `<!-- as built: ${xmlText(options.version).replaceAll('--', '- -')} -->\n`;
  const text =
    `<?xml version="1.0" encoding="utf-8"?>\n${stamp}<Document>\n` +
    `  <Engineering version="${options.engineeringVersion ?? 'V17'}" />\n${body}</Document>\n`;
  return { name: `${name}.xml`, bytes: utf8(text, '\ufeff') };
}

function tableFile(entries: readonly Entry<S7Draft>[], options: VendorOptions): ExportedFile {
  const name = options.tableName ?? DEFAULT_TABLE;
  const ids = new Ids();
  const head = `  <SW.Tags.PlcTagTable ID="${ids.take()}">\n    <AttributeList>\n      <Name>${xmlText(name)}</Name>\n    </AttributeList>\n    <ObjectList>\n`;
  const tags = entries.filter(({ draft }) => draft.place?.kind === 'tag');
  const constants = entries.filter(({ draft }) => draft.place?.kind === 'constant');
  const rows = [...tags, ...constants].map((entry) => rowXml(entry, ids, options));
  return documentFile(name, `${head}${rows.join('')}    </ObjectList>\n  </SW.Tags.PlcTagTable>\n`, options);
}

function rowXml({ draft, name }: Entry<S7Draft>, ids: Ids, options: VendorOptions): string {
  const isTag = draft.place?.kind === 'tag';
  const element = isTag ? 'SW.Tags.PlcTag' : 'SW.Tags.PlcUserConstant';
  const value = draft.place?.kind === 'constant' ? draft.place.value : '';
  const attributes = [
    `<DataTypeName>${xmlText(draft.type)}</DataTypeName>`,
    ...(isTag ? [`<LogicalAddress>${xmlText(draft.address)}</LogicalAddress>`] : []),
    `<Name>${xmlText(name)}</Name>`,
    ...(isTag ? [] : [`<Value>${xmlText(value)}</Value>`]),
  ];
  const id = ids.take();
  return (
    `      <${element} ID="${id}" CompositionName="${isTag ? 'Tags' : 'UserConstants'}">\n        <AttributeList>\n` +
    `${attributes.map((one) => `          ${one}\n`).join('')}        </AttributeList>\n` +
    `${commentXml(draft.comment, ids, options)}      </${element}>\n`
  );
}

function commentXml(comment: string, ids: Ids, options: VendorOptions): string {
  if (comment === '') return '';
  return (
    `        <ObjectList>\n          <MultilingualText ID="${ids.take()}" CompositionName="Comment">\n            <ObjectList>\n` +
    `              <MultilingualTextItem ID="${ids.take()}" CompositionName="Items">\n                <AttributeList>\n` +
    `                  <Culture>${options.culture ?? 'en-US'}</Culture>\n                  <Text>${xmlText(comment)}</Text>\n` +
    `                </AttributeList>\n              </MultilingualTextItem>\n            </ObjectList>\n          </MultilingualText>\n        </ObjectList>\n`
  );
}

const SECTIONS = 'http://www.siemens.com/automation/Openness/SW/Interface/v5';

function interfaceXml(section: string, members: readonly string[]): string {
  return (
    `      <Interface>\n        <Sections xmlns="${SECTIONS}">\n          <Section Name="${section}">\n` +
    `${members.join('')}          </Section>\n        </Sections>\n      </Interface>\n`
  );
}

function memberXml(
  name: string,
  type: string,
  comment: string,
  start: readonly StartValue[],
  options: VendorOptions,
  retain = false,
): string {
  const inside: string[] = [];
  const indent = ' '.repeat(14);
  if (comment !== '')
    inside.push(
      `${indent}<Comment>\n${indent}  <MultiLanguageText Lang="${options.culture ?? 'en-US'}">${xmlText(comment)}</MultiLanguageText>\n${indent}</Comment>\n`,
    );
  for (const { target, text } of start)
    inside.push(
      target === ''
        ? `${indent}<StartValue>${xmlText(text)}</StartValue>\n`
        : `${indent}<Subelement Path="${xmlText(target.slice(1, -1))}">\n${indent}  <StartValue>${xmlText(text)}</StartValue>\n${indent}</Subelement>\n`,
    );
  const remanence = retain ? ' Remanence="Retain"' : '';
  const head = `            <Member Name="${xmlText(name)}" Datatype="${xmlText(type)}"${remanence}`;
  return inside.length === 0 ? `${head} />\n` : `${head}>\n${inside.join('')}            </Member>\n`;
}

function structFile({ name, members }: Structure, options: VendorOptions): ExportedFile {
  const lines = members.map((one) => memberXml(one.name, one.type, one.comment, one.start, options));
  const body =
    `  <SW.Types.PlcStruct ID="0">\n    <AttributeList>\n${interfaceXml('None', lines)}` +
    `      <Name>${xmlText(name)}</Name>\n    </AttributeList>\n  </SW.Types.PlcStruct>\n`;
  return documentFile(name, body, options);
}

function blockFile(
  members: readonly Entry<S7Draft>[],
  at: number,
  options: VendorOptions,
  diagnostics: VendorDiagnostic[],
): ExportedFile {
  const place = members[0]?.draft.place;
  const name = place?.kind === 'member' ? place.block : '';
  const lines = members.map(({ draft, name: member }) => {
    const isPlain = draft.start.every(({ target }) => target === '' || /^\[[^\]]*\]$/.test(target));
    if (!isPlain) {
      const { note, list } = notesOn(draft.tag.path);
      note('INITIAL_LOST', 'Start values inside structures are written by siemens-db only.');
      diagnostics.push(...list);
    }
    return memberXml(
      member,
      draft.type,
      draft.comment,
      isPlain ? draft.start : [],
      options,
      place?.kind === 'member' && place.retain,
    );
  });
  const number = options.dbNumber === undefined ? '' : `      <Number>${options.dbNumber + at}</Number>\n`;
  const auto = options.dbNumber === undefined ? '' : '      <AutoNumber>false</AutoNumber>\n';
  const body =
    `  <SW.Blocks.GlobalDB ID="0">\n    <AttributeList>\n${auto}${interfaceXml('Static', lines)}` +
    `      <MemoryLayout>${options.optimized === false ? 'Standard' : 'Optimized'}</MemoryLayout>\n      <Name>${xmlText(name)}</Name>\n` +
    `${number}      <ProgrammingLanguage>DB</ProgrammingLanguage>\n    </AttributeList>\n  </SW.Blocks.GlobalDB>\n`;
  return documentFile(name, body, options);
}
