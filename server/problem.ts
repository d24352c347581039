/** What goes wrong and is told to somebody: a stable code and one sentence (contract: "Errors everywhere"). */

/** A refusal or failure with a code from the documented table. `status` is the HTTP status it becomes. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly details: unknown;

  constructor(code: string, message: string, options: { status?: number; details?: unknown } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details;
  }
}

/** An environment value or a file that the server cannot start with. */
export class ConfigError extends Problem {
  override readonly name = 'ConfigError';
}

/** The database could not do it now; nothing was stored. Heals without a restart. */
export class StoreError extends Problem {
  override readonly name = 'StoreError';

  constructor(code: string, message: string) {
    super(code, message, { status: 503 });
  }
}

/** The code of any thrown thing; `INTERNAL` for what is not a Problem. */
export function codeOf(error: unknown): string {
  return error instanceof Problem ? error.code : 'INTERNAL';
}

/** Unknown and forbidden projects answer alike (contract section 5). */
export function projectUnknown(id: string): Problem {
  return new Problem('PROJECT_UNKNOWN', `There is no project ${id} that you can open.`, { status: 404 });
}
