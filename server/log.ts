/** Structured logs, one JSON object per line, without credentials and without source text, whoever calls. */

import { pino } from 'pino';
import type { LogLevel } from './config.ts';

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Where lines go; standard output when left out. */
export interface LogSink {
  write(line: string): void;
}

/** Longest text of one field: a message is a sentence, not a file. */
const LONGEST = 2_000;

export function createLog(level: LogLevel, sink?: LogSink): Log {
  const options = {
    level,
    base: null,
    formatters: { log: (fields: object) => scrubFields(fields as Record<string, unknown>) },
    hooks: {
      logMethod(this: unknown, args: unknown[], method: (...all: unknown[]) => void) {
        method.apply(
          this,
          args.map((arg) => (typeof arg === 'string' ? scrub(arg) : arg)),
        );
      },
    },
  };
  return (sink ? pino(options as never, sink) : pino(options as never)) as unknown as Log;
}

function scrubFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? scrub(value) : value]),
  );
}

/**
 * Takes out tokens, one-time codes and what error messages quote: parsers quote their input (`Unexpected token, "PROGRAM
 * M"... is not valid JSON`), and that is somebody's source.
 */
export function scrub(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/([?&](?:token|code)=)[^&\s"]+/g, '$1[removed]')
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '"..."')
    .slice(0, LONGEST);
}
