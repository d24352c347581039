/** What is known of a project beside its text: name, organization and this person's role, kept on this device. */

import type { Role } from '@tagloom/collab';
import type { Person } from './api.ts';
import { knownProjects, rememberProject } from './identity.ts';
import { isPractice } from './practice.ts';

export class Standing {
  name = $state('');
  org = $state('');
  /** The role as it was when the project was last open. */
  knownRole = $state<Role | null>(null);
  readonly #projectId: string;
  readonly #person: Person;
  /** A practice copy leaves nothing behind. */
  readonly #isPractice: boolean;

  /** Recalls what this device knows. */
  constructor(projectId: string, person: Person) {
    this.#projectId = projectId;
    this.#person = person;
    this.#isPractice = isPractice(projectId);
    const known = knownProjects(person.id).find((project) => project.id === projectId);
    this.name = this.#isPractice ? 'Practice copy' : (known?.name ?? projectId);
    this.org = known?.org ?? '';
    this.knownRole = known?.role ?? null;
  }

  /** Keeps it for the list of projects; `onDevice` when the text is here too. */
  remember(role: Role | null, onDevice: boolean): void {
    const { name, org } = this;
    if (role && !this.#isPractice)
      rememberProject(this.#person.id, { id: this.#projectId, name, org, role, onDevice });
  }

  /** Under which name this device keeps a setting of it; practice copies share theirs, so that none is left behind. */
  keyOf(setting: string): string {
    return `tagloom:${this.#person.id}:${this.#isPractice ? '~' : this.#projectId}:${setting}`;
  }
}
