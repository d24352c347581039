/** Places in standard blocks and in `%M`, against the tables of the specification and a second calculation. */
import { layoutOf } from '@tagloom/st-parser';
import { describe, expect, it } from 'vitest';
import { exportTags } from '../registry.ts';
import { generatedProject } from '../testing/programs.ts';
import { projectFrom } from '../testing/samples.ts';
import type { VendorOptions } from '../types.ts';
import { absolute, layout, leaves } from './offsets.ts';

const NONE = () => undefined;

/** Members as `name: type` in order, offsets as text. */
function places(...types: readonly string[]): readonly string[] {
  const members = types.map((type, at) => ({ name: `m${at}`, type }));
  return Object.values(layout('DB', members, NONE)?.offsets ?? {});
}

describe('standard access', () => {
  it('follows the table that a real PLC was tested with', () => {
    const types = 'Int Int Real Real Byte Byte Word Word DWord DWord DInt DInt Char Char Bool Bool'.split(
      ' ',
    );
    expect(places(...types)).toEqual(
      '0.0 2.0 4.0 8.0 12.0 13.0 14.0 16.0 18.0 22.0 26.0 30.0 34.0 35.0 36.0 36.1'.split(' '),
    );
  });

  it('begins everything of two bytes and more at an even byte, strings and arrays too', () => {
    expect(places('Bool', 'LReal', 'Byte', 'Int')).toEqual(['0.0', '2.0', '10.0', '12.0']);
    expect(places('Byte', 'String[10]', 'Bool', 'Array[0..9] of Bool', 'Byte')).toEqual([
      '0.0',
      '2.0',
      '14.0',
      '16.0',
      '18.0',
    ]);
    expect(places('String[3]', 'Byte', 'WString[2]', 'Bool')).toEqual(['0.0', '6.0', '8.0', '16.0']);
    expect(layout('DB', [{ name: 'a', type: 'Byte' }], NONE)?.size).toBe(2);
  });

  it('lists leaves with absolute addresses of their size', () => {
    const members = [
      { name: 'on', type: 'Bool' },
      { name: 'grid', type: 'Array[0..1, 0..2] of Int' },
      { name: 'st', type: '"ST"' },
    ];
    const lookup = (name: string) =>
      name === 'ST'
        ? [
            { name: 'b', type: 'Byte' },
            { name: 'd', type: 'DInt' },
          ]
        : undefined;
    expect(leaves(members, lookup)?.map((one) => `${one.path} ${absolute(one.at, one.bits)}`)).toEqual([
      'on DBX0.0',
      'grid[0,0] DBW2',
      'grid[0,1] DBW4',
      'grid[0,2] DBW6',
      'grid[1,0] DBW8',
      'grid[1,1] DBW10',
      'grid[1,2] DBW12',
      'st.b DBB14',
      'st.d DBD16',
    ]);
    expect(layout('DB', [{ name: 't', type: 'TON_TIME' }], NONE)).toBeNull();
  });

  it('equals the calculation of the language room on the sources that were written', () => {
    let compared = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { files, layout: own = [] } = exportTags(projectFrom(generatedProject(seed)), 'siemens-db', {
        optimized: false,
      });
      const texts = files.map(({ name, bytes }) => ({
        path: name.replace(/\.(?:db|udt)$/, '.scl'),
        text: new TextDecoder().decode(bytes),
      }));
      const second = new Map(layoutOf(texts, 'S7-1500').map((one) => [one.name.toLowerCase(), one]));
      for (const one of own) {
        const other = second.get(one.name.toLowerCase());
        if (other === undefined) continue;
        expect(other.offsets, `seed ${seed}, ${one.name}`).toEqual(one.offsets);
        expect(other.size, `seed ${seed}, ${one.name}`).toBe(one.size);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('puts absolute addresses into the side map, by number or by name; optimised blocks have none', () => {
    const project = projectFrom({
      'G.st': 'VAR_GLOBAL\n  a : BOOL;\n  b : INT;\n  c : ARRAY [1..2] OF DINT;\nEND_VAR\n',
    });
    const addresses = (options: VendorOptions) =>
      exportTags(project, 'siemens-db', options).map.map((one) => `${one.path} ${one.vendorAddress}`);
    expect(addresses({ optimized: false, dbNumber: 7 })).toEqual([
      'G.a %DB7.DBX0.0',
      'G.b %DB7.DBW2',
      'G.c %DB7.DBX4.0',
    ]);
    expect(addresses({ optimized: false })).toEqual(['G.a "G".%DBX0.0', 'G.b "G".%DBW2', 'G.c "G".%DBX4.0']);
    expect(addresses({ optimized: false, dbNumber: 7, expandMap: true }).slice(2)).toEqual([
      'G.c[1] %DB7.DBD4',
      'G.c[2] %DB7.DBD8',
    ]);
    expect(addresses({})).toEqual(['G.a ', 'G.b ', 'G.c ']);
  });
});

describe('allocation of %M', () => {
  const source =
    'VAR_GLOBAL\n  a : BOOL;\n  b : BOOL;\n  n : INT;\n  y : BYTE;\n  d : DINT;\n  x AT %MW108 : INT;\n  l : LREAL;\n  s : STRING[10];\nEND_VAR\n';
  const addresses = (text: string, options: VendorOptions) => {
    const result = exportTags(projectFrom({ 'G.st': text }), 'siemens-xlsx', { allocate: 'M', ...options });
    return { ...result, list: result.map.map((one) => `${one.path} ${one.vendorAddress}`) };
  };

  it('packs bits, begins words at even bytes, and keeps off explicit addresses', () => {
    const { list, diagnostics } = addresses(source, {});
    expect(list).toEqual([
      'G.a %M100.0',
      'G.b %M100.1',
      'G.n %MW102',
      'G.y %MB104',
      'G.d %MD110',
      'G.x %MW108',
      'G.l %M114.0',
    ]);
    expect(diagnostics.filter((one) => one.code === 'ADDRESS_ASSIGNED')).toHaveLength(6);
    expect(diagnostics.filter((one) => one.tag === 'G.s').map((one) => one.code)).toEqual([
      'TYPE_UNSUPPORTED',
    ]);
  });

  it('is stable: a tag put in front moves no other one when the side map is given', () => {
    const first = addresses(source, { allocateStart: 0 });
    const changed = source.replace('  a : BOOL;', '  first : DINT;\n  a : BOOL;');
    const again = addresses(changed, { allocateStart: 0, sideMap: { entries: first.map } });
    expect(again.list.filter((one) => !one.startsWith('G.first'))).toEqual(first.list);
    expect(again.list.find((one) => one.startsWith('G.first'))).toBeDefined();
    const addressesOnly = again.list.map((one) => one.split(' ')[1]);
    expect(new Set(addressesOnly).size).toBe(addressesOnly.length);
  });
});
