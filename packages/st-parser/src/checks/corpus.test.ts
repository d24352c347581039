/** Few false alarms: complete projects of other people show no error of ours, and files alone are accepted. */

import { describe, expect, test } from 'vitest';
import { LIBRARY } from '../library/library.ts';
import { parseOutput } from '../project/output.ts';
import { openProject } from '../project/project.ts';
import { acceptance, hasCorpus, samples } from '../testing/corpus.ts';
import type { Severity } from '../types.ts';

const all = samples();
const reason = hasCorpus ? '' : ' (skipped: there is no ../shared/corpus)';

/** Complete projects, each compiled by its authors, and what may be said of their sources all the same. */
const PROJECTS: readonly [string, readonly string[]][] = [
  ['tcunit/TcUnit', []],
  // Two PLC projects lie in one repository, each with a MAIN.
  ['stefanbesler/struckig', []],
  // Some 25 PLC projects: four units lie twice in one of them, and examples lag behind their library.
  ['TcOpenGroup/TcOpen', ['DUPLICATE_UNIT', 'UNKNOWN_MEMBER']],
  ['thiagoralves/OpenPLC_v3', []],
  ['PLC-lang/StandardFunctions', []],
  ['pcdshub/lcls-plc-xrt-optics', []],
  ['goosy/S7_SCL_Gen', []],
];

/** Codes of findings of a severity in a whole repository, without those of the parser. */
function codesOf(repo: string, severity: Severity): string[] {
  const project = openProject({ dialect: 'auto' }, LIBRARY);
  for (const { file, text } of all.filter((one) => one.repo === repo && !one.invalid))
    project.set(file, file.replace(/\.(?:TcPOU|TcGVL|TcDUT|TcIO)\.st$/, '.st'), text);
  project.changes();
  const codes = project.diagnostics().filter((one) => one.severity === severity && !isOfParser(one.code));
  return [...new Set(codes.map(({ code }) => code))].sort();
}

function isOfParser(code: string): boolean {
  return /^(?:BAD|OPEN|MISSING_(?!RESULT)|UNEXPECTED|NOT_A|MISSPELT|TOO_DEEP)/.test(code);
}

describe.skipIf(!hasCorpus)(`complete projects${reason}`, () => {
  test.each(PROJECTS)('%s has no false error', { timeout: 60_000 }, (repo, allowed) => {
    expect(codesOf(repo, 'error')).toEqual(allowed);
  });
});

/** Files that are accepted with all checks, of those there. What is left is listed in the README. */
const TARGETS: Readonly<Record<string, number>> = {
  twincat: 0.995,
  codesys: 0.99,
  'iec-ed2': 0.98,
  'iec-ed3': 0.97,
  br: 1,
  rusty: 1,
};

test.skipIf(!hasCorpus)(`files alone are accepted with all checks${reason}`, { timeout: 120_000 }, () => {
  const table = acceptance(
    all.filter(({ invalid }) => !invalid),
    ({ text, file }) => parseOutput(text, { dialect: 'auto', file, library: LIBRARY }).ok,
    ({ dialect }) => dialect,
  );
  for (const [dialect, target] of Object.entries(TARGETS)) {
    const [accepted, there] = table.get(dialect) ?? [0, 1];
    expect(accepted / there, `${dialect}: ${accepted} of ${there}`).toBeGreaterThanOrEqual(target);
  }
});

test.skipIf(!hasCorpus)(`files that are wrong are rejected, but for three${reason}`, () => {
  const accepted = all.filter(
    ({ invalid, text, file }) => invalid && parseOutput(text, { dialect: 'auto', file, library: LIBRARY }).ok,
  );
  // Two of them are right by themselves; the third uses names that another file could declare.
  expect(accepted.map(({ file }) => file.split('/').slice(-2).join('/')).sort()).toEqual([
    'code-actions/missing-declaration.st',
    'src/main.st',
    'src/tests.st',
  ]);
});
