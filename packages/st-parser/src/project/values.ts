/**
 * What expressions mean: names resolved from left to right, and types as far as they are known for sure.
 * Everything that cannot be known is null or undefined, so that nobody complains about it.
 */

import { K, N } from '../syntax/kinds.ts';
import type { Part } from '../syntax/view.ts';
import type { TypeExpr } from '../types.ts';
import {
  type Found,
  type Frame,
  findName,
  findType,
  homeOf,
  memberOf,
  typeOfSym,
  typeOfText,
} from './frames.ts';
import type { Listener } from './listener.ts';
import { joined, literalType, typed } from './literals.ts';
import {
  addressType,
  BOOL,
  conversionType,
  isGeneric,
  isInOut,
  membersIn,
  NOTHING,
  paramsOf,
  type Role,
  roleOf,
  type Value,
} from './meanings.ts';
import { type Item, isTypeItem } from './slots.ts';
import { TypeReader } from './typereader.ts';
import { isSlot, type Sym, type World } from './world.ts';

/** True for what THIS can be: an enumeration may have the name of a block. */
const isBlock = (item: Item) => item.scope !== null && isTypeItem(item);

/** Reads the expressions of one leaf. */
export class Reader extends TypeReader {
  readonly listener: Listener;

  constructor(world: World, frame: Frame | null, source: string, listener: Listener) {
    super(world, frame, source);
    this.listener = listener;
    listener.reader = this;
  }

  /** True while a value is read for something of an unknown type: its names may be that type's own. */
  isGuess = false;
  /** True while a variable is read that goes to a VAR_IN_OUT: it may be written, and it may be read only. */
  isPassed = false;

