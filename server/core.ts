/** The parts of a running server, as HTTP routes and commands see them. `app.ts` puts them together. */

import type { Audit } from './audit.ts';
import type { Access } from './auth/access.ts';
import type { Accounts } from './auth/accounts.ts';
import type { Company } from './auth/company.ts';
import type { Sessions } from './auth/sessions.ts';
import type { Tokens } from './auth/tokens.ts';
import type { Commits } from './commit.ts';
import type { Config } from './config.ts';
import type { Figures } from './figures.ts';
import type { Health } from './health.ts';
import type { Webhooks } from './integrations/webhooks.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Observer } from './observer.ts';
import type { Paces } from './pace.ts';
import type { Practice } from './practice/practice.ts';
import type { Presence } from './presence.ts';
import type { Rooms } from './rooms.ts';
import type { Store } from './store/store.ts';

/** Everything below HTTP and sockets; commands that need the database use it too. */
export interface Core {
  readonly config: Config;
  readonly store: Store;
  readonly commits: Commits;
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly paces: Paces;
  readonly access: Access;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  /** Null when no issuer is set. */
  readonly company: Company | null;
  readonly jobs: Jobs;
  readonly observer: Observer;
  readonly webhooks: Webhooks;
  /** Copies of the demo plant that nobody keeps. */
  readonly practice: Practice;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly figures: Figures;
  readonly health: Health;
  readonly log: Log;
  /** Stores what waits and closes the database. */
  close(): Promise<void>;
}
