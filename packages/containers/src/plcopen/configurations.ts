/** CONFIGURATION, RESOURCE, TASK and program instances of PLCopen XML (IEC 61131-3, 2.7). */
import { child, childrenOf, type XmlElement } from '../xml.ts';
import type { ObjectContext } from './pous.ts';
import { typeText } from './types.ts';
import { writeInitial, writeRemark, writeSection } from './variables.ts';

/** True when the configuration says something that ST can say. */
export function hasStandardContent(configuration: XmlElement): boolean {
  const holders = [configuration, ...childrenOf(configuration, 'resource')];
  return holders.some((holder) =>
    holder.children.some((one) => /^(?:globalVars|accessVars|configVars|task|pouInstance)$/.test(one.name)),
  );
}

export function writeConfiguration(context: ObjectContext, configuration: XmlElement): void {
  const { out } = context;
  const name = configuration.attributes.name ?? '';
  writeRemark(out, name, child(configuration, 'documentation'));
  out.attribute(name, configuration, 'name', 'CONFIGURATION ');
  out.write('\n');
  writeGlobalLists(context, name, configuration);
  for (const resource of childrenOf(configuration, 'resource')) writeResource(context, name, resource);
  writeAccess(context, name, child(configuration, 'accessVars'));
  writeConfigured(context, name, child(configuration, 'configVars'));
  out.line('END_CONFIGURATION');
}

function writeResource(context: ObjectContext, configuration: string, resource: XmlElement): void {
  const { out } = context;
  const name = resource.attributes.name ?? '';
  const owner = `${configuration}.${name}`;
  writeRemark(out, owner, child(resource, 'documentation'));
  out.attribute(owner, resource, 'name', 'RESOURCE ');
  out.line(' ON PLC');
  writeGlobalLists(context, owner, resource);
  const tasks = childrenOf(resource, 'task');
  for (const task of tasks) writeTask(context, owner, task);
  for (const task of tasks)
    for (const instance of childrenOf(task, 'pouInstance')) writeInstance(context, owner, instance, task);
  for (const instance of childrenOf(resource, 'pouInstance')) writeInstance(context, owner, instance, null);
  out.line('END_RESOURCE');
}

function writeGlobalLists({ out, spelling }: ObjectContext, owner: string, holder: XmlElement): void {
  for (const list of childrenOf(holder, 'globalVars')) writeSection(out, owner, list, spelling);
}

function writeTask({ out }: ObjectContext, owner: string, task: XmlElement): void {
  const { single, interval, priority = '0' } = task.attributes;
  out.attribute(owner, task, 'name', '\tTASK ');
  const settings = [
    single ? `SINGLE := ${single}` : '',
    interval ? `INTERVAL := ${/#/.test(interval) ? interval : `T#${interval}`}` : '',
    `PRIORITY := ${priority}`,
  ];
  out.line(`(${settings.filter((one) => one !== '').join(', ')});`);
}

function writeInstance(
  { out }: ObjectContext,
  owner: string,
  instance: XmlElement,
  task: XmlElement | null,
): void {
  out.attribute(owner, instance, 'name', '\tPROGRAM ');
  if (task !== null) out.write(` WITH ${task.attributes.name}`);
  out.attribute(owner, instance, instance.attributes.typeName ? 'typeName' : 'type', ' : ');
  out.line(';');
}

function writeAccess({ out, spelling }: ObjectContext, owner: string, list: XmlElement | undefined): void {
  if (list === undefined) return;
  out.line('VAR_ACCESS');
  for (const one of childrenOf(list, 'accessVariable')) {
    out.attribute(owner, one, 'alias', '\t');
    out.attribute(owner, one, 'instancePathAndName', ' : ');
    const access = one.attributes.direction === 'readWrite' ? 'READ_WRITE' : 'READ_ONLY';
    out.line(` : ${typeText(child(one, 'type'), spelling) ?? 'BYTE'} ${access};`);
  }
  out.line('END_VAR');
}

function writeConfigured(
  { out, spelling }: ObjectContext,
  owner: string,
  list: XmlElement | undefined,
): void {
  if (list === undefined) return;
  out.line('VAR_CONFIG');
  for (const one of childrenOf(list, 'configVariable')) {
    out.attribute(owner, one, 'instancePathAndName', '\t');
    if (one.attributes.address) out.attribute(owner, one, 'address', ' AT ');
    out.write(` : ${typeText(child(one, 'type'), spelling) ?? 'BYTE'}`);
    writeInitial(out, owner, child(one, 'initialValue'));
    out.line(';');
  }
  out.line('END_VAR');
}
