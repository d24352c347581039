/** The tagloom command as a function, for tests and scripts. */
export { type RunServer, runCli } from './cli.ts';
export type { Io } from './io.ts';
