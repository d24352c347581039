/** One request to our own server; every failure is an `ApiError` with a stable code. */

/** No answer came: the network or the server is away. */
export const OFFLINE = 'OFFLINE';

/** Longest wait for an answer unless the caller says otherwise, milliseconds. */
const ANSWER_WITHIN_MS = 15_000;

/** A refused or failed request. `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface SendOptions {
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
  /** The answer is a text, not JSON. */
  readonly isText?: boolean;
}

/** One request; throws `ApiError` for anything but a 2xx answer. */
export async function send<T>(method: string, path: string, options: SendOptions = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.withinMs ?? ANSWER_WITHIN_MS);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
  };
  if (options.json !== undefined) {
    init.body = JSON.stringify(options.json);
    init.headers = { 'content-type': 'application/json' };
  } else if (options.body !== undefined) init.body = options.body;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw noAnswer(cause);
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (options.isText ? await response.text() : await response.json()) as T;
}

function noAnswer(cause: unknown): ApiError {
  const error = new ApiError(OFFLINE, 'The server does not answer. Check the network, then try again.', 0);
  error.cause = cause;
  return error;
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = readProblem(text);
  return new ApiError(
    problem?.code ?? `HTTP_${response.status}`,
    problem?.message ?? `The server answered ${response.status} ${response.statusText}.`,
    response.status,
  );
}

function readProblem(text: string): { code: string; message: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { code, message } = value as Record<string, unknown>;
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
