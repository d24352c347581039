/** Options of exports and imports as JSON in the query; unknown ones are refused. */

import { OptionError, readOptions, type VendorOptions } from '@tagloom/vendor-formats';
import type { Context } from 'hono';
import { Problem } from '../problem.ts';

export function readOptionsOf(c: Context): VendorOptions {
  const text = c.req.query('options');
  return optionsOf(() => (text ? JSON.parse(text) : {}));
}

/** Options as they came; throws `OPTION_INVALID`. */
export function optionsOf(read: () => unknown): VendorOptions {
  try {
    return readOptions(read());
  } catch (error) {
    const isKnown = error instanceof OptionError || error instanceof SyntaxError;
    if (!isKnown) throw error;
    throw new Problem('OPTION_INVALID', error.message, { status: 422 });
  }
}
