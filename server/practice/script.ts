/** What the two simulated colleagues do to the demo plant: edits that make sense, found by the text that stands around them. */

/** One thing that a colleague does. Where its text is not found (the visitor changed it), it is left out. */
export type Move =
  /** Puts the cursor behind some text and looks at it. */
  | { readonly type: 'go'; readonly file: string; readonly behind: string }
  /** Types behind some text. */
  | { readonly type: 'write'; readonly file: string; readonly behind: string; readonly text: string }
  /** Selects some text and types another in its place. */
  | { readonly type: 'replace'; readonly file: string; readonly text: string; readonly by: string }
  /** Renames everywhere, as F2 does; `name` is found in `file`. */
  | { readonly type: 'rename'; readonly file: string; readonly name: string; readonly to: string }
  | { readonly type: 'rest'; readonly ms: number };

export interface Part {
  readonly id: string;
  readonly name: string;
  /** Palette index. */
  readonly color: number;
  /** Once, from the beginning. */
  readonly first: readonly Move[];
  /** Again and again afterwards: what it does it also takes back, so that nothing grows. */
  readonly afterwards: readonly Move[];
}

const MAIN = 'Line/PRG_Main.st';
const FILLER = 'Filling/PRG_Filler.st';

const MARA: Part = {
  id: '~mara',
  name: 'Mara (simulated)',
  color: 4,
  first: [
    { type: 'go', file: MAIN, behind: 'tonStandstill  : TON;' },
    { type: 'rest', ms: 4_000 },
    {
      type: 'write',
      file: MAIN,
      behind: 'tonStandstill  : TON;',
      text: '\n    tonGuardOpen   : TON;                         // somebody works inside',
    },
    { type: 'rest', ms: 3_000 },
    {
      type: 'write',
      file: MAIN,
      behind: 'rtrgStop(CLK := GVL_Signals.xStop);',
      text: '\ntonGuardOpen(IN := NOT GVL_Signals.xGuardClosed, PT := T#2s);',
    },
    { type: 'rest', ms: 4_000 },
    { type: 'rename', file: MAIN, name: 'xReleased', to: 'xReleasedOnce' },
    { type: 'rest', ms: 4_000 },
    {
      type: 'write',
      file: MAIN,
      behind: 'xStartPossible : BOOL;',
      text: ' // everything is ready, guard and air included',
    },
    { type: 'rest', ms: 6_000 },
  ],
  afterwards: [
    { type: 'replace', file: MAIN, text: 'PT := T#2s);', by: 'PT := T#3s);' },
    { type: 'rest', ms: 12_000 },
    { type: 'go', file: MAIN, behind: 'E_LineMode.Emptying:' },
    { type: 'rest', ms: 9_000 },
    { type: 'replace', file: MAIN, text: 'PT := T#3s);', by: 'PT := T#2s);' },
    { type: 'rest', ms: 12_000 },
  ],
};

const JONAS: Part = {
  id: '~jonas',
  name: 'Jonas (simulated)',
  color: 1,
  first: [
    { type: 'go', file: FILLER, behind: 'rGiveAway      : REAL;' },
    { type: 'rest', ms: 6_000 },
    {
      type: 'write',
      file: FILLER,
      behind: 'rGiveAway      : REAL; // ml per bottle above the nominal volume',
      text: '\n    rMostGiveAway  : REAL; // ml, the worst mean of this batch',
    },
    { type: 'rest', ms: 3_000 },
    {
      type: 'write',
      file: FILLER,
      behind: 'rGiveAway := rMeanFill - GVL_Recipe.Active.rVolume;',
      text: '\nrMostGiveAway := MAX(rMostGiveAway, rGiveAway);',
    },
    { type: 'rest', ms: 5_000 },
    {
      type: 'write',
      file: MAIN,
      behind: '// ---- time ----------------------------------------------------------------',
      text: '\n// one tick a second, whatever the cycle time of the task is',
    },
    { type: 'rest', ms: 4_000 },
    { type: 'rename', file: FILLER, name: 'wMask', to: 'wValveMask' },
    { type: 'rest', ms: 6_000 },
  ],
  afterwards: [
    { type: 'replace', file: FILLER, text: 'PT := T#600ms', by: 'PT := T#500ms' },
    { type: 'rest', ms: 14_000 },
    { type: 'go', file: MAIN, behind: 'PRG_Discharge();' },
    { type: 'rest', ms: 10_000 },
    { type: 'replace', file: FILLER, text: 'PT := T#500ms', by: 'PT := T#600ms' },
    { type: 'rest', ms: 14_000 },
  ],
};

export const PARTS: readonly Part[] = [MARA, JONAS];
