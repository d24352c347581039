/** What the page, its peers and the runner of the editor bench agree on. */

/**
 * `alone` is Monaco with the same settings and nobody else: what the browser itself costs. `floor` is Monaco that writes
 * the letters of the same peers as plain edits, with no shared text, no cursors and nothing to send: what any binding
 * costs at least.
 */
export const KINDS = ['alone', 'floor', 'yMonaco', 'ours'] as const;
export type Kind = (typeof KINDS)[number];

export interface Setting {
  readonly kind: Kind;
  readonly lines: number;
  /** Items of the shared text that scattered edits have made, about. */
  readonly items: number;
}

export const PEERS = 5;
/** Between two edits of the peers together, in milliseconds: each of them types five letters a second. */
export const PEER_EDIT_EVERY = 40;

export function settingOf(search: string): Setting {
  const params = new URLSearchParams(search);
  return {
    kind: params.get('kind') as Kind,
    lines: Number(params.get('lines')),
    items: Number(params.get('items')),
  };
}

export function searchOf({ kind, lines, items }: Setting): string {
  return `?${new URLSearchParams({ kind, lines: `${lines}`, items: `${items}` })}`;
}
