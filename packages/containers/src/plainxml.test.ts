/** The fast reader against the guarded one: the same elements, or none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decode } from './encoding.ts';
import { readPlainXml } from './plainxml.ts';
import { readGuarded, XmlError, type XmlOptions } from './xml.ts';

const SAMPLES = join(import.meta.dirname, '../../../../shared/vendor-samples');
const samples = existsSync(SAMPLES)
  ? readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:xml|l5x|tc\w+|xsd|plcproj)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  : [];

function guarded(text: string, options: XmlOptions) {
  try {
    return readGuarded(text, options);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

/** True when the fast one read it. */
function areEqual(text: string, options: XmlOptions, says: string): boolean {
  const plain = readPlainXml(text, options);
  if (plain !== null) expect(plain, says).toEqual(guarded(text, options));
  return plain !== null;
}

function random(seed: number): (limit: number) => number {
  let state = seed * 2_654_435_761;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}

const NAMES = ['a', 'b', 'FBD', 'p:FBD', 'x-1', '_y', 'Größe', 'a:b:c'];
const TEXTS = [
  '',
  ' ',
  '\r\n  ',
  'x',
  ' x ',
  'p &amp; q',
  '&#65;&#x42;',
  '&#13;',
  '\r',
  ']]',
  ']] >',
  '\u00a0',
  '\ufeff',
];
const ODD = [
  '&nbsp;',
  '&',
  ']]>',
  '\u0001',
  '\ud83d\ude00',
  '\ud800',
  '\uffff',
  '&#0;',
  '&#xD800;',
  '&#1114112;',
  '<',
  '<a',
  '<!--',
  '<![CDATA[',
  '<?go on?>',
  '</a>',
  '<!DOCTYPE a>',
];
const VALUES = ['', 'v', '  v\t', 'l\r\nm\nn\ro', '&lt;&quot;', '&#10;', "it's", '>', 'ü'];

function randomXml(next: (limit: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const odd = () => (next(60) === 0 ? pick(ODD) : '');
  const attributes = () =>
    Array.from({ length: next(3) }, (_, at) => {
      const [before, middle] = [pick([' ', '\n', '  ', ' ']), pick(['=', '=', ' = ', '=\n'])];
      return `${next(80) === 0 ? '' : before}${next(40) === 0 ? 'n0' : `n${at}`}${middle}"${pick(VALUES)}${odd()}"`;
    }).join('');
  const piece = (depth: number): string => {
    const kind = next(8);
    if (kind === 0) return `<!--${pick(['', ' c ', '-c', 'c-', '<a>'])}-->`;
    if (kind === 1) return `<![CDATA[${pick([...TEXTS, '<&>', ']', ']]'])}]]>`;
    return kind < 5 && depth < 6 ? element(depth + 1) : pick(TEXTS) + odd();
  };
  const element = (depth: number): string => {
    const name = pick(NAMES);
    if (next(4) === 0) return `<${name}${attributes()}${pick(['', ' '])}/>`;
    const inside = Array.from({ length: next(5) }, () => piece(depth)).join('');
    return `<${name}${attributes()}${pick(['', '', ' '])}>${inside}</${next(100) === 0 ? 'c' : name}${pick(['', '', ' '])}>`;
  };
  const head = pick([
    '',
    '',
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="utf-8" standalone="yes" ?>\r\n',
    '\ufeff<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    ' <?xml version="1.0"?>',
    '<?xml version="1.0" standalone="maybe"?>',
    '<?xml?>',
  ]);
  return `${head}${pick(['', '\n', '<!-- top -->', 'x'].slice(0, next(20) === 0 ? 4 : 3))}${element(1)}${pick(['', '\r\n', '<!-- end -->', '\r', '<b/>', 'y'].slice(0, next(20) === 0 ? 6 : 4))}`;
}

describe('readPlainXml', () => {
  it('reads what the guarded reader reads, to the same elements at the same places, or gives up (seeded)', () => {
    let read = 0;
    for (let seed = 1; seed <= 4_000; seed++) {
      const text = randomXml(random(seed));
      const options = { maxDepth: seed % 5 === 0 ? 3 : 100, skip: new Set(['FBD']) };
      if (areEqual(text, options, `seed ${seed} ${JSON.stringify(text)}`)) read++;
    }
    expect(read).toBeGreaterThan(800);
  });

  it('gives up at any damage, or reads what the guarded reader reads (seeded)', () => {
    const whole = `<?xml version="1.0" encoding="utf-8"?>\r\n<p:project xmlns:p="urn"><!-- c --><variable name="n &amp; m" address='%IX0.0'>\r\n<type><INT/></type>t &lt; u<![CDATA[ a < b ]]></variable></p:project>\n`;
    const letters = [
      '<',
      '>',
      '&',
      '"',
      "'",
      '/',
      '!',
      '-',
      ']',
      ';',
      '=',
      ' ',
      '\n',
      '\r',
      '?',
      'x',
      'é',
      '\u0000',
    ];
    let read = 0;
    for (let seed = 1; seed <= 4_000; seed++) {
      const next = random(seed);
      let text = whole;
      for (let hits = 1 + next(2); hits > 0; hits--) {
        const at = next(text.length + 1);
        text = text.slice(0, at) + letters[next(letters.length)]! + text.slice(at + next(3));
      }
      if (areEqual(text, { maxDepth: 100 }, `seed ${seed} ${JSON.stringify(text)}`)) read++;
    }
    expect(read).toBeGreaterThan(200);
  });

  it.skipIf(samples.length === 0)('reads real files of all vendors as the guarded reader does', () => {
    let read = 0;
    for (const path of samples) {
      const { text } = decode(readFileSync(path)) ?? { text: '' };
      if (areEqual(text, { maxDepth: 100, skip: new Set(['FBD', 'LD']) }, path)) read++;
    }
    expect(read).toBeGreaterThan(samples.length / 2);
  });
});
