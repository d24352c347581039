/** Files that went out and come back as a difference: nothing where nobody touched them, and what somebody wrote into them. */
import type { FileId, Project } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { seeded } from './fixtures.ts';
import { exportTags, FORMATS, isTagFile, planImport, planSource } from './index.ts';
import type { Round } from './intake/rounds.ts';
import { generatedProject } from './testing/programs.ts';
import { PLANT, projectFrom } from './testing/samples.ts';
import type { FormatId } from './types.ts';

type Texts = Readonly<Record<string, string>>;

interface Returned {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly path: string; readonly field: string }[];
  readonly rounds: readonly Round[];
  readonly created: readonly unknown[];
}

/** An export of `sent` comes to the project of `texts`, which takes it in. */
function returned(texts: Texts, sent: Project, format: FormatId): Returned & { readonly project: Project } {
  const project = projectFrom(texts);
  const files = exportTags(sent, format).files.map(({ name, bytes }) => ({ path: name, bytes }));
  const left = new Set<string>();
  if (files.some(({ path, bytes }) => isTagFile(path, bytes))) {
    const { intake, plan } = planImport(project, { files, options: {}, left });
    return { ...intake, rounds: plan.rounds, created: plan.created, project };
  }
  const { intake, rounds, created } = planSource(project, files, left);
  return { ...intake, rounds, created, project };
}

function textsOf(seed: number): Texts {
  return seed === 0 ? PLANT : generatedProject(seed);
}

/** The project with other words behind three of its tags; the paths of these. */
function commented(texts: Texts, seed: number): { project: Project; paths: string[] } {
  const project = projectFrom(texts);
  const next = seeded(seed + 1);
  const exported = project.tags().filter(({ comment }) => comment !== undefined && !comment.includes('\n'));
  const paths: string[] = [];
  for (let n = 0; n < 3; n++) {
    const { key, path } = exported[next(exported.length)]!;
    const tag = project.tag(key)!;
    if (paths.includes(path)) continue;
    const { to } = project.position(tag);
    const line = project.text(tag.file, to, to + 2_000).split('\n')[0]!;
    const at = line.indexOf('//');
    if (at < 0) continue;
    paths.push(path);
    project.edit(tag.file as FileId, [
      { from: to + at, to: to + line.length, insert: `// said by ${n} (* of it` },
    ]);
    project.changes();
  }
  return { project, paths };
}

const SEEDS = [0, 1, 2, 3, 4, 5];

describe.each(FORMATS)('%s', (format) => {
  it.each(SEEDS)('V7 M1 an export that nobody touched brings no difference (seed %i)', (seed) => {
    const texts = textsOf(seed);
    const { added, removed, changed, rounds, created } = returned(texts, projectFrom(texts), format);
    expect([added, removed, changed, rounds, created]).toEqual([[], [], [], [], []]);
  });

  it.each(SEEDS)('V7 M1 words that somebody wrote into it come in, and nothing else (seed %i)', (seed) => {
    const texts = textsOf(seed);
    const before = projectFrom(texts);
    const { project: sent, paths } = commented(texts, seed);
    const { added, changed, created, project } = returned(texts, sent, format);
    const lost = new Set(exportTags(sent, format).diagnostics.map(({ tag }) => tag));
    expect([added, created]).toEqual([[], []]);
    expect(changed.filter(({ path, field }) => field !== 'comment' || !paths.includes(path))).toEqual([]);
    for (const tag of before.tags()) {
      const now = project.tag(tag.key);
      const isWritten = paths.includes(tag.path) && !lost.has(tag.path);
      const comment = isWritten ? sent.tag(tag.key)?.comment : now?.comment;
      expect(now, `seed ${seed}`).toEqual({ ...tag, ...(comment === undefined ? {} : { comment }) });
    }
  });
});

const TABLES: readonly FormatId[] = ['siemens-xlsx', 'siemens-sdf', 'siemens-openness-xml'];

describe.each(TABLES)('an address that somebody gave in a copy, in %s', (format) => {
  const texts = (address: string, list = ''): Texts => ({
    'Main.st': `PROGRAM Main\nVAR\n  nSpeed${address} : INT; // of it\n  nLevel AT %IW8 : INT;\nEND_VAR\nnSpeed := nLevel;\nEND_PROGRAM\n`,
    'Lists.st': `VAR_GLOBAL\n  nOther${list} : INT;\nEND_VAR\n`,
  });
  const come = (own: Texts, sent: Texts) => {
    const project = projectFrom(own);
    const files = exportTags(projectFrom(sent), format).files.map(({ name, bytes }) => ({
      path: name,
      bytes,
    }));
    return { ...planImport(project, { files, options: {}, left: new Set() }).intake, project };
  };

  it('V7 comes to the variable of a program that had none, and that it is taken for it is said', () => {
    const { added, changed, problems, project } = come(texts(''), texts(' AT %MW100'));
    expect(added).toEqual([]);
    expect(changed).toEqual([{ path: 'Main.nSpeed', field: 'address', from: '', to: '%MW100' }]);
    expect(problems).toMatchObject([
      { code: 'IMPORT_AMBIGUOUS', message: expect.stringContaining('Main.nSpeed') },
    ]);
    expect(project.tag('main.nspeed')).toMatchObject({ address: '%MW100', section: 'VAR', comment: 'of it' });
  });

  it('V7 comes to the variable of a list, which the other files hold as a data block', () => {
    const { added, changed } = come(texts(''), texts('', ' AT %MW200'));
    expect(added).toEqual([]);
    expect(changed).toEqual([{ path: 'Lists.nOther', field: 'address', from: '', to: '%MW200' }]);
  });

  it('V7 is of a new tag where two have the name', () => {
    const two = { ...texts(''), 'Second.st': 'PROGRAM Second\nVAR\n  nSpeed : INT;\nEND_VAR\nEND_PROGRAM\n' };
    const { added, changed } = come(two, { ...two, ...texts(' AT %MW100') });
    expect([added.length, changed]).toEqual([1, []]);
  });
});
