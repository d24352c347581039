import { expect, test } from 'vitest';
import type { Green } from '../syntax/green.ts';
import { N } from '../syntax/kinds.ts';
import { parse } from '../syntax/tree.ts';
import { view } from '../syntax/view.ts';
import { CODESYS } from '../testing/constructs/codesys.ts';
import { IEC } from '../testing/constructs/iec.ts';
import { largeText } from '../testing/large.ts';
import { readFacts } from './facts.ts';
import { quickFact } from './quickfacts.ts';

test('a declaration read straight from its records says what the general reader says', () => {
  let quick = 0;
  let all = 0;
  for (const text of [...CODESYS, ...IEC, largeText(400)]) {
    const tree = parse(text);
    eachDeclaration(tree.root, 0, (leaf, at) => {
      const source = text.slice(at, at + leaf.length);
      const facts = readFacts(view(leaf, 0), (from, to) => source.slice(from, to));
      const fact = quickFact(leaf, source);
      all++;
      if (fact === null) return;
      quick++;
      expect([fact], source).toEqual(facts);
    });
  }
  expect(quick).toBeGreaterThan(all / 2);
});

function eachDeclaration(node: Green, at: number, visit: (leaf: Green, at: number) => void): void {
  if (node.kind === N.VarDecl || node.kind === N.Member) visit(node, at);
  for (const child of node.children) {
    eachDeclaration(child, at, visit);
    at += child.length;
  }
}
