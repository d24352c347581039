/** Hand-made tags and projects for tests: the vendor room is tested without the parser. */
import type { Declaration, FileId, Project, Tag, TypeInfo } from '@tagloom/st-parser';
import { readTypeText } from './typetext.ts';

export const FILE = 'file-1' as FileId;

/** `tag('GVL.x', 'INT', { comment: 'level' })`; scopes `MAIN` and `PRG_...` are programs, all others global lists. */
export function tag(path: string, type: string, more: Partial<Tag> = {}): Tag {
  const dot = path.lastIndexOf('.');
  const scope = path.slice(0, dot);
  const isProgram = /^(?:MAIN|PRG_)/.test(scope);
  return {
    key: path.toLowerCase(),
    name: path.slice(dot + 1),
    path,
    scope,
    owner: isProgram ? 'program' : 'global',
    section: isProgram ? 'VAR' : 'VAR_GLOBAL',
    qualifiers: [],
    type,
    typeExpr: readTypeText(type),
    file: FILE,
    ...more,
  };
}

/** A member of a structure. */
export function member(name: string, type: string, more: Partial<Declaration> = {}): Declaration {
  return { name, scope: '', section: 'STRUCT', qualifiers: [], type, typeExpr: readTypeText(type), ...more };
}

export function type(name: string, kind: TypeInfo['kind'], more: Partial<TypeInfo> = {}): TypeInfo {
  return { name, kind, file: FILE, ...more };
}

/** A project whose tags and types can be replaced; everything that vendors never ask throws. */
export interface FakeProject extends Project {
  tagList: readonly Tag[];
  typeList: readonly TypeInfo[];
  source: string;
}

export function projectOf(
  tagList: readonly Tag[],
  typeList: readonly TypeInfo[] = [],
  source = '',
): FakeProject {
  const never = (): never => {
    throw new Error('vendor formats ask tags, types and texts only');
  };
  return {
    tagList,
    typeList,
    source,
    advance: () => true,
    tags() {
      return this.tagList;
    },
    tag(key) {
      return this.tagList.find((one) => one.key === key);
    },
    types() {
      return this.typeList;
    },
    type(name) {
      return this.typeList.find((one) => one.name.toLowerCase() === name.toLowerCase());
    },
    text() {
      return this.source;
    },
    set: never,
    edit: never,
    rename: never,
    remove: never,
    configure: never,
    changes: never,
    diagnostics: never,
    files: () => [],
    position: () => ({ line: 1, col: 1, from: 0, to: 0 }),
    locate: never,
  };
}

/** A seeded generator of numbers below `limit`. */
export function seeded(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}
