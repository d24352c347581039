/** The shared project: documents, roles, protocol, live tags, client. */
export * from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export * from './conflicts.ts';
export * from './events.ts';
export * from './ids.ts';
export type { ConnectionState, JsonSocket } from './jsonlink.ts';
export * from './judged.ts';
export { browserNetwork, type LinkSocket, type NetworkSignal } from './link.ts';
export * from './live.ts';
export * from './match.ts';
export * from './outbox.ts';
export * from './presence.ts';
export * from './protocol.ts';
export * from './roles.ts';
export * from './source.ts';
export * from './status.ts';
export * from './trail.ts';
