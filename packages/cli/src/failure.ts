/** What a command cannot do: one sentence and a stable code. Wrong usage exits with 2, everything else with 1. */

export type FailureCode =
  | 'COMMAND_UNKNOWN'
  | 'USAGE'
  | 'FORMAT_UNKNOWN'
  | 'OPTION_UNKNOWN'
  | 'OPTION_INVALID'
  | 'SOURCE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'NOTHING_TO_IMPORT';

const USAGE_CODES: ReadonlySet<FailureCode> = new Set([
  'COMMAND_UNKNOWN',
  'USAGE',
  'FORMAT_UNKNOWN',
  'OPTION_UNKNOWN',
  'OPTION_INVALID',
]);

export class Failure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
  }

  get exit(): 1 | 2 {
    return USAGE_CODES.has(this.code) ? 2 : 1;
  }
}

/** The reason in a system error, without its path and call: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+(?: '.*')?$/s, '');
}
