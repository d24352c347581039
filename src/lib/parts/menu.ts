/** Entries of menus, whatever opens them. */

export type MenuEntry =
  | { readonly type: 'separator' }
  | { readonly type: 'heading'; readonly title: string }
  | {
      readonly type: 'item';
      readonly title: string;
      readonly keys?: string;
      readonly danger?: boolean;
      /** Set for one of a group's choices. */
      readonly checked?: boolean;
      readonly run: () => void;
    };

export const SEPARATOR: MenuEntry = { type: 'separator' };
