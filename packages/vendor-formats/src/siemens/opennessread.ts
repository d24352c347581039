/** Reads Openness XML and the tag editor's `Tagtable` XML (`vendor-formats.md` 3.3). */
import { child, childrenOf, type XmlElement } from '@tagloom/containers';
import type { Collector, ModelMember, ModelType } from '../intake/model.ts';
import { stName, stNames } from '../intake/names.ts';
import { documentOf, headOf, type Reader, type ReadOptions, rootName } from '../intake/reader.ts';
import { readTypeText } from '../typetext.ts';
import { iecOfS7, iecOfS7Value } from './iec.ts';
import { addConstant, addTag } from './rows.ts';
import { addStart, newStart, startText } from './startread.ts';

export const OPENNESS: Reader = {
  id: 'siemens-openness-xml',
  attribute: 'tia.name',
  recognises: (source) =>
    rootName(source) === 'Tagtable' ||
    (rootName(source) === 'Document' && /<SW\.|<Engineering/.test(headOf(source))),
  read: (source, collector, read) => {
    const root = documentOf(source, read);
    if (root.name === 'Tagtable') tagtable(root, collector, read);
    else for (const object of root.children) new ObjectReader(collector, read).read(object);
  },
};

function tagtable(root: XmlElement, collector: Collector, read: ReadOptions): void {
  childrenOf(root, 'Tag').forEach((tag, at) => {
    const { type = '', addr = '', remark = '' } = tag.attributes;
    const name = tag.text.trim();
    const table = root.attributes.name ?? '';
    addTag(
      { row: at + 1, table, name, type, address: addr, comment: remark, retain: false },
      collector,
      read,
    );
  });
}

const MAX_DEPTH = 64;

class ObjectReader {
  readonly #collector: Collector;
  readonly #read: ReadOptions;
  #row = 0;

  constructor(collector: Collector, read: ReadOptions) {
    this.#collector = collector;
    this.#read = read;
  }

  read(object: XmlElement): void {
    const name = field(object, 'Name');
    switch (object.name) {
      case 'SW.Tags.PlcTagTable':
        this.#table(object, name);
        return;
      case 'SW.Types.PlcStruct':
        this.#struct(object, name);
        return;
      case 'SW.Blocks.GlobalDB':
        this.#block(object, name);
        return;
      case 'Engineering':
      case 'DocumentInfo':
        return;
      default:
        this.#collector.skip(1, name || object.name, `${object.name} holds no tags and is left out.`, 'info');
    }
  }

  #table(object: XmlElement, table: string): void {
    for (const one of child(object, 'ObjectList')?.children ?? []) {
      const row = ++this.#row;
      const base = {
        row,
        table,
        name: field(one, 'Name'),
        type: field(one, 'DataTypeName'),
        comment: this.#comment(one),
      };
      if (one.name === 'SW.Tags.PlcTag')
        addTag(
          { ...base, address: field(one, 'LogicalAddress'), retain: false },
          this.#collector,
          this.#read,
        );
      else if (one.name === 'SW.Tags.PlcUserConstant')
        addConstant({ ...base, value: field(one, 'Value') }, this.#collector);
      else if (one.name !== 'MultilingualText')
        this.#collector.skip(row, base.name || one.name, `${one.name} is no tag and is left out.`, 'info');
    }
  }

  /** The text of the wanted language, else the first that says something. */
  #comment(object: XmlElement): string {
    const texts = childrenOf(child(object, 'ObjectList') ?? object, 'MultilingualText').filter(
      (one) => one.attributes.CompositionName === 'Comment',
    );
    const items = texts.flatMap((text) => child(text, 'ObjectList')?.children ?? []);
    const own = items.find((item) => field(item, 'Culture') === this.#read.options.culture);
    const found = own ?? items.find((item) => field(item, 'Text') !== '');
    return found === undefined ? '' : field(found, 'Text');
  }

  #struct(object: XmlElement, name: string): void {
    const members = this.#members(object, name);
    const type: ModelType = { name: stName(name), kind: 'struct', members, comment: this.#comment(object) };
    this.#collector.types.push(type);
    this.#collector.taken();
  }

  #block(object: XmlElement, name: string): void {
    const scope = this.#collector.scope(stName(name));
    const elements = sectionMembers(object);
    for (const element of elements) {
      const member = this.#member(element, 0);
      const vendorType = element.attributes.Datatype ?? '';
      const isRetain = element.attributes.Remanence === 'Retain';
      this.#collector.variable(scope, {
        ...member,
        name: element.attributes.Name ?? '',
        ...(isRetain ? { qualifiers: ['RETAIN'] } : {}),
        vendorName: `"${name}".${element.attributes.Name ?? ''}`,
        vendorAddress: '',
        vendorType,
      });
    }
  }

  #members(object: XmlElement, owner: string): ModelMember[] {
    const elements = sectionMembers(object);
    const names = stNames(elements.map((one) => one.attributes.Name ?? ''));
    this.#collector.taken(elements.length);
    if (elements.length === 0)
      this.#collector.note('IMPORT_AMBIGUOUS', owner, `${owner} has no members.`, 'info');
    return elements.map((element, at) => ({ ...this.#member(element, 0), name: names[at] ?? '' }));
  }

  #member(element: XmlElement, depth: number): Omit<ModelMember, 'name'> & { name: string } {
    const { Name = '', Datatype = '' } = element.attributes;
    const start = child(element, 'StartValue')?.text.trim() ?? '';
    const elements = childrenOf(element, 'Subelement');
    const comment = (child(element, 'Comment')?.children ?? [])[0]?.text ?? '';
    const initial = start !== '' ? iecOfS7Value(start) : arrayInitial(elements, Datatype);
    return {
      name: Name,
      type: Datatype === 'Struct' && depth < MAX_DEPTH ? this.#inline(element, depth) : iecOfS7(Datatype),
      ...(initial === '' ? {} : { initial }),
      ...(comment === '' ? {} : { comment }),
    };
  }

  /** A structure without a type of its own, as text. */
  #inline(element: XmlElement, depth: number): string {
    const members = childrenOf(element, 'Member');
    this.#collector.taken(members.length);
    const names = stNames(members.map((one) => one.attributes.Name ?? ''));
    const lines = members.map((one, at) => {
      const { type, initial } = this.#member(one, depth + 1);
      return `${names[at]} : ${type}${initial === undefined ? '' : ` := ${initial}`};`;
    });
    return `STRUCT ${lines.join(' ')} END_STRUCT`;
  }
}

/** Start values of elements as one ST value; empty when one of them cannot be placed. */
function arrayInitial(elements: readonly XmlElement[], type: string): string {
  if (elements.length === 0) return '';
  const start = newStart();
  for (const one of elements) {
    const value = child(one, 'StartValue')?.text.trim() ?? '';
    if (value !== '') addStart(start, `[${one.attributes.Path ?? ''}]`, iecOfS7Value(value));
  }
  return startText(start, readTypeText(iecOfS7(type))) ?? '';
}

function field(object: XmlElement, name: string): string {
  return child(child(object, 'AttributeList') ?? object, name)?.text.trim() ?? '';
}

function sectionMembers(object: XmlElement): readonly XmlElement[] {
  const sections = child(child(child(object, 'AttributeList') ?? object, 'Interface') ?? object, 'Sections');
  return (sections?.children ?? []).flatMap((section) => childrenOf(section, 'Member'));
}
