/** Copies of projects in this browser: IndexedDB databases whose names hold the person and the project. */

const KINDS = ['source', 'outbox', 'undo'];

/** Ids of the projects of which this device holds a copy of this person. */
export async function knownCopies(personId: string): Promise<string[]> {
  const prefix = `tagloom:${personId}:`;
  const databases = (await indexedDB.databases?.()) ?? [];
  const names = databases.flatMap(({ name }) =>
    name?.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
  return [...new Set(names.map((name) => name.split(':')[0] ?? ''))].filter((id) => id !== '').sort();
}

/** Deletes them, and what else this browser remembers of these projects. Unsent edits go too. */
export async function forgetCopies(personId: string, projects: readonly string[]): Promise<void> {
  for (const project of projects)
    for (const kind of KINDS) await deleteDatabase(`tagloom:${personId}:${project}:${kind}`);
  for (const key of Object.keys(localStorage))
    if (projects.some((project) => key.startsWith(`tagloom:${personId}:${project}:`)))
      localStorage.removeItem(key);
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    // Another tab has it open: it is deleted as soon as that tab closes it.
    request.onblocked = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
