/** First texts for an empty file. */

const NAME = /[^A-Za-z0-9_]/g;

export const STARTERS = [
  {
    id: 'program',
    title: 'Program',
    text: (name: string) => `PROGRAM ${word(name)}\nVAR\n\nEND_VAR\n\nEND_PROGRAM\n`,
  },
  {
    id: 'block',
    title: 'Function block',
    text: (name: string) =>
      `FUNCTION_BLOCK ${word(name)}\nVAR_INPUT\n\nEND_VAR\nVAR_OUTPUT\n\nEND_VAR\nVAR\n\nEND_VAR\n\nEND_FUNCTION_BLOCK\n`,
  },
  { id: 'globals', title: 'Global variables', text: () => 'VAR_GLOBAL\n\nEND_VAR\n' },
] as const;

/** A file name as an identifier. */
function word(name: string): string {
  const cleaned = name.replace(NAME, '_');
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`;
}
