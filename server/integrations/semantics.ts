/** Semantic conflicts: places that are fine each for itself, written by different people, and wrong together. */

import { type LostValue, VALUE, valueWords } from '@tagloom/collab';
import type { FileId, Place } from '@tagloom/st-parser';
import type { Access } from '../auth/access.ts';
import type { Jobs } from '../jobs.ts';
import type { PresenceUser } from '../presence.ts';
import type { Watch } from '../watch.ts';
import { authorsOf } from './events.ts';

/** Diagnostics that a merge of two good edits can bring about. */
const CODES = new Set([
  'DUPLICATE_DECLARATION',
  'DUPLICATE_UNIT',
  'ADDRESS_OVERLAP',
  'TYPE_CONFLICT',
  'EXTERNAL_MISMATCH',
]);
/** So many are looked at; a project with more has other worries. */
const MOST = 200;

interface ConflictPlace {
  readonly file: FileId;
  readonly path: string;
  readonly line: number;
  readonly col: number;
  readonly authors: readonly string[];
}

interface Conflict {
  readonly code: string;
  readonly message: string;
  readonly places: readonly ConflictPlace[];
}

function conflictsOf(watch: Watch): Conflict[] {
  const { project } = watch;
  const found = project.diagnostics().filter(({ code, severity }) => CODES.has(code) && severity !== 'info');
  const merged = found.slice(0, MOST).flatMap(({ code, message, place, related = [] }): Conflict[] => {
    const places = [place, ...related.map((one) => one.place)].map((one) => placeOf(watch, one));
    const people = new Set(places.flatMap(({ authors }) => authors));
    return places.length > 1 && people.size > 1 ? [{ code, message, places }] : [];
  });
  const sections = watch.lostValues().flatMap((one) => sectionConflict(watch, one) ?? []);
  return [...merged, ...sections, ...watch.deletedAndEdited().map((one) => deletedConflict(watch, one))];
}

function placeOf(watch: Watch, place: Place): ConflictPlace {
  const { line, col } = watch.project.locate(place.file, place.from);
  const path = watch.pathOf(place.file) ?? '';
  return { file: place.file, path, line, col, authors: watch.authorsAt(place) };
}

function deletedConflict(watch: Watch, one: ReturnType<Watch['deletedAndEdited']>[number]): Conflict {
  const { file, path, code, deletedBy, editedBy } = one;
  const person = (client: number) => watch.room.claims().get(client) ?? [];
  const authors = [deletedBy, ...editedBy].flatMap(person);
  const message = `${path} was deleted while somebody wrote in it.`;
  return { code, message, places: [{ file, path, line: 1, col: 1, authors }] };
}

function sectionConflict(watch: Watch, one: LostValue): Conflict | null {
  const tag = watch.tagOf(one);
  const { file, lost, won } = one;
  if (tag === null || file === null) return null;
  const authors = [won, lost].flatMap(({ client }) => watch.room.claims().get(client) ?? []);
  const [other, now] = [lost, won].map(({ value }) => valueWords(value));
  const message = `${tag} was given ${other} and ${now} at the same time; it is ${now}.`;
  const own = watch.project.tags().find((row) => row.file === file && row.name === tag);
  const { line, col } = own ? watch.project.position(own) : { line: 1, col: 1 };
  const place = { file, path: watch.pathOf(file) ?? '', line, col, authors };
  return one.key === VALUE
    ? { code: 'VALUE_TWICE', message, places: [place] }
    : { code: 'SECTION_TWICE', message, places: [place] };
}

/** Tells of each conflict once, when it appears. */
export function createConflictWatch(jobs: Jobs, access: Access): (watch: Watch) => void {
  const known = new WeakMap<Watch, Set<string>>();
  const tell = async (project: string, { code, message, places }: Conflict) => {
    const told = places.map(async (place) => ({ ...place, authors: await authorsOf(access, place.authors) }));
    const all = await Promise.all(told);
    const authors = new Map<string, PresenceUser>();
    for (const place of all) for (const author of place.authors) authors.set(author.id, author);
    jobs.conflict(project, message, { code, places: all, authors: [...authors.values()] });
  };
  return (watch) => {
    const { project } = watch.room.key;
    if (!jobs.isHeard(project)) return;
    const before = known.get(watch);
    const now = new Map(conflictsOf(watch).map((conflict) => [nameOf(conflict), conflict]));
    known.set(watch, new Set(now.keys()));
    for (const [name, conflict] of now) if (!before?.has(name)) void tell(project, conflict);
  };
}

/** Places move with every edit; sentences and files do not. */
function nameOf({ code, message, places }: Conflict): string {
  return [code, message, ...places.map(({ file }) => file)].join(' ');
}
