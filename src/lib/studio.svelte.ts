/** What of the workspace's panels is open; shared by pages, status bar and palette. */

export const studio = $state<{
  /** Which tab the bottom panel shows where problems and tags share it. */
  bottom: 'problems' | 'tags';
  /** On small windows the side panels lie over the page. */
  over: 'none' | 'files' | 'people' | 'vendor';
}>({ bottom: 'problems', over: 'none' });
