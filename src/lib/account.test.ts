import { expect, it } from 'vitest';
import { browserName } from './account.ts';

it('names a browser by what people recognise', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  expect(browserName(chrome)).toBe('Chrome on Linux');
  expect(browserName(`${chrome} Edg/156.0`)).toBe('Edge on Linux');
  expect(browserName('Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
    'Firefox on Windows',
  );
  expect(browserName('curl/8.9')).toBe('curl/8.9');
  expect(browserName('')).toBe('Unknown browser');
});
