/** Entries of the audit log for what changes nothing here: exports, and what members tried that their role does not allow. */

import { SERVER_LIMITS } from './limits.ts';
import type { Log } from './log.ts';
import { codeOf } from './problem.ts';
import type { AuditEntry, Store } from './store/store.ts';

export interface Audit {
  /** A database that cannot write now must not keep people from their exports: then it is only logged. */
  note(entry: AuditEntry): Promise<void>;
  /** Once a minute for the same person, project and act. `detail` never holds anything of a payload. */
  refused(person: string, project: string, detail: string): Promise<void>;
}

export function createAudit(store: Pick<Store, 'audit'>, log: Pick<Log, 'warn'>, now: () => number): Audit {
  const times = new Map<string, number>();

  const note = async (entry: AuditEntry) => {
    try {
      await store.audit(entry);
    } catch (error) {
      log.warn(
        { code: codeOf(error), action: entry.action, project: entry.project },
        'Not in the audit log.',
      );
    }
  };

  return {
    note,
    refused: async (person, project, detail) => {
      const name = `${person} ${project} ${detail}`;
      const at = now();
      if (at - (times.get(name) ?? 0) < SERVER_LIMITS.refusalNotedMs) return;
      if (times.size >= SERVER_LIMITS.refusalsRemembered) times.clear();
      times.set(name, at);
      await note({ at, person, project, action: 'refused', detail });
    },
  };
}
