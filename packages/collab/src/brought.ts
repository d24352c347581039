/** What a transaction brought into the texts of files, wherever it came from. */

import * as Y from 'yjs';
import { filesMap } from './source.ts';

/** The new pieces of text in files, of each client from the newest to the oldest. */
export function piecesBrought({ doc, beforeState, afterState }: Y.Transaction): Y.Item[] {
  const found: Y.Item[] = [];
  for (const [client, clock] of afterState) {
    const from = beforeState.get(client) ?? 0;
    const structs = from < clock ? (doc.store.clients.get(client) ?? []) : [];
    for (let at = structs.length - 1; at >= 0 && structs[at]!.id.clock >= from; at--) {
      const item = structs[at]!;
      if (item instanceof Y.Item && isFileText(doc, item.parent)) found.push(item);
    }
  }
  return found;
}

/** Whether a shared type is the text of a file, deleted or not. */
export function isFileText(doc: Y.Doc, text: unknown): boolean {
  const map = text instanceof Y.Text ? text._item?.parent : null;
  return map instanceof Y.Map && map._item?.parent === filesMap(doc);
}
