/** Kinds of tokens, below 128. Keywords are identifiers until the parser, who knows the context, says otherwise. Constants of a module, so that a bundle holds the numbers alone. */

export const Eof = 0;
/** Blanks, tabs, line ends, byte order mark. */
export const Space = 1;
export const LineComment = 2;
export const BlockComment = 3;
export const Pragma = 4;
/** A comment that never closes; it was cut where code seems to go on. */
export const OpenComment = 5;
export const OpenPragma = 6;
/** A character that no dialect knows. */
export const Bad = 7;
/** The remainder of a token longer than 2^24 - 1 units. */
export const More = 8;
export const Ident = 10;
/** `"name"` in the Siemens dialect. */
export const Quoted = 11;
/** `#name`, `#"name"`. */
export const Local = 12;
export const Int = 13;
export const Real = 14;
/** `INT#5`, `T#1s`, `E#Red`, `STRING#'x'`. */
export const Typed = 15;
const StringKind = 16;

export { StringKind as String };
export const WString = 17;
/** A string that the line end cut. */
export const OpenString = 18;
/** `%IX0.0`, `%I*`, `%DB1.DBX0.0`, and the `%X0` of a partial access. */
export const Address = 19;
export const Keyword = 20;
/** Free text up to the line end, behind REGION or TITLE. */
export const Text = 21;
/** `.5`: bit access. */
export const Bit = 22;
export const Semicolon = 30;
export const Colon = 31;
export const Assign = 32;
export const Arrow = 33;
export const Comma = 34;
export const Dot = 35;
export const DotDot = 36;
export const LParen = 37;
export const RParen = 38;
export const LBracket = 39;
export const RBracket = 40;
export const Caret = 41;
export const Plus = 42;
export const Minus = 43;
export const Star = 44;
export const Slash = 45;
export const Power = 46;
export const Eq = 47;
export const Ne = 48;
export const Lt = 49;
export const Gt = 50;
export const Le = 51;
export const Ge = 52;
export const Amp = 53;
/** `?=`. */
export const Try = 54;
/** `+=`, `-=`, `*=`, `/=`, and so on. */
export const Compound = 55;
/** Rockwell `[:=]`. */
export const Retentive = 56;
