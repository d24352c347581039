/** Keyboard shortcuts as text: "Ctrl+Shift+P" is Cmd on a Mac; matching and showing them. */

/** Whether this machine's main modifier is Cmd. */
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The parts of a keyboard event that shortcuts look at. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Whether the event is this shortcut. `mac` swaps Ctrl for Cmd. */
export function matchesKeys(event: KeyPress, keys: string, mac = isMac): boolean {
  const parts = keys.split('+');
  const wanted = parts[parts.length - 1] ?? '';
  const main = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (main !== parts.includes('Ctrl') || other) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  // A sign such as "?" needs Shift on most layouts: only letters and named keys tell Shift apart.
  const isSign = wanted.length === 1 && !/[a-z0-9]/i.test(wanted);
  if (!isSign && event.shiftKey !== parts.includes('Shift')) return false;
  return event.key.toLowerCase() === wanted.toLowerCase();
}

/** The keys as they are drawn, one per cap. */
export function keyCaps(keys: string, mac = isMac): string[] {
  return keys.split('+').map((part) => {
    if (part === 'Ctrl') return mac ? 'Cmd' : 'Ctrl';
    if (part === 'PageUp') return 'PgUp';
    if (part === 'PageDown') return 'PgDn';
    return part;
  });
}

/** The same for `aria-keyshortcuts`. */
export function ariaKeys(keys: string, mac = isMac): string {
  return keys.replace('Ctrl', mac ? 'Meta' : 'Control');
}

/** Whether a key without modifier belongs to what has the focus, because text is being written there. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'file'].includes(target.type);
  return target.closest('.monaco-editor') !== null;
}
