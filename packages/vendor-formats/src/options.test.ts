import { describe, expect, it } from 'vitest';
import { OptionError, readOptions } from './options.ts';

describe('readOptions', () => {
  it('takes every option of its kind', () => {
    const options = {
      delimiter: ';',
      cpu: 'S7-300',
      ioMap: { '%IX0.0': 'Local:1:I.Data.0' },
      date: '2026-11-21T08:00:00Z',
      optimized: false,
    };
    expect(readOptions(options)).toEqual(options);
    expect(readOptions({})).toEqual({});
  });

  it.each([
    [{ colour: 'red' }, 'OPTION_UNKNOWN'],
    [{ toString: 'x' }, 'OPTION_UNKNOWN'],
    [{ delimiter: '|' }, 'OPTION_INVALID'],
    [{ date: 'yesterday' }, 'OPTION_INVALID'],
    [{ date: '1970-01-01T00:00:00Z' }, 'OPTION_INVALID'],
    [{ ioMap: { a: 1 } }, 'OPTION_INVALID'],
    [{ dbName: 'a"b' }, 'OPTION_INVALID'],
    [[], 'OPTION_INVALID'],
    [null, 'OPTION_INVALID'],
  ])('refuses %j with %s and names it', (input, code) => {
    try {
      readOptions(input);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(OptionError);
      expect(error).toMatchObject({ code });
    }
  });
});
