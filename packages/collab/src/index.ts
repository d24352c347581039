/** The shared project: documents, roles, protocol, live tags, client. */
export * from './ids.ts';
export * from './live.ts';
export * from './presence.ts';
export * from './protocol.ts';
export * from './roles.ts';
export * from './source.ts';
export * from './status.ts';
