/** TwinCAT project files (`.plcproj`, MSBuild 2003; `vendor-formats.md` 4.1): which objects belong to a project. */
import { type ImportLimits, readXml, type SourceFile } from '@tagloom/containers';
import { descendants, type ImportSource } from '../intake/reader.ts';

/** Objects that the project names and that are not among the files; empty for a file that cannot be read. */
export function missingFiles(
  source: ImportSource,
  files: readonly SourceFile[],
  limits: ImportLimits,
): readonly string[] {
  const present = new Set(files.map(({ path }) => baseName(path)));
  return includes(source, limits).filter((path) => !present.has(baseName(path)));
}

/** Paths of `Compile` items that hold declarations, with `/`. */
function includes({ text }: ImportSource, limits: ImportLimits): string[] {
  try {
    const root = readXml(text ?? '', limits.xmlDepth);
    const paths = [...descendants(root, 'Compile')].map((one) =>
      (one.attributes.Include ?? '').replaceAll('\\', '/'),
    );
    return paths.filter((path) => /\.Tc(?:POU|GVL|DUT|IO)$/i.test(path));
  } catch {
    // A project file that is no XML names nothing; the objects beside it come in all the same.
    return [];
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
