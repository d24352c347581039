/** Descriptions of a container as comments in ST, attributes as pragmas. */

/** The lines of a description without blank ones at both ends; empty when it says nothing. */
export function remarkLines(text: string | undefined): readonly string[] {
  const lines = (text ?? '').split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

/** A description of one line that is short enough to stand behind a declaration. */
export function trailingRemark(lines: readonly string[]): string | null {
  const [only, ...more] = lines;
  return only !== undefined && more.length === 0 && only.length <= LONGEST_TRAILING ? `// ${only}` : null;
}

/** Longest comment behind a declaration, in units; longer ones stand above it. */
const LONGEST_TRAILING = 160;

/** `{attribute 'name' := 'value'}`. */
export function attributePragma(name: string, value: string): string {
  const quoted = (text: string) =>
    `'${text.replace(/\s+/g, ' ').replaceAll('$', '$$$$').replaceAll("'", "$'")}'`;
  return value === '' ? `{attribute ${quoted(name)}}` : `{attribute ${quoted(name)} := ${quoted(value)}}`;
}
