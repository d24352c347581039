/** The server's named limits (contract section 7, rule S8). Bytes and milliseconds. Those of the wire are in `@tagloom/collab`. */

export const SERVER_LIMITS = {
  /** Structs of one update; an honest frame of 1 MiB stays far below. */
  structsPerUpdate: 100_000,
  /** Depth of a value in a map: `settings` may hold small objects. */
  valueDepth: 6,
  /** Clocks are 31-bit everywhere in Yjs. */
  clock: 2 ** 31,
  /** Steps of the order check over the clients of one update. */
  orderSteps: 1_000_000,
  /**
   * Appends that the main thread commits itself: how large, how long after the last one (while they come faster, the disk
   * thread is awake and works beside the rooms), and how soon that must have been on disk.
   */
  nearEntries: 4,
  nearBytes: 8 * 1024,
  quietMs: 10,
  quickAppendMs: 10,
  /** Under load transactions begin this far apart: waking the disk thread costs more than an entry does. */
  commitEveryMs: 2,
  /**
   * And after telling so many readers of so many entries, at most so long: entries that share a turn share the write to each
   * reader, and those that share a transaction its sync.
   */
  gatherMsPerReader: 0.08,
  gatherMsPerEntry: 1,
  longestGatherMs: 8,
  /** Entries and bytes of one transaction of the log. */
  commitEntries: 1_000,
  commitBytes: 8 * 1024 * 1024,
  /** How long work that can wait keeps the event loop in one step (`breath.ts`). */
  sliceMs: 4,
  /** Tags or changes of tags that one transaction stores, so that edits are stored between two of them. */
  derivedRows: 250,
  /** Readers of tags that are told in one step of the event loop; the next ones in the next. */
  sliceReaders: 64,
  /** Stored updates that Yjs takes at the latest now; sooner when somebody reads the document. */
  unappliedEntries: 64,
  unappliedBytes: 256 * 1024,
  /** A snapshot is due after this much tail. */
  snapshotEntries: 500,
  snapshotBytes: 256 * 1024,
  snapshotsKept: 3,
  /** Entries older than all snapshots are packed when there are so many; also the most that one segment holds. */
  segmentEntries: 1_000,
  segmentBytes: 1024 * 1024,
  /** They are packed when nobody has edited the document for so long, and at the latest so long after that. */
  packQuietMs: 5_000,
  packLatestMs: 10 * 60_000,
  /** A document that nobody edits is held as bytes after this time; sooner when nobody has it open. */
  restMs: 30_000,
  restClosedMs: 1_000,
  /** A document without readers leaves memory after this time. */
  idleMs: 60_000,
  /** With this much unread a reader gets no more turns, and one difference when it has read on. */
  slowBytes: 1024 * 1024,
  /** What one socket holds at a time; the rest waits until it has gone. */
  socketBytes: 256 * 1024,
  /** A reader with much unread that takes nothing for so long is cut. */
  slowMs: 10_000,
  /** The server is degraded with less room on its disk than both of these, looked at this often. */
  diskFreeBytes: 1024 ** 3,
  diskFreeShare: 0.1,
  diskLookMs: 30_000,
  /** A database that does not answer within this time is not ready. */
  probeMs: 2_000,
  /** Named states of one project. */
  versions: 500,
  /** Resyncs in a row without one accepted update. */
  resyncsInARow: 8,
  /** After a restore was recognised, editors may bring back edits of others for so long. */
  recoveryMs: 7 * 24 * 3_600_000,
  /** Frames and kilobytes that are read, in units of a frame or of `rateUnitBytes`: per second, and at once. */
  rateUnitBytes: 1024,
  connectionRate: { perSecond: 1_000, burst: 20_000 },
  personRate: { perSecond: 4_000, burst: 60_000 },
  addressRate: { perSecond: 20_000, burst: 200_000 },
  longestPauseMs: 5_000,
  /** Upgrades that one address may ask for. */
  connectRate: { perSecond: 100, burst: 1_000 },
  /** New Yjs client ids of one person: 1,024 a day. */
  claimRate: { perSecond: 1_024 / 86_400, burst: 1_024 },
  newClientsPerUpdate: 1_024,
  /** So many frames that no honest client sends keep a person out. */
  strikes: 10,
  strikesWithinMs: 10 * 60_000,
  /** One presence message, which may carry the states of others that stock clients repeat. */
  presenceFrameBytes: 64 * 1024,
  /** Frames that wait while the position of a returning client is looked up. */
  heldFrames: 64,
  /** Edits that the server made for a person while they were away, of which they are told: the newest ones. */
  madeTold: 20,
  /** Sockets of one person on one document of a project, and of the tag sockets. */
  socketsPerDocument: 32,
  /** Presence frames that one connection may send in a second; the latest wins. */
  presencePerSecond: 10,
  /** How often open sockets are compared with the member list. */
  accessPollMs: 1_000,
  /** Whole body of one import. */
  importBytes: 64 * 1024 * 1024,
  /** Files and project of an import that is worked out without a thread of its own. */
  importInlineBytes: 256 * 1024,
  importFileBytes: 20 * 1024 * 1024,
  jsonBodyBytes: 1024 * 1024,
  /** Texts (UTF-16 units) of a project of which an export is compared without a thread. */
  exportInlineLength: 256 * 1024,
  /** Texts of a project that a page exported while it was offline. */
  takenBytes: 32 * 1024 * 1024,
  /** The same refusal of one member is in the audit log once in this time; so many are remembered for that. */
  refusalNotedMs: 60_000,
  refusalsRemembered: 10_000,
  /** Steps that wait for one listener of events, and how often it is told that the line is alive. */
  eventsWaiting: 1_000,
  eventPingMs: 15_000,
  /** `sync_tags`: entries behind the base at most, the longest debounce, faults that are listed. */
  syncBaseEntries: 5_000,
  /** Syncs of one tool after which its own text is not followed any further back. */
  syncOwnUpdates: 200,
  syncDebounceMs: 10_000,
  syncFaults: 20,
  /** One part of a full tag list on `/ws/tags`. */
  tagPartBytes: 1024 * 1024,
  /** Longest pause between an applied turn and its derived tags. */
  observeMs: 8,
  /** How long `derived` rows may lag behind the log. */
  derivedMs: 250,
} as const;

