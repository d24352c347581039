/** The alphabet of the tree: token kinds (below 128) and node kinds (from 128). */

/** Kinds of tokens. Keywords are identifiers until the parser, who knows the context, says otherwise. */
export const K = {
  Eof: 0,
  /** Blanks, tabs, line ends, byte order mark. */
  Space: 1,
  LineComment: 2,
  BlockComment: 3,
  Pragma: 4,
  /** A comment that never closes; it was cut where code seems to go on. */
  OpenComment: 5,
  OpenPragma: 6,
  /** A character that no dialect knows. */
  Bad: 7,
  /** The remainder of a token longer than 2^24 - 1 units. */
  More: 8,
  Ident: 10,
  /** `"name"` in the Siemens dialect. */
  Quoted: 11,
  /** `#name`, `#"name"`. */
  Local: 12,
  Int: 13,
  Real: 14,
  /** `INT#5`, `T#1s`, `E#Red`, `STRING#'x'`. */
  Typed: 15,
  String: 16,
  WString: 17,
  /** A string that the line end cut. */
  OpenString: 18,
  /** `%IX0.0`, `%I*`, `%DB1.DBX0.0`, and the `%X0` of a partial access. */
  Address: 19,
  Keyword: 20,
  /** Free text up to the line end, behind REGION or TITLE. */
  Text: 21,
  /** `.5`: bit access. */
  Bit: 22,
  Semicolon: 30,
  Colon: 31,
  Assign: 32,
  Arrow: 33,
  Comma: 34,
  Dot: 35,
  DotDot: 36,
  LParen: 37,
  RParen: 38,
  LBracket: 39,
  RBracket: 40,
  Caret: 41,
  Plus: 42,
  Minus: 43,
  Star: 44,
  Slash: 45,
  Power: 46,
  Eq: 47,
  Ne: 48,
  Lt: 49,
  Gt: 50,
  Le: 51,
  Ge: 52,
  Amp: 53,
  /** `?=`. */
  Try: 54,
  /** `+=`, `-=`, `*=`, `/=`, and so on. */
  Compound: 55,
  /** Rockwell `[:=]`. */
  Retentive: 56,
} as const;

/** Kinds of nodes. Items (units, sections, declarations, statements) are objects; the rest lives inside their records. */
export const N = {
  File: 128,
  // Units
  Pou: 129,
  TypeBlock: 130,
  Section: 131,
  Configuration: 132,
  Resource: 133,
  Namespace: 134,
  DataBlock: 135,
  Using: 136,
  Property: 137,
  Accessor: 138,
  Stray: 139,
  // Parts of units
  Header: 140,
  End: 141,
  StructType: 142,
  TypeDecl: 143,
  VarDecl: 144,
  Member: 145,
  Task: 146,
  ProgramInstance: 147,
  Body: 148,
  StrayWord: 149,
  // Statements
  Assign: 150,
  Call: 151,
  If: 152,
  Case: 153,
  For: 154,
  While: 155,
  Repeat: 156,
  Region: 157,
  Jump: 158,
  Label: 159,
  Empty: 160,
  Bad: 161,
  Branch: 162,
  CaseLabel: 163,
  Step: 164,
  Transition: 165,
  Action: 166,
  /** The type that a data block is an instance of. */
  InstanceOf: 167,
  /** The structure of a data block. */
  DataStruct: 168,
  /** Declarations whose VAR is lost. */
  Headless: 169,
  // Inside declarations
  Names: 170,
  Name: 171,
  Located: 172,
  ArrayType: 173,
  Bounds: 174,
  Range: 175,
  NamedType: 176,
  StringType: 177,
  PointerType: 178,
  ReferenceType: 179,
  EnumType: 180,
  EnumValue: 181,
  SubrangeType: 182,
  InlineStruct: 183,
  Arguments: 184,
  Initial: 185,
  Extends: 186,
  Implements: 187,
  ReturnType: 188,
  Meta: 189,
  Generics: 190,
  /** What a declaration without a type is declared as: constants of SCL's CONST part. */
  Untyped: 191,
  // More statements and parts
  Try: 192,
  /** The body of a POU in instruction list, unread. */
  Instructions: 193,
  /** SCL's LABEL part. */
  Labels: 194,
  /** A constant of SCL's CONST part; no VarDecl, because no VAR section may take it over. */
  Constant: 195,
  // Expressions
  Binary: 200,
  Unary: 201,
  Paren: 202,
  Literal: 203,
  Path: 204,
  Index: 205,
  Args: 206,
  Arg: 207,
  ArrayLiteral: 208,
  Repeated: 209,
  AssignExpr: 210,
  Error: 220,
} as const;

/** Item groups: a list takes over old items of its own group only. */
export const G = {
  None: 0,
  Unit: 1,
  Section: 2,
  VarDecl: 3,
  Member: 4,
  TypeDecl: 5,
  Statement: 6,
  Case: 7,
} as const;

const GROUPS = new Uint8Array(256);
for (const kind of [
  N.Pou,
  N.TypeBlock,
  N.Configuration,
  N.Resource,
  N.Namespace,
  N.DataBlock,
  N.Using,
  N.Property,
])
  GROUPS[kind] = G.Unit;
GROUPS[N.Stray] = G.Unit;
GROUPS[N.Section] = G.Section;
GROUPS[N.VarDecl] = G.VarDecl;
GROUPS[N.Member] = G.Member;
GROUPS[N.TypeDecl] = G.TypeDecl;
GROUPS[N.StructType] = G.TypeDecl;
GROUPS[N.Branch] = G.Case;
for (let kind: number = N.Assign; kind <= N.Bad; kind++) GROUPS[kind] = G.Statement;
GROUPS[N.Try] = G.Statement;

/** The group of an item kind, `G.None` for everything that no list takes over. */
export function groupOf(kind: number): number {
  return GROUPS[kind]!;
}

/** Names of kinds for tests, outlines and people who look at trees. */
export const KIND_NAMES: readonly string[] = (() => {
  const names: string[] = new Array(256).fill('');
  for (const [name, kind] of Object.entries(K)) names[kind] = name;
  for (const [name, kind] of Object.entries(N)) names[kind] = name;
  return names;
})();
