/** Why files of the corpus are not accepted though valid, or accepted though wrong: path ending and reason. */
export const REASONS: readonly (readonly [ending: string, reason: string])[] = [];
