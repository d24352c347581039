/** The filter of the tag table as the parameters of a link, and back. */

import type { Severity } from '@tagloom/st-parser';

/** What a person filtered, as far as it can be sent to somebody else. */
export interface LinkedFilter {
  readonly text: string;
  readonly scopes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly severities: ReadonlySet<Severity>;
  readonly isToday: boolean;
  /** Names of people. */
  readonly authors: ReadonlySet<string>;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Adds what is filtered; nothing for what is not. */
export function addFilter(params: URLSearchParams, filter: LinkedFilter): void {
  if (filter.text.trim() !== '') params.set('find', filter.text.trim());
  for (const scope of filter.scopes) params.append('scope', scope);
  for (const type of filter.types) params.append('type', type);
  for (const severity of filter.severities) params.append('severity', severity);
  if (filter.isToday) params.set('changed', 'today');
  for (const name of filter.authors) params.append('by', name);
}

/** What a link filters; null when it does not. Words that nobody knows count as none. */
export function filterIn(params: URLSearchParams): LinkedFilter | null {
  const filter: LinkedFilter = {
    text: params.get('find') ?? '',
    scopes: new Set(params.getAll('scope')),
    types: new Set(params.getAll('type')),
    severities: new Set(SEVERITIES.filter((severity) => params.getAll('severity').includes(severity))),
    isToday: params.get('changed') === 'today',
    authors: new Set(params.getAll('by')),
  };
  const { scopes, types, severities, authors } = filter;
  const isOpen = filter.text === '' && !filter.isToday;
  return isOpen && scopes.size + types.size + severities.size + authors.size === 0 ? null : filter;
}
