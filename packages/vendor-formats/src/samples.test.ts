/** Real and synthetic files of the vendors come in, with every row accounted for. */
import { describe, expect, it } from 'vitest';
import { importTags } from './intake/import.ts';
import { exportTags, FORMATS } from './registry.ts';
import { projectFrom, sample, samplePaths, VENDOR_SAMPLES } from './testing/samples.ts';

const isPresent = VENDOR_SAMPLES !== undefined;
/** Schemas, the list of the samples, and two exports of projects without any tag. */
const NO_TAGS = /\.xsd$|MANIFEST\.json$|minimal\.L5X$|Empty\.L5X$|\.plcproj$/;

describe.skipIf(!isPresent)('samples of the vendors (skipped when ../shared is absent)', () => {
  const files = samplePaths().filter((path) => !NO_TAGS.test(path));

  it('are there', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(isPresent ? files : [])(
    '%s comes in: at least 95 of 100 rows, the others by code',
    { timeout: 60_000 },
    (path) => {
      const result = importTags([{ path, bytes: sample(path) ?? new Uint8Array() }]);
      const { total, imported, skipped } = result.rows;
      const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
      expect(imported + left).toBe(total);
      expect(total).toBeGreaterThan(0);
      expect(imported / total).toBeGreaterThanOrEqual(0.95);
      expect(result.tags.length + result.types.length).toBeGreaterThan(0);
      expect(result.format).not.toBeNull();
      const broken = result.diagnostics.filter(({ code }) =>
        /^(MISSING|UNEXPECTED|DUPLICATE|BAD|OPEN)_/.test(code),
      );
      expect(broken).toEqual([]);
    },
  );

  it('what came in can go out to every format again', { timeout: 60_000 }, () => {
    const texts = [
      'rockwell-l5x/Controller_v36_Test.L5X',
      'beckhoff-twincat3/ServerSampleProject.tmc',
    ].flatMap((path) => importTags([{ path, bytes: sample(path) ?? new Uint8Array() }]).texts);
    const project = projectFrom(Object.fromEntries(texts.map(({ path, text }) => [path, text])));
    for (const format of FORMATS) expect(exportTags(project, format).files.length, format).toBeGreaterThan(0);
  });
});

describe.skipIf(!isPresent)('what the samples say', () => {
  const read = (path: string, options = {}) =>
    importTags([{ path, bytes: sample(path) ?? new Uint8Array() }], { options });
  const facts = (path: string, options = {}) =>
    Object.fromEntries(read(path, options).tags.map((tag) => [tag.path, tag]));

  it('Logix CSV: escapes, arrays from 0, aliases with their operand, comments of elements', () => {
    const tags = facts('rockwell-tag-csv/controller-tags.csv');
    expect(tags['Controller.LineSpeed']).toMatchObject({ type: 'REAL', comment: 'Line speed in m/min' });
    expect(tags['Controller.MaxSpeed']).toMatchObject({ qualifiers: ['CONSTANT'] });
    expect(tags['Controller.PartCount']).toMatchObject({ comment: 'Parts\nsince shift start' });
    expect(tags['Controller.Recipe']).toMatchObject({
      type: 'ARRAY [0..2, 0..3] OF DINT',
      comment: '"gold" recipe, 3 zones',
      attributes: { 'logix.comment.[0,0]': 'Zone 1, first step' },
    });
    expect(tags['Controller.StartPB']).toMatchObject({ type: 'BOOL', device: 'Local:1:I.Data.0' });
    expect(tags['MainProgram.Step']).toMatchObject({ type: 'INT' });
    expect(facts('rockwell-tag-csv/controller-tags-semicolon.csv')).toEqual(tags);
  });

  it('Logix CSV: an I/O map gives the address back', () => {
    const ioMap = { '%IX0.0': 'Local:1:I.Data.0' };
    const tags = facts('rockwell-tag-csv/controller-tags.csv', { ioMap });
    expect(tags['Controller.StartPB']).toMatchObject({ address: '%IX0.0', device: 'Local:1:I.Data.0' });
  });

  it('TIA tables: XLSX by header, SDF by place, both XML files; names that ST has not are kept', () => {
    const xlsx = facts('siemens-tia-xlsx/PLCTags.xlsx');
    expect(xlsx['Full_Tag_Table.Panel_Emergency_Stop']).toMatchObject({
      type: 'BOOL',
      address: '%IX2.7',
      attributes: { 'tia.name': 'Panel Emergency Stop' },
    });
    const sdf = facts('siemens-tia-sdf/PLCTags.sdf');
    expect(sdf['Default_tag_table.Temp_Raw']).toMatchObject({ type: 'WORD', address: '%IW256' });
    expect(sdf['Default_tag_table.T_Fill']).toMatchObject({ device: '%T9', comment: 'S5 timer' });
    const tagtable = facts('siemens-tia-tagtable-xml/tagtable.xml');
    expect(tagtable['Default_tag_table.StartPB']).toMatchObject({ comment: 'Start & go', address: '%IX0.0' });
    const inputs = facts('siemens-openness-xml/Inputs.xml');
    expect(inputs['Inputs.DI_EmergencyStop']).toMatchObject({ type: 'BOOL', address: '%IX0.0' });
  });

  it('Openness blocks and structures, and the same objects as SIMATIC SD', () => {
    const xml = read('siemens-openness-xml/UDT_Settings.xml').types;
    const sd = read('siemens-simatic-sd/UDT_Settings.s7dcl').types;
    expect(xml.map((type) => [type.name, type.members?.map((one) => one.name)])).toEqual([
      ['UDT_Settings', ['AlarmDelays', 'Sensors']],
    ]);
    expect(sd.map((type) => type.members?.map((one) => one.name))).toEqual([['AlarmDelays', 'Sensors']]);
  });

  it('TMC: types, values, attributes; CODESYS symbols: types and places', () => {
    const tmc = facts('beckhoff-twincat3/ServerSampleProject.tmc');
    expect(tmc['MAIN.iVar1']).toMatchObject({ type: 'INT', initial: '42', attributes: { 'OPC.UA.DA': '1' } });
    expect(tmc['MAIN.iArrayIntVar2']).toMatchObject({ type: 'ARRAY [0..11] OF INT' });
    expect(tmc['MAIN.nMyValue']).toMatchObject({
      comment: 'Variable for HistoryUpdate (single) client sample',
    });
    const symbols = facts('codesys-symbol-xml/demo.Device.Application.xml');
    expect(symbols['GVL.history']).toMatchObject({ type: 'ARRAY [0..10] OF INT' });
    expect(symbols['PLC_PRG.p']).toMatchObject({ type: 'Point' });
  });
});
