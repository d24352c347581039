/**
 * The yardstick of the parser bench: a declaration grammar in Chevrotain, the fastest parser generator for JavaScript. It reads POUs,
 * variable sections, types and initial values into its CST and skips bodies, so it does less than our parser; errors are recovered.
 */

import { CstParser, createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

const Identifier = createToken({ name: 'Identifier', pattern: /[A-Za-z_]\w*/ });

function word(name: string): TokenType {
  return createToken({ name, pattern: new RegExp(name, 'i'), longer_alt: Identifier });
}

function mark(name: string, pattern: string | RegExp): TokenType {
  return createToken({ name, pattern });
}

function skipped(name: string, pattern: RegExp): TokenType {
  return createToken({ name, pattern, group: Lexer.SKIPPED, line_breaks: true });
}

const [PROGRAM, FUNCTION_BLOCK, FUNCTION, TYPE, STRUCT, ARRAY, OF, CONSTANT, RETAIN, AT] = [
  'PROGRAM',
  'FUNCTION_BLOCK',
  'FUNCTION',
  'TYPE',
  'STRUCT',
  'ARRAY',
  'OF',
  'CONSTANT',
  'RETAIN',
  'AT',
].map(word) as [
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
  TokenType,
];
const Var = createToken({
  name: 'Var',
  pattern: /VAR(?:_INPUT|_OUTPUT|_IN_OUT|_GLOBAL|_TEMP|_EXTERNAL)?/i,
  longer_alt: Identifier,
});
const [END_VAR, END_STRUCT, END_TYPE] = ['END_VAR', 'END_STRUCT', 'END_TYPE'].map(word) as [
  TokenType,
  TokenType,
  TokenType,
];
const EndPou = createToken({
  name: 'EndPou',
  pattern: /END_(?:PROGRAM|FUNCTION_BLOCK|FUNCTION)/i,
  longer_alt: Identifier,
});
const Literal = mark('Literal', /(?:[A-Za-z]\w*#[\w.+-]+|\d(?:[\w#]|\.(?!\.))*|'(?:\$.|[^'\n])*')/);
const Address = mark('Address', /%[IQM][\w.*]*/i);
const [Assign, Range, Colon, Semicolon, Comma, Open, Close, OpenIndex, CloseIndex] = [
  mark('Assign', ':='),
  mark('Range', '..'),
  mark('Colon', ':'),
  mark('Semicolon', ';'),
  mark('Comma', ','),
  mark('Open', '('),
  mark('Close', ')'),
  mark('OpenIndex', '['),
  mark('CloseIndex', ']'),
] as [TokenType, TokenType, TokenType, TokenType, TokenType, TokenType, TokenType, TokenType, TokenType];
const Other = mark('Other', /[-+*/<>=&^.#]/);

const TOKENS = [
  skipped('Blank', /\s+/),
  skipped('LineComment', /\/\/[^\n]*/),
  skipped('BlockComment', /\(\*[\s\S]*?\*\)/),
  skipped('Pragma', /\{[^}]*\}/),
  Literal,
  Address,
  EndPou,
  END_VAR,
  END_STRUCT,
  END_TYPE,
  PROGRAM,
  FUNCTION_BLOCK,
  FUNCTION,
  Var,
  TYPE,
  STRUCT,
  ARRAY,
  OF,
  CONSTANT,
  RETAIN,
  AT,
  Identifier,
  Assign,
  Range,
  Colon,
  Semicolon,
  Comma,
  Open,
  Close,
  OpenIndex,
  CloseIndex,
  Other,
];

class Declarations extends CstParser {
  constructor() {
    super(TOKENS, { recoveryEnabled: true });
    this.performSelfAnalysis();
  }

  file = this.RULE('file', () => {
    this.MANY(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.types) },
        { ALT: () => this.SUBRULE(this.pou) },
        { ALT: () => this.SUBRULE(this.section) },
      ]),
    );
  });

  types = this.RULE('types', () => {
    this.CONSUME(TYPE);
    this.MANY(() => {
      this.CONSUME(Identifier);
      this.CONSUME(Colon);
      this.SUBRULE(this.type);
      this.OPTION(() => this.SUBRULE(this.initial));
      this.OPTION1(() => this.CONSUME(Semicolon));
    });
    this.CONSUME(END_TYPE);
  });

  pou = this.RULE('pou', () => {
    this.OR([
      { ALT: () => this.CONSUME(PROGRAM) },
      { ALT: () => this.CONSUME(FUNCTION_BLOCK) },
      { ALT: () => this.CONSUME(FUNCTION) },
    ]);
    this.CONSUME(Identifier);
    this.OPTION(() => {
      this.CONSUME(Colon);
      this.SUBRULE(this.type);
    });
    this.MANY(() => this.SUBRULE(this.section));
    this.SUBRULE(this.body);
    this.CONSUME(EndPou);
  });

  section = this.RULE('section', () => {
    this.CONSUME(Var);
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(CONSTANT) }, { ALT: () => this.CONSUME(RETAIN) }]));
    this.MANY1(() => this.SUBRULE(this.declaration));
    this.CONSUME(END_VAR);
  });

  declaration = this.RULE('declaration', () => {
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.CONSUME(Identifier) });
    this.OPTION(() => {
      this.CONSUME(AT);
      this.CONSUME(Address);
    });
    this.CONSUME(Colon);
    this.SUBRULE(this.type);
    this.OPTION1(() => this.SUBRULE(this.initial));
    this.CONSUME(Semicolon);
  });

  type = this.RULE('type', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.array) },
      { ALT: () => this.SUBRULE(this.struct) },
      {
        ALT: () => {
          this.CONSUME(Identifier);
          this.OPTION(() => {
            this.CONSUME(Open);
            this.CONSUME(Literal);
            this.OPTION1(() => {
              this.CONSUME(Range);
              this.CONSUME1(Literal);
            });
            this.CONSUME(Close);
          });
        },
      },
    ]);
  });

  array = this.RULE('array', () => {
    this.CONSUME(ARRAY);
    this.CONSUME(OpenIndex);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        this.CONSUME(Literal);
        this.CONSUME(Range);
        this.CONSUME1(Literal);
      },
    });
    this.CONSUME(CloseIndex);
    this.CONSUME(OF);
    this.SUBRULE(this.type);
  });

  struct = this.RULE('struct', () => {
    this.CONSUME(STRUCT);
    this.MANY(() => this.SUBRULE(this.declaration));
    this.CONSUME(END_STRUCT);
  });

  initial = this.RULE('initial', () => {
    this.CONSUME(Assign);
    this.SUBRULE(this.value);
  });

  value = this.RULE('value', () => {
    this.OR([
      { ALT: () => this.CONSUME(Literal) },
      { ALT: () => this.CONSUME(Identifier) },
      {
        ALT: () => {
          this.CONSUME(OpenIndex);
          this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.value) });
          this.CONSUME(CloseIndex);
        },
      },
    ]);
  });

  /** Not read, only passed over. */
  body = this.RULE('body', () => {
    this.MANY(() =>
      this.OR(
        [
          Identifier,
          Literal,
          Address,
          Assign,
          Range,
          Colon,
          Semicolon,
          Comma,
          Open,
          Close,
          OpenIndex,
          CloseIndex,
          Other,
          OF,
        ].map((token, at) => ({ ALT: () => this.consume(at, token) })),
      ),
    );
  });
}

const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset', ensureOptimizations: false });
const parser = new Declarations();

/** Reads a text; the number of errors, so that the work cannot be optimised away. */
export function yardstick(text: string): number {
  const { tokens, errors } = lexer.tokenize(text);
  parser.input = tokens as IToken[];
  parser.file();
  return errors.length + parser.errors.length;
}
