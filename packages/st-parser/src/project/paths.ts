/** Names and paths as they are called, whatever they are written like. */

/** No quotes and signs, no blanks but those inside of quotes. */
export function unquoted(path: string): string {
  return path.replace(/"([^"\n]*)"|[\s#']/g, '$1');
}
