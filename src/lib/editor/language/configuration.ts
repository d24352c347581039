/** How the editor helps while typing ST: brackets, comments, indentation, folding marks. */

import type { languages } from 'monaco-editor/editor';

const OPENERS = [
  '(?:IF|ELSIF)\\b.*\\bTHEN',
  '(?:FOR|WHILE)\\b.*\\bDO',
  'CASE\\b.*\\bOF',
  'ELSE',
  'REPEAT',
  'VAR(?:_\\w+)?(?:\\s+(?:CONSTANT|RETAIN|NON_RETAIN|PERSISTENT|PUBLIC|PRIVATE|PROTECTED|INTERNAL))*',
  'TYPE',
  '(?:\\w+\\s*:\\s*)?(?:STRUCT|UNION)',
  'REGION\\b.*',
].join('|');

const REST = '\\s*(?:\\/\\/.*|\\(\\*[^*]*\\*\\)\\s*)?$';

/** A CASE label with nothing behind it; its statements stand one step in. */
const CASE_LABEL = new RegExp(`^\\s*[\\w#.][\\w#.,\\s]*:${REST}`, 'i');

/** Keyword pairs are not brackets here: Monaco would search for the enclosing pair at every key. */
export const CONFIGURATION: languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['(*', '*)'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
  ],
  colorizedBracketPairs: [],
  autoClosingPairs: [
    { open: '(', close: ')', notIn: ['string', 'comment'] },
    { open: '[', close: ']', notIn: ['string', 'comment'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
  ],
  wordPattern: /[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*|%[A-Za-z]+[\d.]*|\d[\w.#]*/,
  indentationRules: {
    increaseIndentPattern: new RegExp(`^\\s*(?:${OPENERS})${REST}`, 'i'),
    decreaseIndentPattern:
      /^\s*(?:END_(?!PROGRAM|FUNCTION|FUNCTION_BLOCK|METHOD)\w+|ELSE|ELSIF\b.*|UNTIL\b.*)\b/i,
  },
  onEnterRules: [
    { beforeText: CASE_LABEL, action: { indentAction: 1 as languages.IndentAction.Indent } },
    {
      beforeText: /^\s*\(\*\*?(?!.*\*\)).*$/,
      afterText: /^\s*\*\)$/,
      action: { indentAction: 2 as languages.IndentAction.IndentOutdent },
    },
  ],
  folding: {
    markers: {
      start: /^\s*(?:\{\s*region\b|\/\/\s*#?region\b|REGION\b)/i,
      end: /^\s*(?:\{\s*endregion\b|\/\/\s*#?endregion\b|END_REGION\b)/i,
    },
  },
};
