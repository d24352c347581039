/** Who is signed in here, and the access tokens of open projects. No token is ever stored on the device. */

import type { Role } from '@tagloom/collab';
import {
  type AccessToken,
  ApiError,
  me,
  OFFLINE,
  type Person,
  type Proof,
  projectToken,
  signIn,
  signOut,
} from './api.ts';

/** A project that this person has seen on this device, for the list without a network. */
export interface KnownProject {
  readonly id: string;
  readonly name: string;
  readonly org: string;
  readonly role: Role;
  /** Its text is on this device, so that it opens without a network. */
  readonly onDevice: boolean;
}

const PERSON_KEY = 'tagloom:person';
/** Set while the server still has to be told that somebody signed out here. */
const LEFT_KEY = 'tagloom:left';
/** How long the server may take to say who is signed in before the last person of this device is assumed. */
const WHO_WITHIN_MS = 4_000;
/** Share of a token's life after which a new one is fetched. */
const REFRESH_AT = 0.8;

/**
 * Who is signed in. Without a network: who was signed in last on this device, `isRemembered` says so.
 * Null when the server asks to sign in. Throws `ApiError` when nobody is known and the server is away.
 */
export async function whoAmI(): Promise<{ person: Person; isRemembered: boolean } | null> {
  if (localStorage.getItem(LEFT_KEY) !== null && !(await endSession())) return null;
  const last = lastPerson();
  if (last && !navigator.onLine) return { person: last, isRemembered: true };
  try {
    const { person } = await me(last ? AbortSignal.timeout(WHO_WITHIN_MS) : undefined);
    localStorage.setItem(PERSON_KEY, JSON.stringify(person));
    return { person, isRemembered: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) {
      localStorage.removeItem(PERSON_KEY);
      return null;
    }
    if (last && (error.code === OFFLINE || error.status >= 500)) return { person: last, isRemembered: true };
    throw error;
  }
}

/** The person who was signed in last on this device. */
function lastPerson(): Person | null {
  const value = readJson(PERSON_KEY);
  return isPerson(value) ? value : null;
}

/** Signs in and remembers who that is. Throws `ApiError`. */
export async function enter(proof: Proof): Promise<void> {
  await signIn(proof);
  await remember();
}

/** Another person is signed in now: forgets who was and asks the server who is. */
export async function remember(): Promise<void> {
  localStorage.removeItem(LEFT_KEY);
  // A slow answer must not be taken for the person before.
  localStorage.removeItem(PERSON_KEY);
  await whoAmI();
}

/**
 * Signs out here, also when the server is away: then nobody is signed in on this device until the server has been told,
 * or the next person would go on with this session. Local copies stay and open again when their owner signs in.
 */
export async function leave(): Promise<void> {
  localStorage.setItem(LEFT_KEY, 'yes');
  localStorage.removeItem(PERSON_KEY);
  await endSession();
}

/** Tells the server; false when it cannot be reached. */
async function endSession(): Promise<boolean> {
  try {
    await signOut();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 401) return false;
  }
  localStorage.removeItem(LEFT_KEY);
  return true;
}

/** Whether another tab signed this person out, or somebody else in (O2). */
export function isPersonGone(event: StorageEvent, personId: string): boolean {
  if (event.key !== PERSON_KEY && event.key !== null) return false;
  return lastPerson()?.id !== personId;
}

/**
 * Gives the access token of one project, a fresh one after 80 % of its life. Rejects with `ApiError`, also when somebody
 * else is signed in by now: what `personId` typed must not be sent in another name (O2).
 */
export function tokenSource(
  projectId: string,
  personId: string,
  now: () => number = Date.now,
): () => Promise<string> {
  let held: { token: string; until: number } | null = null;
  let pending: Promise<string> | null = null;
  const fetchToken = async () => {
    const asked = now();
    const answer = await projectToken(projectId);
    if (answer.person.id !== personId)
      throw new ApiError(
        'OTHER_PERSON',
        `${answer.person.name} is signed in here now. Edits are sent when their author signs in again.`,
        403,
      );
    held = { token: answer.token, until: asked + lifeOf(answer, asked) * REFRESH_AT };
    return answer.token;
  };
  return () => {
    if (held && now() < held.until) return Promise.resolve(held.token);
    pending ??= fetchToken().finally(() => {
      pending = null;
    });
    return pending;
  };
}

/** Milliseconds a token lives: from its own two times, so that a wrong clock on this device does not matter. */
export function lifeOf(answer: Pick<AccessToken, 'token' | 'expiresAt'>, now: number): number {
  const claims = readClaims(answer.token);
  if (claims) return (claims.exp - claims.iat) * 1000;
  return Math.max(0, Date.parse(answer.expiresAt) - now);
}

/** The projects that this person has seen on this device. */
export function knownProjects(personId: string): KnownProject[] {
  const value = readJson(projectsKey(personId));
  return Array.isArray(value) ? value.filter(isKnownProject) : [];
}

/** Remembers names for the list without a network; what is already on the device stays marked. */
export function rememberProjects(
  personId: string,
  projects: readonly Omit<KnownProject, 'onDevice'>[],
): void {
  const onDevice = new Set(knownProjects(personId).flatMap((known) => (known.onDevice ? [known.id] : [])));
  const kept = projects.map(({ id, name, org, role }) => ({
    id,
    name,
    org,
    role,
    onDevice: onDevice.has(id),
  }));
  localStorage.setItem(projectsKey(personId), JSON.stringify(kept));
}

/** Remembers one project that was just opened. */
export function rememberProject(personId: string, project: KnownProject): void {
  const others = knownProjects(personId).filter((known) => known.id !== project.id);
  localStorage.setItem(projectsKey(personId), JSON.stringify([project, ...others]));
}

function projectsKey(personId: string): string {
  return `tagloom:projects:${personId}`;
}

function readClaims(token: string): { iat: number; exp: number } | null {
  const body = token.split('.')[1];
  if (body === undefined) return null;
  try {
    const claims: unknown = JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/')));
    if (typeof claims !== 'object' || claims === null) return null;
    const { iat, exp } = claims as Record<string, unknown>;
    return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? { iat, exp } : null;
  } catch {
    return null;
  }
}

function readJson(key: string): unknown {
  const text = localStorage.getItem(key);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    localStorage.removeItem(key);
    return null;
  }
}

function isPerson(value: unknown): value is Person {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, color } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof name === 'string' && typeof color === 'number';
}

function isKnownProject(value: unknown): value is KnownProject {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, org, role } = value as Record<string, unknown>;
  return [id, name, org, role].every((field) => typeof field === 'string');
}
