/** Reads files for the preview of a new project: nothing leaves the device before a person agrees. */

import { importFiles, type SourceFile } from '@tagloom/containers';
import { openProject } from '@tagloom/st-parser';
import { isTagFile, planImport, sourceTags, type TagIntake } from '@tagloom/vendor-formats';
import type { ImportReport } from './api.ts';
import type { Progress } from './upload.ts';

const scope = self as unknown as {
  postMessage(message: ImportSaid): void;
  onmessage: ((event: MessageEvent<readonly SourceFile[]>) => void) | null;
};

/** How far the worker is, and at last what it found. */
export type ImportSaid = Progress | { readonly report: ImportReport };

scope.onmessage = ({ data }) => scope.postMessage({ report: report(data) });

function tell(share: number, message: string): void {
  scope.postMessage({ share, message });
}

function report(sources: readonly SourceFile[]): ImportReport {
  const start = performance.now();
  const bytes = sources.reduce((sum, source) => sum + source.bytes.length, 0);
  tell(0.05, `Reading ${(bytes / 1e6).toFixed(1)} MB`);
  const tables = sources.filter(({ path, bytes }) => isTagFile(path, bytes));
  const texts = sources.filter((source) => !tables.includes(source));
  const { files, problems } = texts.length === 0 ? NOTHING : importFiles(texts);
  const project = openProject({ dialect: 'auto' });
  tell(0.5, `${files.length} files hold source; reading their tags`);
  for (const file of files) project.set(file.path, file.path, file.text);
  const change = project.changes();
  const tags = new Map<string, number>();
  for (const tag of project.tags()) tags.set(tag.file, (tags.get(tag.file) ?? 0) + 1);
  tell(0.9, `${project.tags().length} tags are read`);
  const added = files.map(({ path, source, text }) => ({
    path,
    source,
    lines: text.split('\n').length,
    tags: tags.get(path) ?? 0,
  }));
  return {
    cursor: null,
    added,
    changed: [],
    unchanged: [],
    problems,
    matches: [],
    sourceTags: files.length === 0 ? null : sourceTags(new Map(), change, project.tags().length),
    ...(tables.length === 0 ? {} : { tags: newTags(tables) }),
    ms: performance.now() - start,
  };
}

const NOTHING: Pick<ReturnType<typeof importFiles>, 'files' | 'problems'> = { files: [], problems: [] };

/** Against a project without tags, as the server will see it. */
function newTags(files: readonly SourceFile[]): TagIntake {
  const project = openProject({ dialect: 'auto' });
  project.changes();
  return planImport(project, { files, options: {}, left: new Set() }).intake;
}
