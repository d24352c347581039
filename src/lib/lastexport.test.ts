import { expect, it } from 'vitest';
import { changeWords, type ExportedTag } from './lastexport.ts';

const tag = (more: Partial<ExportedTag> = {}): ExportedTag => ({
  ...{
    path: 'G.xRun',
    vendorName: 'xRun',
    vendorAddress: '',
    vendorType: 'BOOL',
    initial: null,
    comment: '',
  },
  ...more,
});

it('a change is told field by field, a rename first, and empty values by a word', () => {
  expect(changeWords(tag(), tag({ path: 'G.xOn', vendorName: 'xOn', comment: 'on' }))).toBe(
    'renamed G.xRun to G.xOn; name xRun to xOn; comment none to on',
  );
  expect(changeWords(tag({ initial: 'TRUE' }), tag())).toBe('initial value TRUE to none');
});
