/**
 * `npm run bench -- rivals [scenario ...]`: our server against public ones under the same load, interleaved server by server
 * so that a noisy machine harms all alike. Figures of one run are compared with one another, never with another day's.
 */

import { round } from './numbers.ts';
import { type Numbers, SCENARIOS } from './rivals/scenarios.ts';
import {
  installRivals,
  type Rival,
  startHocuspocus,
  startTagloom,
  startYWebsocket,
} from './rivals/servers.ts';

const SERVERS = [startTagloom, startHocuspocus, startYWebsocket];

type Table = Record<string, Record<string, Numbers>>;

/** Numbers by scenario and server, and ours divided by theirs. */
export async function benchRivals(wanted: readonly string[] = []): Promise<object> {
  installRivals();
  const numbers: Table = {};
  for (const [scenario, load] of Object.entries(SCENARIOS)) {
    if (wanted.length > 0 && !wanted.includes(scenario)) continue;
    numbers[scenario] = {};
    for (const start of SERVERS) {
      const rival = await start();
      numbers[scenario][rival.name] = await measured(rival, load);
      process.stderr.write(`${scenario} ${rival.name} ${JSON.stringify(numbers[scenario][rival.name])}\n`);
    }
  }
  return { numbers, ratios: ratiosOf(numbers) };
}

async function measured(rival: Rival, load: (rival: Rival) => Promise<Numbers>): Promise<Numbers> {
  try {
    return await load(rival);
  } catch (error) {
    return { wrong: String(error) };
  } finally {
    await rival.stop();
  }
}

function ratiosOf(numbers: Table): object {
  const ratios: Record<string, Record<string, Record<string, number>>> = {};
  for (const [scenario, { tagloom = {}, ...rivals }] of Object.entries(numbers))
    ratios[scenario] = Object.fromEntries(
      Object.entries(rivals).map(([name, theirs]) => [`tagloom/${name}`, divided(tagloom, theirs)]),
    );
  return ratios;
}

function divided(ours: Numbers, theirs: Numbers): Record<string, number> {
  const pairs = Object.entries(ours).flatMap(([name, value]): [string, number][] => {
    const other = theirs[name];
    return typeof value === 'number' && typeof other === 'number' && other > 0
      ? [[name, round(value / other)]]
      : [];
  });
  return Object.fromEntries(pairs);
}
