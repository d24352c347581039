/** A whole Logix controller as L5X (`vendor-formats.md` 2.2): data types, tags with values, programs with tags; local chassis only. */
import type { Project } from '@tagloom/st-parser';
import { cdata, dateText, utf8, xmlText } from '../common.ts';
import { LOGIX_NAMES, sanitise } from '../names.ts';
import { notesOn } from '../notes.ts';
import { DEFAULT_DATE } from '../options.ts';
import { shapeOf } from '../shapes.ts';
import type { Entry } from '../table.ts';
import type { ExportedFile, VendorDiagnostic, VendorOptions } from '../types.ts';
import { DataTypes } from './datatypes.ts';
import { familyOf, type LogixDraft } from './target.ts';
import { description } from './text.ts';

/** Writes one file that opens as a new project. */
export function writeL5x(
  entries: readonly Entry<LogixDraft>[],
  project: Project,
  options: VendorOptions,
): { files: readonly ExportedFile[]; diagnostics: readonly VendorDiagnostic[] } {
  const types = new DataTypes(project, familyOf(options), options);
  const written = entries.filter(({ draft }) => draft.scope !== null);
  for (const { draft } of written) types.need(shapeOf(draft.tag.typeExpr, project));
  const inController = written.filter(({ draft }) => draft.program === '');
  const inPrograms = written.filter(({ draft }) => draft.program !== '');
  const made = { types: types.elements().join(''), instructions: types.instructions().join('') };
  const files =
    options.target === 'program'
      ? programFiles(inPrograms, made, options)
      : [controllerFile(inController, inPrograms, made, options)];
  const left = options.target === 'program' ? inController.map(notInProgram) : [];
  return { files, diagnostics: [...types.diagnostics, ...left.flat()] };
}

interface Made {
  readonly types: string;
  readonly instructions: string;
}

function controllerFile(
  inController: readonly Entry<LogixDraft>[],
  inPrograms: readonly Entry<LogixDraft>[],
  { types, instructions }: Made,
  options: VendorOptions,
): ExportedFile {
  const text = document(controllerOf(options), options, [
    `<DataTypes>\n${types}</DataTypes>\n`,
    modules(options),
    instructions === ''
      ? '<AddOnInstructionDefinitions/>\n'
      : `<AddOnInstructionDefinitions>\n${instructions}</AddOnInstructionDefinitions>\n`,
    tagList(inController, options),
    ...programs(inPrograms, options),
  ]);
  return l5xFile(controllerOf(options), text);
}

function l5xFile(name: string, text: string): ExportedFile {
  return { name: `${name}.L5X`, bytes: utf8(text.replaceAll('\n', '\r\n'), '\ufeff') };
}

