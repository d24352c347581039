/** Answers that tell how far they are: one JSON object a line (`application/x-ndjson`), the last one holds the answer or the problem. */

import type { Context } from 'hono';
import { Problem } from '../problem.ts';

const NDJSON = 'application/x-ndjson';

export type Tell = (percent: number, message: string) => void;

/** Whether the caller reads lines; everybody else gets one answer. */
export function wantsLines(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes(NDJSON);
}

/** Lines `{ percent, message }`, then `{ answer }` or `{ problem }`; the status is 200 in both cases. `fail` hears what is no `Problem`. */
export function answerInLines(
  work: (tell: Tell) => Promise<object>,
  fail: (error: unknown) => void,
): Response {
  const encoder = new TextEncoder();
  let isRead = true;
  const body = new ReadableStream<Uint8Array>({
    start: async (stream) => {
      const write = (line: object) => {
        if (isRead) stream.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      try {
        write({ answer: await work((percent, message) => write({ percent, message })) });
      } catch (error) {
        if (!(error instanceof Problem)) fail(error);
        write({ problem: problemOf(error) });
      }
      if (isRead) stream.close();
    },
    cancel: () => {
      isRead = false;
    },
  });
  return new Response(body, { headers: { 'content-type': NDJSON, 'cache-control': 'no-store' } });
}

function problemOf(error: unknown): object {
  if (!(error instanceof Problem))
    return { code: 'INTERNAL', message: 'The server failed; its log says why.', status: 500 };
  const { code, message, status } = error;
  return { code, message, status };
}
