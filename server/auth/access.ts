/**
 * Who may enter which project, now: the member list behind a short memory. Open sockets watch their pair and hear of a
 * changed role within seconds, also when another process changed it (rule S7).
 */

import { atMost, PROJECT_ID, paletteIndex, type Role } from '@tagloom/collab';
import { SERVER_LIMITS } from '../limits.ts';
import type { PresenceUser } from '../presence.ts';
import type { Clock } from '../rooms.ts';
import type { Person, Store } from '../store/store.ts';
import type { TokenClaims } from './tokens.ts';

/** A person with rights in one project. */
export interface Admission {
  readonly user: PresenceUser;
  readonly role: Role;
  /** What the member list says; more than `role` when a lasting token is for less. */
  readonly membership: Role;
}

/** Why somebody may not enter any more. */
export interface Ending {
  readonly code: string;
  readonly message: string;
}

export interface AccessOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** `OPEN_PROJECTS=on`: a `*` token opens any project, made on first use. */
  readonly openProjects: boolean;
  readonly onTrouble: (code: string, error: unknown) => void;
}

export interface Access {
  /** Null for unknown and forbidden projects alike. */
  admit(claims: TokenClaims, project: string): Promise<Admission | null>;
  roleOf(project: string, person: string): Promise<Role | null>;
  /** Calls back when the role is no longer `role`; null = the membership ended. Returns the function that stops it. */
  watch(
    pair: { readonly project: string; readonly person: string; readonly role: Role },
    listener: (role: Role | null) => void,
  ): () => void;
  /**
   * The same for whoever was admitted with a token: the token's bound holds for every later role, and a revoked token
   * ends like a membership.
   */
  watchToken(
    claims: TokenClaims,
    admission: Admission,
    project: string,
    listener: (role: Role | null, ending?: Ending) => void,
  ): () => void;
  /** Calls back after any change of members or projects, as long as somebody is watched. */
  onChange(listener: () => void): () => void;
  /** The name of a person that was admitted or asked for before. */
  nameOf(person: string): string | undefined;
  user(person: string): Promise<PresenceUser | null>;
  /** The person's name changed. */
  forget(person: string): void;
  /** Looks at the member list now instead of at the next poll. */
  refresh(): Promise<void>;
  close(): void;
}

interface Pair {
  readonly project: string;
  readonly person: string;
  role: Role | null;
  readonly listeners: Set<(role: Role | null) => void>;
}

export function toUser({ id, name }: Pick<Person, 'id' | 'name'>): PresenceUser {
  return { id, name, color: paletteIndex(id) };
}

export function createAccess(options: AccessOptions): Access {
  const { store, clock } = options;
  const watched = new Map<string, Pair>();
  const users = new Map<string, PresenceUser>();
  const opened = new Map<string, Promise<Admission>>();
  const listeners = new Set<() => void>();
  let revision = -1;
  let cancel: (() => void) | null = null;
  let isClosed = false;

  const user = async (id: string): Promise<PresenceUser | null> => {
    const known = users.get(id);
    if (known) return known;
    const person = await store.person(id);
    if (!person) return null;
    users.set(id, toUser(person));
    return toUser(person);
  };

  const roleOf = async (project: string, person: string): Promise<Role | null> => {
    const [role] = await store.roles([{ project, person }]);
    return role ?? null;
  };

  const refresh = async () => {
    const found = await store.accessRevision();
    if (found === revision) return;
    // Set before the roles are read: who begins to watch meanwhile asks for another look.
    revision = found;
    const pairs = [...watched.values()];
    const roles = await store
      .roles(pairs.map(({ project, person }) => ({ project, person })))
      .catch((error) => {
        revision = -1;
        throw error;
      });
    for (const listener of [...listeners]) listener();
    pairs.forEach((pair, index) => {
      const role = roles[index] ?? null;
      if (role === pair.role) return;
      pair.role = role;
      for (const listener of [...pair.listeners]) listener(role);
    });
  };

  /** Looks once a second as long as somebody watches. */
  const poll = () => {
    if (cancel || isClosed || watched.size === 0) return;
    cancel = clock.after(SERVER_LIMITS.accessPollMs, async () => {
      cancel = null;
      try {
        await refresh();
      } catch (error) {
        options.onTrouble('ACCESS_UNKNOWN', error);
      }
      poll();
    });
  };

  const openProject = async (claims: TokenClaims, project: string): Promise<Admission> => {
    const at = clock.now();
    const person = await store.adoptPerson(claims.person, claims.name ?? claims.person, at);
    await store.createProject({ id: project, org: 'main', name: project, createdAt: at });
    await store.setMember(project, person.id, 'editor', at);
    users.set(person.id, toUser(person));
    return { user: toUser(person), role: 'editor', membership: 'editor' };
  };

  const watch: Access['watch'] = ({ project, person, role }, listener) => {
    const name = `${person} ${project}`;
    let pair = watched.get(name);
    if (!pair) {
      pair = { project, person, role, listeners: new Set() };
      watched.set(name, pair);
      // Forces the first poll to read the role, whatever happened since the admission.
      revision = -1;
    } else if (pair.role !== role) {
      // The list changed between the admission and now.
      const now = pair.role;
      queueMicrotask(() => listener(now));
    }
    pair.listeners.add(listener);
    poll();
    return () => {
      pair.listeners.delete(listener);
      if (pair.listeners.size === 0 && watched.get(name) === pair) watched.delete(name);
    };
  };

  const watchToken: Access['watchToken'] = (
    { lasting },
    { user: { id: person }, membership },
    project,
    listener,
  ) => {
    const stop = watch({ project, person, role: membership }, (role) =>
      listener(role && atMost(role, lasting?.role ?? null)),
    );
    if (!lasting) return stop;
    const onChange = async () => {
      const tokens = await store.tokens({ person, project }, clock.now());
      if (!tokens.some(({ id }) => id === lasting.id)) listener(null);
    };
    const look = () => void onChange().catch((error) => options.onTrouble('ACCESS_UNKNOWN', error));
    listeners.add(look);
    return () => {
      listeners.delete(look);
      stop();
    };
  };

  return {
    watch,
    watchToken,
    admit: async (claims, project) => {
      if (!PROJECT_ID.test(project)) return null;
      if (claims.project === '*') {
        if (!options.openProjects) return null;
        const name = `${claims.person} ${project}`;
        let admission = opened.get(name);
        if (!admission) {
          admission = openProject(claims, project);
          opened.set(name, admission);
          admission.catch(() => opened.delete(name));
        }
        return admission;
      }
      if (!claims.isCompany && claims.project !== project) return null;
      const [known, role] = await Promise.all([user(claims.person), roleOf(project, claims.person)]);
      if (!known || !role) return null;
      return { user: known, role: atMost(role, claims.lasting?.role ?? null), membership: role };
    },
    roleOf,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nameOf: (person) => users.get(person)?.name,
    user,
    forget: (person) => void users.delete(person),
    refresh,
    close: () => {
      isClosed = true;
      cancel?.();
    },
  };
}