/** One partial export per program, for import into an existing controller; types and instructions come as context. */
function programFiles(
  entries: readonly Entry<LogixDraft>[],
  { types, instructions }: Made,
  options: VendorOptions,
): ExportedFile[] {
  const { major, minor } = revisionOf(options);
  const date = dateText(options.date ?? DEFAULT_DATE);
  return [...byProgram(entries).values()].map((members) => {
    const name = members[0]?.draft.program ?? '';
    const content =
      `SchemaRevision="1.0" SoftwareRevision="${major}.${minor}" TargetName="${name}" TargetType="Program" ContainsContext="true" ` +
      `ExportDate="${date}" ExportOptions="References NoRawData L5KData DecoratedData Context Dependencies ForceProtectedEncoding AllProjDocTrans"`;
    const program = programXml(name, members, options).replace('<Program ', '<Program Use="Target" ');
    const text =
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<RSLogix5000Content ${content}>\n<Controller Use="Context" Name="${controllerOf(options)}">\n` +
      `${options.version === undefined ? '' : description(`as built: ${options.version}`)}` +
      `<DataTypes Use="Context">\n${types}</DataTypes>\n<AddOnInstructionDefinitions Use="Context">\n${instructions}</AddOnInstructionDefinitions>\n` +
      `<Programs Use="Context">\n${program}</Programs>\n</Controller>\n</RSLogix5000Content>\n`;
    return l5xFile(name, text);
  });
}

function notInProgram({ draft }: Entry<LogixDraft>): readonly VendorDiagnostic[] {
  const { note, list } = notesOn(draft.tag.path);
  note(
    'NOT_EXPORTED',
    `${draft.tag.path} is a controller tag; a program export holds program tags only.`,
    'warning',
  );
  return list;
}

function controllerOf(options: VendorOptions): string {
  return sanitise(options.project ?? 'Tagloom', LOGIX_NAMES.max);
}

function revisionOf(options: VendorOptions): { major: string; minor: string } {
  const [major = '36', minor = '00'] = (options.softwareRevision ?? '36.00').split('.');
  return { major, minor: minor.padEnd(2, '0') };
}

/** Catalogue number and product code. The code of the 1756-L75 is from memory, not verified. */
function processorOf(options: VendorOptions): { type: string; code: string } {
  return options.controller === '5570'
    ? { type: '1756-L75', code: '96' }
    : { type: '1756-L83E', code: '166' };
}

/** The order of the children is fixed; Studio 5000 refuses any other. */
function document(name: string, options: VendorOptions, parts: readonly string[]): string {
  const { major, minor } = revisionOf(options);
  const date = dateText(options.date ?? DEFAULT_DATE);
  const content =
    `SchemaRevision="1.0" SoftwareRevision="${major}.${minor}" TargetName="${name}" TargetType="Controller" ContainsContext="false" ` +
    `ExportDate="${date}" ExportOptions="NoRawData L5KData DecoratedData ForceProtectedEncoding AllProjDocTrans"`;
  const controller = `Use="Target" Name="${name}" ProcessorType="${processorOf(options).type}" MajorRev="${major}" MinorRev="11" ProjectCreationDate="${date}" LastModifiedDate="${date}"`;
  const stamp = options.version === undefined ? '' : description(`as built: ${options.version}`);
  const head =
    '<RedundancyInfo Enabled="false" KeepTestEditsOnSwitchOver="false"/>\n<Security Code="0" ChangesToDetect="16#ffff_ffff_ffff_ffff"/>\n<SafetyInfo/>\n';
  const tail = '<CST MasterID="0"/>\n<WallClockTime LocalTimeAdjustment="0" TimeZone="0"/>\n<Trends/>\n';
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<RSLogix5000Content ${content}>\n` +
    `<Controller ${controller}>\n${stamp}${head}${parts.join('')}${tail}</Controller>\n</RSLogix5000Content>\n`
  );
}

function modules(options: VendorOptions): string {
  const { type, code } = processorOf(options);
  const { major } = revisionOf(options);
  const ethernet =
    options.controller === '5570' ? '' : '<Port Id="2" Type="Ethernet" Upstream="false">\n<Bus/>\n</Port>\n';
  return (
    `<Modules>\n<Module Name="Local" CatalogNumber="${type}" Vendor="1" ProductType="14" ProductCode="${code}" Major="${major}" Minor="11" ` +
    `ParentModule="Local" ParentModPortId="1" Inhibited="false" MajorFault="true">\n<EKey State="Disabled"/>\n<Ports>\n` +
    `<Port Id="1" Address="0" Type="ICP" Upstream="false">\n<Bus Size="10"/>\n</Port>\n${ethernet}</Ports>\n</Module>\n</Modules>\n`
  );
}

function tagList(entries: readonly Entry<LogixDraft>[], options: VendorOptions): string {
  const hasOpcUa = Number(revisionOf(options).major) >= 36;
  return `<Tags>\n${entries.map((entry) => tagElement(entry, hasOpcUa)).join('')}</Tags>\n`;
}

function byProgram(entries: readonly Entry<LogixDraft>[]): ReadonlyMap<string, Entry<LogixDraft>[]> {
  return Map.groupBy(entries, ({ draft }) => draft.scope ?? '');
}

function programXml(name: string, members: readonly Entry<LogixDraft>[], options: VendorOptions): string {
  return `<Program Name="${name}" TestEdits="false" Disabled="false" UseAsFolder="false">\n${tagList(members, options)}<Routines/>\n</Program>\n`;
}

function programs(entries: readonly Entry<LogixDraft>[], options: VendorOptions): string[] {
  const lists = [...byProgram(entries).values()];
  const names = lists.map((members) => members[0]?.draft.program ?? '');
  const bodies = lists.map((members, at) => programXml(names[at] ?? '', members, options));
  const scheduled = names.map((name) => `<ScheduledProgram Name="${name}"/>\n`).join('');
  const task = `<Task Name="MainTask" Type="CONTINUOUS" Priority="10" Watchdog="500" DisableUpdateOutputs="false" InhibitTask="false">\n<ScheduledPrograms>\n${scheduled}</ScheduledPrograms>\n</Task>\n`;
  return [`<Programs>\n${bodies.join('')}</Programs>\n`, `<Tasks>\n${task}</Tasks>\n`];
}

function tagElement({ draft, name, row: { address } }: Entry<LogixDraft>, hasOpcUa: boolean): string {
  const text = description(draft.description);
  const alias = `<Tag Name="${name}" TagType="Alias" Radix="Decimal" AliasFor="${xmlText(address)}" ExternalAccess="Read/Write"`;
  if (address !== '') return text === '' ? `${alias}/>\n` : `${alias}>\n${text}</Tag>\n`;
  const { name: type = '', dims = [], radix } = draft.logix ?? {};
  const attributes = [
    `Name="${name}" TagType="Base" DataType="${type}"`,
    dims.length === 0 ? '' : `Dimensions="${dims.join(' ')}"`,
    radix === undefined ? '' : `Radix="${radix}"`,
    `Constant="${draft.constant}" ExternalAccess="Read/Write"`,
    hasOpcUa ? 'OpcUaAccess="None"' : '',
  ];
  const inside = `${text}${dataOf(draft)}`;
  const head = `<Tag ${attributes.filter((one) => one !== '').join(' ')}`;
  return inside === '' ? `${head}/>\n` : `${head}>\n${inside}</Tag>\n`;
}

/** Nothing for a default value: a missing Data element means zero. */
function dataOf({ logix, values, text }: LogixDraft): string {
  if (text !== null)
    return `<Data Format="String" Length="${text.length}">\n${cdata(`'${text.text}'`)}\n</Data>\n`;
  const [first] = values;
  if (logix === null || first === undefined) return '';
  const isArray = logix.dims.length > 0;
  const loader = values.map((one) => one.l5k).join(',');
  const l5k = `<Data Format="L5K">
${cdata(isArray ? `[${loader}]` : loader)}
</Data>
`;
  const kind = `DataType="${logix.name}"`;
  const radix =
    logix.radix === undefined || logix.name === 'BOOL' ? ' Radix="Decimal"' : ` Radix="${logix.radix}"`;
  if (!isArray)
    return `${l5k}<Data Format="Decorated">\n<DataValue ${kind}${radix} Value="${first.decorated}"/>\n</Data>\n`;
  const elements = values
    .map((one, at) => `<Element Index="[${indexOf(at, logix.dims)}]" Value="${one.decorated}"/>\n`)
    .join('');
  return `${l5k}<Data Format="Decorated">\n<Array ${kind} Dimensions="${logix.dims.join(',')}"${radix}>\n${elements}</Array>\n</Data>\n`;
}

function indexOf(position: number, dims: readonly number[]): string {
  const indices: number[] = [];
  let rest = position;
  for (const size of [...dims].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices.join(',');
}
