/** The structures that blocks name, as S7 members, each after those it is made of. What a member loses is said once. */
import type { Declaration, Project } from '@tagloom/st-parser';
import { initialOf } from '../common.ts';
import { notesOn } from '../notes.ts';
import { membersOf, shapeOf } from '../shapes.ts';
import type { VendorDiagnostic, VendorOptions } from '../types.ts';
import type { S7Member } from './offsets.ts';
import { s7Type } from './types.ts';
import { type StartValue, startValues } from './values.ts';

export interface StructureMember extends S7Member {
  readonly comment: string;
  readonly start: readonly StartValue[];
}

export interface Structure {
  readonly name: string;
  readonly members: readonly StructureMember[];
}

export class Structures {
  readonly #project: Project;
  readonly #options: VendorOptions;
  readonly #found = new Map<string, Structure | null>();
  readonly diagnostics: VendorDiagnostic[] = [];

  constructor(project: Project, options: VendorOptions) {
    this.#project = project;
    this.#options = options;
  }

  all(): Structure[] {
    return [...this.#found.values()].filter((one) => one !== null);
  }

  members(name: string): readonly StructureMember[] | undefined {
    return this.#found.get(name.toLowerCase())?.members;
  }

  /** `type` is S7 text; only its `"Name"` matters. */
  need(type: string): void {
    const name = /"([^"]+)"$/.exec(type)?.[1];
    const info = name === undefined ? undefined : this.#project.type(name);
    if (name === undefined || info?.kind !== 'struct' || this.#found.has(name.toLowerCase())) return;
    const key = name.toLowerCase();
    this.#found.set(key, null);
    const members = membersOf(info, this.#project).flatMap((member) => this.#member(info.name, member));
    this.#found.delete(key);
    this.#found.set(key, { name: info.name, members });
  }

  /** A member that S7 cannot hold is left out of the structure, and said. */
  #member(owner: string, member: Declaration): StructureMember[] {
    const path = `${owner}.${member.name ?? ''}`;
    const { note, list } = notesOn(path);
    const shape = shapeOf(member.typeExpr, this.#project);
    const type = s7Type(shape, this.#options.cpu ?? 'S7-1500', note);
    if (type?.instanceOf !== undefined)
      note('TYPE_UNSUPPORTED', `${path} is a block instance, which no S7 structure holds; it is left out.`);
    const isKept = type !== null && type.instanceOf === undefined;
    const initial = isKept ? initialOf(member) : undefined;
    const start = initial === undefined ? [] : startValues(initial, shape, this.#project);
    const isScalar = start?.length === 1 && start[0]?.target === '';
    if (initial !== undefined && !isScalar)
      note('INITIAL_LOST', `The default ${initial} of ${path} is not kept in the structure.`);
    this.diagnostics.push(...list);
    if (!isKept) return [];
    this.need(type.text);
    const kept = isScalar ? (start ?? []) : [];
    return [{ name: member.name ?? '', type: type.text, comment: member.comment ?? '', start: kept }];
  }
}