  #typeOf(sym: Sym): TypeExpr | null {
    const isOpen =
      this.listener.isStrict === true &&
      isSlot(sym) &&
      sym.unit.summary !== homeOf(this.frame) &&
      this.world.isShared(sym);
    return isOpen ? null : typeOfSym(sym);
  }

  /** Reads a value for something of a type. */
  #expecting<T>(type: TypeExpr | null, read: () => T): T {
    const before = this.isGuess;
    this.isGuess = type === null || (type.kind === 'named' && this.plain(type) === null);
    const result = read();
    this.isGuess = before;
    return result;
  }

  /** Any expression. */
  value(part: Part): Value {
    switch (part.kind) {
      case N.Literal:
        return this.#literal(part);
      case N.Path:
        return this.path(part, 'read');
      case N.Paren:
        return this.#group(part);
      case N.Unary:
        return this.#unary(part);
      case N.Binary:
        return this.#binary(part);
      case N.AssignExpr:
        return this.assignment(part.parts);
      case N.ArrayLiteral:
      case N.Repeated:
      case N.Args:
      case N.Arg:
        for (const child of part.parts) if (child.kind >= N.Binary) this.value(child);
        return NOTHING;
      default:
        return NOTHING;
    }
  }

  /** `a := b := c`, `a += b`: parts with operators between them. */
  assignment(parts: readonly Part[]): Value {
    const operands = parts.filter((part) => part.kind >= N.Binary);
    const last = operands.pop();
    if (last === undefined || operands.length === 0) return last === undefined ? NOTHING : this.value(last);
    const isPlain =
      parts.some((part) => part.kind === K.Assign) && !parts.some((part) => part.kind === K.Keyword);
    const targets = operands.map((part) =>
      part.kind === N.Path ? this.path(part, 'write') : this.value(part),
    );
    const expected = targets[targets.length - 1]!.type;
    const value = this.#expecting(expected, () =>
      isPlain && expected !== null ? this.initial(last, expected) : this.value(last),
    );
    for (let i = 0; isPlain && i < targets.length - 1; i++) {
      const { type } = targets[i]!;
      if (type !== null) this.listener.assign?.(last, type, value);
    }
    return targets[0]!;
  }

  /** A value for something of a known type: structure values name its members. */
  initial(part: Part, type: TypeExpr | null): Value {
    const named = membersIn(part);
    if (named !== null) {
      const item = type === null ? undefined : this.itemOf(type);
      for (const arg of named) this.#member(arg, item, type === null);
      return NOTHING;
    }
    if (part.kind === N.ArrayLiteral || part.kind === N.Repeated) {
      this.#elements(part, type?.kind === 'array' ? type.base : type);
      return NOTHING;
    }
    const value = this.value(part);
    if (type !== null) this.listener.assign?.(part, type, value);
    return value;
  }

  #elements(part: Part, type: TypeExpr | null): void {
    for (const child of part.parts) {
      if (child.kind === N.Args)
        for (const arg of child.parts) {
          const value = arg.kind === N.Arg ? arg.parts.at(-1) : undefined;
          if (value !== undefined) this.initial(value, type);
        }
      else if (child.kind === N.Repeated) this.#elements(child, type);
      else if (child.kind >= N.Binary && part.kind === N.ArrayLiteral) this.initial(child, type);
    }
  }

  /** `x := 1` in the value of a structure or a function block. */
  #member(arg: Part, item: Item | undefined, isLoose: boolean): void {
    const name = arg.parts[0]!;
    const value = arg.parts.at(-1)!;
    const word = this.textOf(name);
    const sym = item === undefined ? undefined : memberOf(this.world, item, this.keyOf(word));
    if (item === undefined) {
      if (isLoose) this.#loose(name, word);
    } else this.listener.name?.(name, word, sym, 'write', { type: null, sym: item });
    if (arg.parts.length > 2 && value.kind >= N.Binary) this.initial(value, sym ? this.#typeOf(sym) : null);
  }

  /** `(x := 1)` where no structure is expected: an assignment that is a value, unless it may be a structure that is not known. */
  #loose(name: Part, word: string): void {
    const sym = findName(this.world, this.frame, this.keyOf(word));
    if (sym) this.listener.name?.(name, word, sym, this.isGuess ? 'read' : 'write', null);
  }

  #group(part: Part): Value {
    const args = part.parts[0];
    const inner = args?.kind === N.Args ? args.parts.filter((child) => child.kind === N.Arg) : [];
    if (inner.length !== 1 || inner[0]!.parts.length !== 1) {
      if (membersIn(part) !== null) this.initial(part, null);
      else for (const arg of inner) this.value(arg);
      return NOTHING;
    }
    return this.value(inner[0]!.parts[0]!);
  }

  #literal(part: Part): Value {
    const token = part.parts[0]!;
    if (token.kind !== K.Typed) return { type: literalType(token.kind), sym: undefined };
    const text = this.textOf(token);
    const hash = text.indexOf('#');
    const known = typed(text.slice(0, hash).toUpperCase());
    if (known !== undefined) return { type: known, sym: undefined };
    return this.#enumLiteral(token, text, hash);
  }

  /** `E_Mode#Idle`. */
  #enumLiteral(token: Part, text: string, hash: number): Value {
    const word = text.slice(0, hash).trim();
    const item = findType(this.world, this.frame, this.keyOf(word));
    const from = token.from + hash + 1;
    this.listener.name?.({ ...token, to: token.from + word.length }, word, item, 'type', null);
    if (item === undefined) return NOTHING;
    const name = text.slice(hash + 1);
    const sym = memberOf(this.world, item, this.keyOf(name.trim()));
    this.listener.name?.({ ...token, from }, name, sym, 'read', { type: null, sym: item });
    return { type: sym ? this.#typeOf(sym) : null, sym };
  }

  #unary(part: Part): Value {
    const { type } = this.value(part.parts.at(-1)!);
    const isAddress = part.parts[0]!.kind === K.Amp;
    return { type: isAddress ? null : type, sym: undefined };
  }

  #binary(part: Part): Value {
    let type: TypeExpr | null = null;
    let isFirst = true;
    let operator = '';
    for (const child of part.parts) {
      if (child.kind < N.Binary) {
        operator = this.textOf(child).toUpperCase();
        continue;
      }
      const value = this.value(child);
      type = isFirst ? value.type : joined(operator, type, value.type);
      isFirst = false;
    }
    return { type, sym: undefined };
  }

  /** `a.b[1]^.c(x := 1)`. The role is that of the whole path. */
  path(part: Part, role: Role): Value {
    const { parts } = part;
    let value: Value = NOTHING;
    for (let i = 0; i < parts.length; i++) {
      const child = parts[i]!;
      if (i === 0) value = this.#head(child, roleOf(parts, 0, role));
      else if (child.kind === K.Dot) {
        const name = parts[i + 1];
        if (name === undefined) return NOTHING;
        if (name.kind === N.Index) continue;
        value = this.#step(value, name, roleOf(parts, i + 1, role));
        i++;
      } else value = this.#suffix(value, child);
    }
    return value;
  }

  #head(part: Part, role: Role): Value {
    switch (part.kind) {
      case K.Ident:
      case K.Quoted:
      case K.Local:
        return this.#named(part, role);
      case K.Address:
        return { type: addressType(this.textOf(part)), sym: undefined };
      default:
        return part.kind === N.Args ? this.#group({ ...part, parts: [part] }) : this.value(part);
    }
  }

  #named(part: Part, role: Role): Value {
    const word = this.textOf(part);
    const known = this.frame?.names?.get(word);
    if (known === undefined) {
      const special = part.kind === K.Ident ? this.#special(this.keyOf(word)) : undefined;
      if (special !== undefined) return special;
    }
    const sym = known === undefined ? this.#find(word) : this.world.replay(known);
    this.listener.name?.(part, word, sym, role, null);
    return sym ? { type: this.#typeOf(sym), sym } : { type: null, sym, word };
  }

  /** What a name means that is met for the first time in its frame. */
  #find(word: string): Found {
    const { world, frame } = this;
    const find = () => findName(world, frame, this.keyOf(word));
    if (frame === null) return find();
    frame.names ??= new Map();
    return world.remembered(frame.names, word, find);
  }

  /** `TRUE`, `NULL`, `THIS`, `SUPER`. */
  #special(key: string): Value | undefined {
    switch (key) {
      case 'true':
      case 'false':
        return BOOL;
      case 'null':
      case '__systemconfig':
        return NOTHING;
      case 'this':
      case 'super':
        return this.#self(key === 'super');
      default:
        return undefined;
    }
  }

  #self(isSuper: boolean): Value {
    for (let f = this.frame; f !== null; f = f.parent) {
      const item = this.world.item(f.key, isBlock);
      if (item === undefined) continue;
      const { head, scope } = item.scope!;
      const base = head.extends[0];
      if (!isSuper) return { type: typeOfText(scope), sym: item };
      const found = base === undefined ? undefined : findType(this.world, f, base);
      return { type: found === undefined ? null : typeOfText(base!), sym: found };
    }
    return NOTHING;
  }

  /** `.name`, `."name"`, `.%X0`. */
  #step(owner: Value, part: Part, role: Role): Value {
    if (part.kind === K.Address) return { type: addressType(this.textOf(part)), sym: undefined };
    const word = this.textOf(part);
    const sym = this.member(owner, this.keyOf(word));
    this.listener.name?.(part, word, sym, role, owner);
    return { type: sym ? this.#typeOf(sym) : null, sym };
  }

  /** A reader of the same leaf that tells nobody. */
  quiet(): Reader {
    return new Reader(this.world, this.frame, this.source, {});
  }

  #suffix(value: Value, part: Part): Value {
    switch (part.kind) {
      case K.Caret:
        return this.#pointed(value);
      case K.Bit:
        return BOOL;
      case N.Index:
        return this.#index(value, part);
      case N.Args:
        return this.#call(value, part);
      default:
        return NOTHING;
    }
  }

  /** `p^`; `THIS^` is `THIS`. */
  #pointed(value: Value): Value {
    const { type, sym } = value;
    if (sym && !isSlot(sym)) return value;
    if (type?.kind === 'reference') return { type: type.base, sym: null };
    const plain = this.plain(type);
    return plain?.kind === 'pointer' ? { type: plain.base, sym: null } : NOTHING;
  }

  #index({ type: written, sym }: Value, part: Part): Value {
    const indices = part.parts.filter((child) => child.kind >= N.Binary);
    for (const child of indices) this.value(child);
    const type = this.plain(written);
    if (type?.kind !== 'array') return NOTHING;
    this.listener.index?.(type, indices);
    return indices.length === type.dims.length
      ? { type: type.base, sym: sym && isSlot(sym) ? sym : null }
      : NOTHING;
  }

  #call(callee: Value, part: Part): Value {
    const item = this.#callable(callee);
    this.listener.call?.(part, item);
    const params = item === undefined ? [] : paramsOf(this.world, item);
    let position = 0;
    const types: (TypeExpr | null)[] = [];
    for (const arg of part.parts) {
      if (arg.kind !== N.Arg) continue;
      const isNamed = arg.parts.some(({ kind }) => kind === K.Assign || kind === K.Arrow);
      if (isNamed) this.#argument(arg, item);
      else {
        const param = params[position++];
        const { value } = this.#given(arg.parts[0]!, param, false, item);
        types.push(value.type);
      }
    }
    return this.#result(callee, item, types);
  }

  /** The POU that a call runs; a function block through its instance. */
  #callable({ type, sym }: Value): Item | undefined {
    if (sym && !isSlot(sym) && sym.kind === 'scope' && !isTypeItem(sym)) return sym;
    return type === null ? undefined : this.itemOf(type);
  }

  #argument(arg: Part, item: Item | undefined): void {
    const name = arg.parts.find(
      (child) => child.kind === K.Ident || child.kind === K.Quoted || child.kind === K.Local,
    );
    const isOutput = arg.parts.some(({ kind }) => kind === K.Arrow);
    const value = arg.parts.at(-1)!;
    if (name === undefined) return;
    const word = this.textOf(name);
    const param = item === undefined ? undefined : memberOf(this.world, item, this.keyOf(word));
    const owner: Value = { type: null, sym: item };
    this.listener.name?.(name, word, param, isOutput ? 'read' : 'write', owner);
    if (value.kind >= N.Binary) this.#given(value, param, isOutput, item);
  }

  #given(part: Part, param: Found, isOutput: boolean, callee: Item | undefined): { value: Value } {
    const isTarget = isOutput || (param && isSlot(param) && isInOut(param));
    const type = param ? this.#typeOf(param) : null;
    this.isPassed = !isOutput;
    const value = this.#expecting(type, () =>
      isTarget && part.kind === N.Path
        ? this.path(part, 'write')
        : membersIn(part) !== null || part.kind === N.ArrayLiteral
          ? this.initial(part, type)
          : this.value(part),
    );
    this.isPassed = false;
    this.listener.argument?.(part, param, type, value, isOutput, callee);
    return { value };
  }

  #result(callee: Value, item: Item | undefined, types: readonly (TypeExpr | null)[]): Value {
    if (item === undefined) return { type: conversionType(callee.word ?? ''), sym: undefined };
    const { type } = callee;
    const result = item.scope?.head.returnType;
    if (result === undefined || isTypeItem(item)) return { type: null, sym: undefined };
    if (!result.startsWith('ANY')) return { type: isGeneric(item, result) ? null : type, sym: null };
    return { type: types.length === 0 ? null : types.reduce((a, b) => joined('+', a, b)), sym: null };
  }
}
