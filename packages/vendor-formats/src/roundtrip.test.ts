/** ST to a vendor's files and back: whatever comes back differently had a diagnostic at the export. */
import type { Tag } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { readLiteral } from './initial.ts';
import { diffWithMap } from './intake/diff.ts';
import { importTags } from './intake/import.ts';
import { exportTags, FORMATS } from './registry.ts';
import { generatedProject } from './testing/programs.ts';
import { projectFrom } from './testing/samples.ts';
import type { VendorOptions } from './types.ts';

const SEEDS = 12;

const TYPE_CODES = /^(TYPE_|RANGE_LOST|ENUM_LOST|ARRAY_)/;
/** The codes that excuse a difference in a field. */
const EXCUSES: Readonly<Record<string, RegExp>> = {
  type: TYPE_CODES,
  initial: /^(INITIAL_LOST|ENUM_LOST|TYPE_)/,
  comment: /^(TEXT_CHANGED|ENUM_LOST|ADDRESS_CHANGED)/,
  address: /^ADDRESS_/,
  qualifiers: /^QUALIFIER_LOST/,
};

const OPTIONS: readonly VendorOptions[] = [
  {},
  {
    optimized: false,
    dbNumber: 10,
    allocate: 'M',
    controller: '5570',
    dialect: 'codesys',
    cpu: 'S7-1200',
    inputs: 'fixed',
  },
];

describe.each(FORMATS)('%s', (format) => {
  it.each(OPTIONS)(
    'comes back equal in what it carries, else with a reason (options %j)',
    { timeout: 60_000 },
    (options) => {
      const wrong: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed++) {
        const project = projectFrom(generatedProject(seed));
        const { files, map, diagnostics } = exportTags(project, format, options);
        const back = importTags(
          files.map(({ name, bytes }) => ({ path: name, bytes })),
          { format, options, map: { entries: map } },
        );
        const found = new Map(back.tags.map((tag) => [tag.path.toLowerCase(), tag]));
        const said = Map.groupBy(diagnostics, (one) => one.tag);
        for (const tag of project.tags()) {
          const own = said.get(tag.path) ?? [];
          const codes = own.map((one) => one.code);
          const now = found.get(tag.path.toLowerCase());
          if (now === undefined) {
            const isExcused = own.some(
              (one) => one.severity === 'error' || one.code === 'NOT_EXPORTED' || TYPE_CODES.test(one.code),
            );
            if (!isExcused) wrong.push(`seed ${seed}: ${tag.path} is gone (${codes})`);
            continue;
          }
          const before = fields(tag, projectEnum);
          const after = fields(plain(now), projectEnum);
          for (const [field, excuse] of Object.entries(EXCUSES))
            if (before[field] !== after[field] && !codes.some((code) => excuse.test(code)))
              wrong.push(
                `seed ${seed}: ${tag.path} ${field}: ${before[field]} -> ${after[field]} (${codes})`,
              );
        }
      }
      expect(wrong.slice(0, 20)).toEqual([]);
    },
  );

  it('shows no change against the side map of an export that nobody touched', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { files, map } = exportTags(projectFrom(generatedProject(seed)), format);
      const back = importTags(
        files.map(({ name, bytes }) => ({ path: name, bytes })),
        { format, map: { entries: map } },
      );
      expect(diffWithMap(back.map, { entries: map }).changed, `seed ${seed}`).toEqual([]);
    }
  });

  it('loses no row on its way back', () => {
    const { files } = exportTags(projectFrom(generatedProject(3)), format);
    const { rows } = importTags(
      files.map(({ name, bytes }) => ({ path: name, bytes })),
      { format },
    );
    expect(rows.skipped).toEqual({});
    expect(rows.total).toBeGreaterThan(0);
  });
});

const projectEnum = {
  name: 'E_Mode',
  typed: false,
  values: [
    { name: 'Idle', value: 0 },
    { name: 'Run', value: 5 },
  ],
};

type Fields = Pick<Tag, 'type' | 'qualifiers'> & {
  readonly [key in 'initial' | 'initialOverride' | 'address' | 'comment']?: string | undefined;
};

function plain(now: {
  readonly initial: string | null;
  readonly address: string | null;
  readonly comment: string | null;
  readonly type: string;
  readonly qualifiers: readonly string[];
}) {
  return {
    type: now.type,
    initial: now.initial ?? undefined,
    initialOverride: undefined,
    address: now.address ?? undefined,
    comment: now.comment ?? undefined,
    qualifiers: now.qualifiers,
  };
}

/** Fields in a form in which notation does not count. */
function fields(tag: Fields, enumeration: typeof projectEnum): Readonly<Record<string, string>> {
  return {
    type: tag.type
      .toUpperCase()
      .replace(/\s+/g, '')
      .replaceAll('DATE_AND_TIME', 'DT')
      .replaceAll('TIME_OF_DAY', 'TOD')
      .replace(/STRING\((\d+)\)/g, 'STRING[$1]'),
    initial: valueText(tag.initialOverride ?? tag.initial, enumeration),
    comment: (tag.comment ?? '').trim(),
    address: (tag.address ?? '').toUpperCase(),
    qualifiers: [...tag.qualifiers].sort().join(' '),
  };
}

/** Numbers by value, repeats written out, defaults as nothing. */
function valueText(text: string | undefined, enumeration: typeof projectEnum): string {
  const whole = (text ?? '')
    .replace(/\s+/g, '')
    .replace(/(\d+)\(([^()]*)\)/g, (_, count: string, value: string) =>
      Array.from({ length: Number(count) }, () => value).join(','),
    );
  const items = whole
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => itemText(item, enumeration));
  return items.every((item) => item === '0' || item === '' || item === "''") ? '' : items.join(',');
}

function itemText(item: string, enumeration: typeof projectEnum): string {
  const literal = readLiteral(item, enumeration);
  if (literal === null) return item;
  if (literal.kind === 'int') return String(literal.value);
  if (literal.kind === 'real') return String(Number(literal.text));
  if (literal.kind === 'bool') return literal.value ? '1' : '0';
  if (literal.kind === 'string') return literal.text;
  const text = literal.text.toUpperCase().replaceAll('_', '');
  return text.replace(/^TIME#/, 'T#').replace(/^LTIME#/, 'LT#');
}
