/** The TwinCAT project file that names all objects (`vendor-formats.md` 4.1). */
import { utf8, xmlText } from '../common.ts';
import { sanitise } from '../names.ts';
import type { ExportedFile, VendorOptions } from '../types.ts';
import { guidOf } from './guid.ts';
import type { TwincatObject } from './objects.ts';

const LIBRARIES = ['Tc2_Standard', 'Tc2_System', 'Tc3_Module'];

/** Guids of a project besides its objects' own. */
const PARTS = [
  'Application',
  'TypeSystem',
  'Implicit_Task_Info',
  'Implicit_KindOfTask',
  'Implicit_Jitter_Distribution',
  'LibraryReferences',
];

/** Objects stand beside the project file, in one folder. */
export function projectFile(objects: readonly TwincatObject[], options: VendorOptions): ExportedFile {
  const name = sanitise(options.project ?? 'Tagloom', 64);
  const id = (kind: string) => guidOf(options.project ?? '', kind, name.toLowerCase());
  const stamp =
    options.version === undefined
      ? ''
      : `<!-- as built: ${xmlText(options.version).replaceAll('--', '- -')} -->\n`;
  const parts = PARTS.map((part) => `    <${part}>${id(part)}</${part}>\n`).join('');
  const compiled = objects.map(({ kind, file }) => {
    const always = kind === 'GVL' ? '      <LinkAlways>true</LinkAlways>\n' : '';
    return `    <Compile Include="${xmlText(file.name)}">\n      <SubType>Code</SubType>\n${always}    </Compile>\n`;
  });
  const libraries = LIBRARIES.map(
    (library) =>
      `    <PlaceholderReference Include="${library}">\n      <DefaultResolution>${library}, * (Beckhoff Automation GmbH)</DefaultResolution>\n      <Namespace>${library}</Namespace>\n    </PlaceholderReference>\n`,
  );
  const text =
    `<?xml version="1.0" encoding="utf-8"?>\n${stamp}<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">\n` +
    `  <PropertyGroup>\n    <FileVersion>1.0.0.0</FileVersion>\n    <SchemaVersion>2.0</SchemaVersion>\n    <ProjectGuid>${id('Project')}</ProjectGuid>\n` +
    `    <Name>${xmlText(name)}</Name>\n${parts}  </PropertyGroup>\n` +
    `  <ItemGroup>\n${compiled.join('')}  </ItemGroup>\n  <ItemGroup>\n${libraries.join('')}  </ItemGroup>\n</Project>\n`;
  return { name: `${name}.plcproj`, bytes: utf8(text.replaceAll('\n', '\r\n')) };
}
