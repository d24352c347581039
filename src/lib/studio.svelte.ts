/** What of the workspace's panels is open; shared by pages, status bar and palette. */

export const studio = $state<{
  /** Which tab the bottom panel shows; tags only where they share it. */
  bottom: 'problems' | 'references' | 'search' | 'tags';
  /** Only problems with these words in message, code or file are listed. */
  problemFilter: string;
  /** Grows when the search field shall have the focus. */
  searchAsked: number;
  /** On small windows the side panels lie over the page. */
  over: 'none' | 'files' | 'people' | 'vendor';
}>({ bottom: 'problems', problemFilter: '', searchAsked: 0, over: 'none' });