/** Times of credentials, in milliseconds. */
export const LIFETIMES = {
  accessToken: 15 * 60_000,
  loginLink: 24 * 3_600_000,
  session: 30 * 24 * 3_600_000,
  day: 24 * 3_600_000,
} as const;

/** Practice copies of the demo plant: in memory alone, and gone soon. */
export const PRACTICE = {
  /** At a time on this server; each is a document and two headless clients. One person has one. */
  most: 8,
  longestMs: 20 * 60_000,
  /** How long one waits for its person to come, and to come back after a reload. */
  aloneMs: 30_000,
} as const;

/** Links that let people into a project. */
export const INVITES = {
  hours: 72,
  longestHours: 90 * 24,
  mostUses: 1_000,
} as const;

/** Lasting tokens of one person. */
export const TOKENS = {
  most: 50,
  days: 90,
  longestDays: 366,
} as const;

/** Webhooks of one project, and how their messages go. */
export const WEBHOOKS = {
  most: 10,
  longestUrl: 1_000,
  /** What happens within so long is one message. */
  gatherMs: 1_000,
  /** Changes and bytes of one message; one change always fits. */
  messageChanges: 100,
  messageBytes: 256 * 1024,
  /** From the first packet to the status of the answer. */
  answerMs: 10_000,
  /** Pauses after the first, second ... failed try; after the last one the message is given up. About nine hours. */
  retryMs: [5_000, 30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000],
  /** Messages under way at once, one per webhook. */
  atOnce: 32,
  /** Given-up messages that a webhook keeps. */
  deadKept: 100,
} as const;

/** Local passwords (`auth/passwords.ts`, `auth/attempts.ts`). */
export const PASSWORDS = {
  shortest: 10,
  /** Characters; longer ones cost time and prove nothing. */
  longest: 256,
  /** Hashes computed at once, and people who may wait for one. */
  atOnce: 2,
  waiting: 100,
  freeTries: 5,
  longestWaitMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
  /** Pairs of account and address with failures that are remembered. */
  pairs: 20_000,
} as const;
