/** What an alias tag stands for: its type, found through the tags and types of the same file. */
import { child, childrenOf, type XmlElement } from '../xml.ts';
import type { AliasTypes } from './tags.ts';

type Named = ReadonlyMap<string, XmlElement>;

/** Longest chain of aliases followed. */
const CHAIN = 16;

export function createAliasTypes(controller: XmlElement): AliasTypes {
  const tags = named(childrenOf(child(controller, 'Tags'), 'Tag'));
  const scopes = scopesOf(controller);
  const types = named(childrenOf(child(controller, 'DataTypes'), 'DataType'));
  return (target, program) => {
    let operand = target;
    for (let steps = 0; steps < CHAIN; steps++) {
      const [first = '', ...members] = operand.replace(/\[[^\]]*\]/g, '').split('.');
      const own = program === null ? undefined : scopes.get(program.toLowerCase())?.get(first.toLowerCase());
      const tag = own ?? tags.get(first.toLowerCase());
      if (tag === undefined) return null;
      const { AliasFor, DataType = '' } = tag.attributes;
      if (AliasFor === undefined) return memberType(types, DataType, members);
      operand = [AliasFor, ...members].join('.');
    }
    return null;
  };
}

/** Tags by program, parameters and local tags by instruction. */
function scopesOf(controller: XmlElement): ReadonlyMap<string, Named> {
  const scopes = new Map<string, Named>();
  for (const program of childrenOf(child(controller, 'Programs'), 'Program'))
    scopes.set(
      (program.attributes.Name ?? '').toLowerCase(),
      named(childrenOf(child(program, 'Tags'), 'Tag')),
    );
  for (const one of child(controller, 'AddOnInstructionDefinitions')?.children ?? []) {
    const parameters = childrenOf(child(one, 'Parameters'), 'Parameter');
    const locals = childrenOf(child(one, 'LocalTags'), 'LocalTag');
    scopes.set((one.attributes.Name ?? '').toLowerCase(), named([...parameters, ...locals]));
  }
  return scopes;
}

function named(elements: readonly XmlElement[]): Named {
  return new Map(elements.map((one) => [(one.attributes.Name ?? '').toLowerCase(), one]));
}

function memberType(types: Named, type: string, members: readonly string[]): string | null {
  const [first, ...rest] = members;
  if (first === undefined) return type;
  if (/^\d+$/.test(first)) return 'BOOL';
  const member = childrenOf(child(types.get(type.toLowerCase()), 'Members'), 'Member').find(
    ({ attributes }) => attributes.Name?.toLowerCase() === first.toLowerCase(),
  );
  return member === undefined ? null : memberType(types, member.attributes.DataType ?? '', rest);
}
