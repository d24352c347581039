/** Vendor names as ST names: legal ones stay, the others are sanitised (`vendor-formats.md` 1.4) and keep their original in an attribute. */
import { errorsOf, KEYWORDS, parse } from '@tagloom/st-parser';
import { type NameRule, NameScope, sanitise } from '../names.ts';
import type { Collector, ModelScope, ModelVariable } from './model.ts';

const WORDS = new Set([...KEYWORDS].map((word) => String(word).toUpperCase()));
const reserved = new Map<string, boolean>();

/** Most keywords are words only where they belong (`STEP`, `GET`); the parser says which cannot be names. */
function isReserved(name: string): boolean {
  const upper = name.toUpperCase();
  if (!WORDS.has(upper)) return false;
  const known = reserved.get(upper);
  if (known !== undefined) return known;
  const text = `VAR_GLOBAL\n${name} : INT;\nnext : INT;\nEND_VAR\n`;
  const answer = errorsOf(parse(text, { dialect: 'codesys' })).length > 0;
  reserved.set(upper, answer);
  return answer;
}

/** ST names: identifiers that are no keyword. */
export const ST_NAMES: NameRule = {
  max: 255,
  legal: (name) => /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name) && !isReserved(name),
};

/** One name on its own, legal in any case. */
export function stName(name: string): string {
  if (ST_NAMES.legal(name)) return name;
  const clean = sanitise(name, ST_NAMES.max - 4);
  return ST_NAMES.legal(clean) ? clean : `${clean}_tag`;
}

/** The names of a list, each once, in order. */
export function stNames(names: readonly string[]): readonly string[] {
  const scope = new NameScope(ST_NAMES);
  names.forEach((name, at) => {
    scope.set(String(at), ST_NAMES.legal(name) ? name : wanted(name));
  });
  scope.settle(names.map((_, at) => String(at)).filter((key) => scope.contested.has(key)));
  return names.map((_, at) => scope.name(String(at)));
}

/** A keyword cannot be sanitised, so it gets an ending first. */
function wanted(name: string): string {
  return isReserved(name) ? `${name}_tag` : name;
}

/** A scope with names of ST; what was changed is said and kept as an attribute. */
export function named(scope: ModelScope, collector: Collector, attribute: string): ModelScope {
  const names = stNames(scope.variables.map((one) => one.name));
  const variables = scope.variables.map((variable, at): ModelVariable => {
    const name = names[at] ?? variable.name;
    if (name === variable.name) return variable;
    collector.note(
      ST_NAMES.legal(variable.name) ? 'NAME_COLLISION' : 'NAME_CHANGED',
      `${scope.name}.${name}`,
      `"${variable.name}" is no free name in ST, so the variable is called "${name}".`,
    );
    return { ...variable, name, attributes: { ...variable.attributes, [attribute]: variable.name } };
  });
  return { ...scope, variables };
}
