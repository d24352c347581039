/** Offsets as STEP 7 shows them, and as TwinCAT aligns. */

import { expect, test } from 'vitest';
import { type Cpu, layoutOf } from './layout.ts';

function offsets(cpu: Cpu, members: string): string {
  const [layout] = layoutOf([{ path: 'a.st', text: `TYPE T : STRUCT ${members} END_STRUCT; END_TYPE` }], cpu);
  return `${Object.entries(layout!.offsets)
    .map(([name, at]) => `${name}@${at}`)
    .join(' ')} = ${layout!.size}`;
}

test('Siemens packs bits and bytes and starts the rest at even bytes', () => {
  expect(offsets('S7-1500', 'a : Bool; b : Bool; c : Byte; d : Int; e : Bool; f : Real;')).toBe(
    'a@0.0 b@0.1 c@1.0 d@2.0 e@4.0 f@6.0 = 10',
  );
  expect(offsets('S7-300', 'a : Array[0..8] of Bool; b : Byte; c : String[5]; d : String;')).toBe(
    'a@0.0 b@2.0 c@4.0 d@12.0 = 268',
  );
  expect(offsets('S7-1200', 'a : Byte; s : Struct x : Bool; END_STRUCT; b : Byte;')).toBe(
    'a@0.0 s@2.0 b@4.0 = 6',
  );
});

test('TwinCAT aligns naturally', () => {
  expect(offsets('twincat', 'a : BOOL; b : LREAL; c : INT; d : STRING(3); e : POINTER TO INT;')).toBe(
    'a@0 b@8 c@16 d@18 e@24 = 32',
  );
});
