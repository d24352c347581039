/** Sizes and offsets of TwinCAT structures against what its own compiler wrote into a symbol description. */
import { child, childrenOf, readXml } from '@tagloom/containers';
import { layoutOf } from '@tagloom/st-parser';
import { expect, it } from 'vitest';
import { importTags } from '../intake/import.ts';
import { sample } from '../testing/samples.ts';

const bytes = sample('beckhoff-twincat3/ServerSampleProject.tmc');

it.skipIf(bytes === undefined)(
  'structures of a real .tmc have its sizes and offsets (skipped when ../shared is absent)',
  () => {
    const { texts } = importTags([{ path: 'x.tmc', bytes: bytes ?? new Uint8Array() }]);
    const own = new Map(layoutOf(texts, 'twincat').map((one) => [one.name, one]));
    const root = readXml(new TextDecoder().decode(bytes), 50);
    const compared: string[] = [];
    for (const type of child(root, 'DataTypes')?.children ?? []) {
      const name = child(type, 'Name')?.text ?? '';
      const layout = own.get(name);
      const items = childrenOf(type, 'SubItem');
      if (!/^ST_(?:Sub)?Structure$|^ST_LibVersion$/.test(name) || layout === undefined) continue;
      expect(layout.size * 8, name).toBe(Number(child(type, 'BitSize')?.text));
      for (const item of items) {
        const member = child(item, 'Name')?.text ?? '';
        expect(Number(layout.offsets[member]) * 8, `${name}.${member}`).toBe(
          Number(child(item, 'BitOffs')?.text),
        );
      }
      compared.push(name);
    }
    expect(compared.sort()).toEqual(['ST_LibVersion', 'ST_Structure', 'ST_SubStructure']);
  },
);
