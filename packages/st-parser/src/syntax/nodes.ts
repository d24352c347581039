/** Kinds of nodes, from 128. Items (units, sections, declarations, statements) are objects; the rest lives inside their records. */

export const File = 128;
// Units
export const Pou = 129;
export const TypeBlock = 130;
export const Section = 131;
export const Configuration = 132;
export const Resource = 133;
export const Namespace = 134;
export const DataBlock = 135;
export const Using = 136;
export const Property = 137;
export const Accessor = 138;
export const Stray = 139;
// Parts of units
export const Header = 140;
export const End = 141;
export const StructType = 142;
export const TypeDecl = 143;
export const VarDecl = 144;
export const Member = 145;
export const Task = 146;
export const ProgramInstance = 147;
export const Body = 148;
export const StrayWord = 149;
// Statements
export const Assign = 150;
export const Call = 151;
export const If = 152;
export const Case = 153;
export const For = 154;
export const While = 155;
export const Repeat = 156;
export const Region = 157;
export const Jump = 158;
export const Label = 159;
export const Empty = 160;
export const Bad = 161;
export const Branch = 162;
export const CaseLabel = 163;
export const Step = 164;
export const Transition = 165;
export const Action = 166;
/** The type that a data block is an instance of. */
export const InstanceOf = 167;
/** The structure of a data block. */
export const DataStruct = 168;
/** Declarations whose VAR is lost. */
export const Headless = 169;
// Inside declarations
export const Names = 170;
export const Name = 171;
export const Located = 172;
export const ArrayType = 173;
export const Bounds = 174;
export const Range = 175;
export const NamedType = 176;
export const StringType = 177;
export const PointerType = 178;
export const ReferenceType = 179;
export const EnumType = 180;
export const EnumValue = 181;
export const SubrangeType = 182;
export const InlineStruct = 183;
export const Arguments = 184;
export const Initial = 185;
export const Extends = 186;
export const Implements = 187;
export const ReturnType = 188;
export const Meta = 189;
export const Generics = 190;
/** What a declaration without a type is declared as: constants of SCL's CONST part. */
export const Untyped = 191;
// More statements and parts
export const Try = 192;
/** The body of a POU in instruction list, unread. */
export const Instructions = 193;
/** SCL's LABEL part. */
export const Labels = 194;
/** A constant of SCL's CONST part; no VarDecl, because no VAR section may take it over. */
export const Constant = 195;
// Expressions
export const Binary = 200;
export const Unary = 201;
export const Paren = 202;
export const Literal = 203;
export const Path = 204;
export const Index = 205;
export const Args = 206;
export const Arg = 207;
export const ArrayLiteral = 208;
export const Repeated = 209;
export const AssignExpr = 210;
const ErrorKind = 220;

export { ErrorKind as Error };
