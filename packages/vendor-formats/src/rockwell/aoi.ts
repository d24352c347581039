/** Function blocks of a project as Add-On Instructions (`vendor-formats.md` 2.2): their interface, with an empty Logic routine. */
import type { Declaration, TypeInfo } from '@tagloom/st-parser';
import { xmlText } from '../common.ts';
import { LOGIX_NAMES, NameScope, sanitise } from '../names.ts';
import { notesOn } from '../notes.ts';
import { DEFAULT_DATE } from '../options.ts';
import { membersOf, type Shape, shapeOf, type TypeLookup } from '../shapes.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import { description } from './text.ts';
import { type Family, type LogixType, logixType } from './types.ts';

/** What an instruction needs besides itself. */
export interface Needs {
  need(shape: Shape): void;
  readonly diagnostics: VendorDiagnostic[];
}

const USAGES: Readonly<Record<string, string>> = {
  VAR_INPUT: 'Input',
  VAR_OUTPUT: 'Output',
  VAR_IN_OUT: 'InOut',
};

/** Parameters that every instruction has. */
const ENABLE =
  '<Parameter Name="EnableIn" TagType="Base" DataType="BOOL" Usage="Input" Radix="Decimal" Required="false" Visible="false" ExternalAccess="Read Only"/>\n' +
  '<Parameter Name="EnableOut" TagType="Base" DataType="BOOL" Usage="Output" Radix="Decimal" Required="false" Visible="false" ExternalAccess="Read Only"/>\n';

interface Item {
  readonly member: Declaration;
  readonly name: string;
  readonly shape: Shape;
  readonly type: LogixType;
}

/** The definition of one block. What it is made of is asked of `needs` first, so that it stands above. */
export function instruction(
  info: TypeInfo,
  lookup: TypeLookup,
  family: Family,
  needs: Needs,
  options: VendorOptions,
): string {
  const items = itemsOf(info, lookup, family, needs);
  for (const { shape } of items) needs.need(shape);
  const parameters = items.filter(({ member }) => USAGES[member.section] !== undefined);
  const locals = items.filter(({ member }) => USAGES[member.section] === undefined);
  const date = new Date(options.date ?? DEFAULT_DATE).toISOString();
  const revision = options.softwareRevision ?? '36.00';
  const head =
    `Name="${sanitise(info.name, LOGIX_NAMES.max)}" Revision="1.0" ExecutePrescan="false" ExecutePostscan="false" ExecuteEnableInFalse="false" ` +
    `CreatedDate="${date}" CreatedBy="Tagloom" EditedDate="${date}" EditedBy="Tagloom" SoftwareRevision="v${xmlText(revision)}"`;
  return (
    `<AddOnInstructionDefinition ${head}>\n<Parameters>\n${ENABLE}${parameters.map(parameterXml).join('')}</Parameters>\n` +
    `<LocalTags>\n${locals.map(localXml).join('')}</LocalTags>\n<Routines>\n<Routine Name="Logic" Type="ST">\n<STContent>\n</STContent>\n</Routine>\n</Routines>\n` +
    `</AddOnInstructionDefinition>\n`
  );
}

const LEFT_OUT = new Set(['VAR_TEMP', 'VAR_EXTERNAL']);

function itemsOf(info: TypeInfo, lookup: TypeLookup, family: Family, needs: Needs): Item[] {
  const members = membersOf(info, lookup).filter((one) => one.name !== null && !LEFT_OUT.has(one.section));
  const names = new NameScope(LOGIX_NAMES);
  names.reserve('EnableIn');
  names.reserve('EnableOut');
  members.forEach((member, at) => {
    names.set(String(at), member.name ?? '');
  });
  names.settle(members.map((_, at) => String(at)).filter((key) => names.contested.has(key)));
  return members.flatMap((member, at) => {
    const { note, list } = notesOn(`${info.name}.${member.name}`);
    const shape = shapeOf(member.typeExpr, lookup);
    const type = logixType(shape, family, member.name ?? '', note);
    const name = names.name(String(at));
    if (name !== member.name) note('NAME_CHANGED', `The member "${member.name}" is written as "${name}".`);
    if (member.initial !== undefined)
      note('INITIAL_LOST', `The default ${member.initial} is not kept in the instruction.`);
    if (
      type !== null &&
      isComplex(type) &&
      (member.section === 'VAR_INPUT' || member.section === 'VAR_OUTPUT')
    )
      note(
        'QUALIFIER_LOST',
        `${member.section} becomes InOut: only single values can be inputs and outputs of an instruction.`,
      );
    needs.diagnostics.push(...list.filter((one) => one.code !== 'TYPE_EXTERNAL'));
    return type === null ? [] : [{ member, name, shape, type }];
  });
}

/** Structures and arrays. */
function isComplex(type: LogixType): boolean {
  return type.dims.length > 0 || type.radix === undefined;
}

function parameterXml({ member, name, type }: Item): string {
  const usage = isComplex(type) ? 'InOut' : (USAGES[member.section] ?? 'Input');
  const radix = type.radix === undefined ? '' : ` Radix="${type.radix}"`;
  const dims = type.dims.length === 0 ? '' : ` Dimensions="${type.dims.join(' ')}"`;
  const access =
    usage === 'InOut'
      ? ' Constant="false"'
      : ` ExternalAccess="${usage === 'Output' ? 'Read Only' : 'Read/Write'}"`;
  const head = `<Parameter Name="${name}" TagType="Base" DataType="${type.name}"${dims} Usage="${usage}"${radix} Required="${usage === 'InOut'}" Visible="true"${access}`;
  const text = description(member.comment ?? '');
  return text === '' ? `${head}/>\n` : `${head}>\n${text}</Parameter>\n`;
}

function localXml({ member, name, type }: Item): string {
  const radix = type.radix === undefined ? '' : ` Radix="${type.radix}"`;
  const dims = type.dims.length === 0 ? '' : ` Dimensions="${type.dims.join(' ')}"`;
  const head = `<LocalTag Name="${name}" DataType="${type.name}"${dims}${radix} ExternalAccess="None"`;
  const text = description(member.comment ?? '');
  return text === '' ? `${head}/>\n` : `${head}>\n${text}</LocalTag>\n`;
}
