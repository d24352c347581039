/** Files to our own server, with word of how far it is: bytes that went out, then what the server says line by line. */

import { ApiError, OFFLINE } from './send.ts';

/** How far something is: 0 to 1, and what is being done. */
export interface Progress {
  readonly share: number;
  readonly message: string;
}

export type Tell = (progress: Progress) => void;

/** What the bytes on their way are of the whole. */
const SENT_SHARE = 0.25;

interface Line {
  readonly percent?: number;
  readonly message?: string;
  readonly answer?: unknown;
  readonly problem?: { readonly code: string; readonly message: string; readonly status: number };
}

/** Posts a form; rejects with `ApiError`, and as `fetch` does when `signal` aborts. */
export function upload<T>(path: string, body: FormData, tell: Tell, signal?: AbortSignal): Promise<T> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => request.abort();
  request.open('POST', path);
  request.setRequestHeader('accept', 'application/x-ndjson, application/json');
  request.upload.onprogress = ({ loaded, total }) => tell(sent(loaded, total));
  request.onprogress = () => {
    const last = linesOf(request.responseText).findLast(({ percent }) => percent !== undefined);
    if (last)
      tell({ share: SENT_SHARE + ((1 - SENT_SHARE) * last.percent!) / 100, message: last.message ?? '' });
  };
  request.onerror = () =>
    reject(new ApiError(OFFLINE, 'The server does not answer. Check the network, then try again.', 0));
  request.onabort = () => reject(signal?.reason ?? new DOMException('Aborted', 'AbortError'));
  request.onload = () => {
    const end = endOf(request);
    if (end.problem) reject(new ApiError(end.problem.code, end.problem.message, end.problem.status));
    else resolve(end.answer as T);
  };
  if (signal?.aborted) return Promise.reject(signal.reason);
  signal?.addEventListener('abort', stop, { once: true });
  request.send(body);
  return promise.finally(() => signal?.removeEventListener('abort', stop));
}

function sent(loaded: number, total: number): Progress {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const share = total === 0 ? 0 : (SENT_SHARE * loaded) / total;
  return {
    share,
    message: loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB sent` : 'The server reads',
  };
}

/** Whole lines; the last one may still be on its way. */
export function linesOf(text: string): Line[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

/** The last line; a refusal before the work is one problem without lines. */
function endOf({ status, statusText, responseText }: XMLHttpRequest): Line {
  try {
    if (status === 200) return linesOf(`${responseText.trimEnd()}\n`).at(-1) ?? {};
    const { code, message } = JSON.parse(responseText) as { code: string; message: string };
    return { problem: { code, message, status } };
  } catch {
    return {
      problem: { code: `HTTP_${status}`, message: `The server answered ${status} ${statusText}.`, status },
    };
  }
}
