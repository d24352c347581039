/** Structured Text (IEC 61131-3 and its dialects): text to lossless tree to tags, types and diagnostics. */

export { DIALECTS, type Dialect, detect } from './dialects/dialects.ts';
export { childrenOf, hasChildren, type InstanceNode } from './project/children.ts';
export {
  type Cpu,
  type Layout,
  type LayoutReport,
  layoutOf,
  layoutReport,
  Memory,
} from './project/layout.ts';
export { type Leaf, leavesOfDeclaration } from './project/leaves.ts';
export type { Library, LibraryText } from './project/library.ts';
export { outlineIn } from './project/outline.ts';
export {
  type OutputOptions,
  type OutputSource,
  type ParseOutput,
  parseOutput,
  parseOutputs,
} from './project/output.ts';
export { placesIn } from './project/places.ts';
export { openProject } from './project/project.ts';
export type { SyntaxCode, SyntaxFault } from './syntax/errors.ts';
export { eachToken, type Green } from './syntax/green.ts';
export { WORDS as KEYWORDS } from './syntax/keywords.ts';
export { KIND_NAMES } from './syntax/kindnames.ts';
export { K, N } from './syntax/kinds.ts';
export { errorsOf, type ParseOptions, parse, reparse, spell, type Tree } from './syntax/tree.ts';
export { type Part, type View, view } from './syntax/view.ts';
export type * from './types.ts';
