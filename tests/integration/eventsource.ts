/** A listener of Server-Sent Events with a bearer token, which the platform's EventSource cannot send. */

export interface HeardEvent {
  readonly type: string;
  readonly id?: string;
  readonly code?: string;
  readonly cursor?: string;
  readonly author?: { readonly name: string } | null;
  readonly before?: { readonly path: string } | null;
  readonly after?: { readonly path: string } | null;
}

export interface EventListening {
  all(): readonly HeardEvent[];
  of(type: string): readonly HeardEvent[];
  /** Resolves with the events of that type as soon as there are `count`; rejects when the stream ends first. */
  until(type: string, count?: number): Promise<readonly HeardEvent[]>;
  lastId(): string;
  close(): void;
}

/** Rejects with `<status> <code>` when the server refuses. */
export async function openEvents(url: string, token: string, lastEventId?: string): Promise<EventListening> {
  const abort = new AbortController();
  const answer = await fetch(url, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: abort.signal,
  });
  if (!answer.ok) throw new Error(`${answer.status} ${((await answer.json()) as { code: string }).code}`);
  const heard: HeardEvent[] = [];
  const waiting = new Set<() => void>();
  let id = '';
  let isOver = false;
  const take = (block: string) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    id = field('id') ?? id;
    if (data) heard.push(JSON.parse(data) as HeardEvent);
  };
  const read = async () => {
    let rest = '';
    try {
      for await (const text of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(take);
        for (const check of [...waiting]) check();
      }
    } catch {
      // Closed by us, or cut by a server that stops: both are ends.
    } finally {
      isOver = true;
      for (const check of [...waiting]) check();
    }
  };
  void read();
  const of = (type: string) => heard.filter((event) => event.type === type);
  return {
    all: () => heard,
    of,
    until: (type, count = 1) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (of(type).length >= count) resolve(of(type));
          else if (isOver) reject(new Error(`The stream ended without ${count} ${type}.`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
    lastId: () => id,
    close: () => abort.abort(),
  };
}
