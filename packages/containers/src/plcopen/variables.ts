/** Variable lists of PLCopen XML as VAR sections and structure members. */
import { attributePragma, remarkLines, trailingRemark } from '../remarks.ts';
import type { TextWriter } from '../writer.ts';
import { child, childrenOf, descend, localName, type XmlElement } from '../xml.ts';
import { initialText, type Spelling, typeText } from './types.ts';

/** Elements that hold variables, and the section each stands for. */
export const SECTIONS: Readonly<Record<string, string>> = {
  inputVars: 'VAR_INPUT',
  outputVars: 'VAR_OUTPUT',
  inOutVars: 'VAR_IN_OUT',
  localVars: 'VAR',
  tempVars: 'VAR_TEMP',
  externalVars: 'VAR_EXTERNAL',
  globalVars: 'VAR_GLOBAL',
  staticVars: 'VAR_STAT',
  instanceVars: 'VAR_INST',
};

const QUALIFIERS: readonly (readonly [string, string])[] = [
  ['constant', 'CONSTANT'],
  ['retain', 'RETAIN'],
  ['nonretain', 'NON_RETAIN'],
  ['persistent', 'PERSISTENT'],
];

/** Writes one list as a section; an element that is no list writes nothing. */
export function writeSection(out: TextWriter, owner: string, list: XmlElement, spelling: Spelling): void {
  const section = SECTIONS[localName(list.name)];
  if (section === undefined) return;
  for (const one of blocksOf(list)) {
    const qualifiers = QUALIFIERS.filter(([name]) => one.attributes[name] === 'true').map(
      ([, word]) => ` ${word}`,
    );
    out.line(`${section}${qualifiers.join('')}`);
    for (const variable of childrenOf(one, 'variable')) writeVariable(out, owner, variable, spelling);
    out.line('END_VAR');
  }
}

/** CODESYS repeats a list of mixed qualifiers as one list for each of them; then the outer one is not to be read. */
export function blocksOf(list: XmlElement): readonly XmlElement[] {
  const mixed = descend(dataOf(list, 'mixedattrsvarlist'), 'MixedAttrsVarList');
  return mixed === undefined ? [list] : mixed.children.filter((one) => localName(one.name) in SECTIONS);
}

/** The `data` of an element's `addData` whose name ends in that word. */
export function dataOf(element: XmlElement | undefined, word: string): XmlElement | undefined {
  return childrenOf(child(element, 'addData'), 'data').find((data) =>
    data.attributes.name?.endsWith(`/${word}`),
  );
}

/** One variable or structure member: comment and pragmas above, the declaration, a short comment behind. */
export function writeVariable(
  out: TextWriter,
  owner: string,
  variable: XmlElement,
  spelling: Spelling,
): void {
  const { name = '', address } = variable.attributes;
  const place = `${owner}.${name}`;
  const remark = child(variable, 'documentation');
  const lines = remarkLines(documentation(remark));
  const behind = trailingRemark(lines);
  if (behind === null) writeRemark(out, place, remark, '\t');
  writeAttributes(out, place, variable, '\t');
  out.attribute(place, variable, 'name', '\t');
  if (address !== undefined && address !== '') out.attribute(place, variable, 'address', ' AT ');
  const type = child(variable, 'type');
  out.write(' : ');
  out.element(place, type ?? variable, typeText(type, spelling) ?? 'BYTE');
  writeInitial(out, place, child(variable, 'initialValue'));
  out.write(';');
  if (behind !== null && remark !== undefined) {
    out.write(' ');
    out.element(place, remark, behind);
  }
  out.write('\n');
}

/** ` := value`, when there is one. */
export function writeInitial(out: TextWriter, place: string, holder: XmlElement | undefined): void {
  const initial = initialText(holder);
  if (initial === null || holder === undefined) return;
  const simple = child(holder, 'simpleValue');
  if (simple === undefined) {
    out.write(' := ');
    out.element(place, holder, initial);
  } else out.attribute(place, simple, 'value', ' := ', initial);
}

/** The text of a `documentation` element: of the xhtml below it, wherever it stands. */
export function documentation(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  return [element.text.trim() === '' ? '' : element.text, ...element.children.map(documentation)]
    .filter((text) => text !== '')
    .join('\n');
}

/** Comment lines above something. */
export function writeRemark(
  out: TextWriter,
  place: string,
  remark: XmlElement | undefined,
  indent = '',
): void {
  if (remark === undefined) return;
  for (const line of remarkLines(documentation(remark))) {
    out.write(indent);
    out.element(place, remark, line === '' ? '//' : `// ${line}`);
    out.write('\n');
  }
}

/** The pragmas that CODESYS keeps beside an element. */
export function writeAttributes(
  out: TextWriter,
  place: string,
  element: XmlElement | undefined,
  indent = '',
): void {
  for (const attribute of childrenOf(descend(dataOf(element, 'attributes'), 'Attributes'), 'Attribute')) {
    const { Name = '', Value = '' } = attribute.attributes;
    out.write(indent);
    out.element(place, attribute, attributePragma(Name, Value));
    out.write('\n');
  }
}
