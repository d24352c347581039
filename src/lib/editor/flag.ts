/** The name beside another person's cursor, as a Monaco content widget. The name is text, the colour a class. */

import type { editor, IPosition } from 'monaco-editor/editor';

const ABOVE = 1 as editor.ContentWidgetPositionPreference.ABOVE;
const BELOW = 2 as editor.ContentWidgetPositionPreference.BELOW;
/** How many columns beside the caret the pointer still counts as over it. */
const NEAR = 1;

export interface FlagLook {
  readonly name: string;
  /** Index of the palette. */
  readonly color: number;
  readonly typing: boolean;
}

export class NameFlag implements editor.IContentWidget {
  readonly editor: editor.ICodeEditor;
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;
  readonly #model: editor.ITextModel;
  readonly #id: string;
  readonly #place: () => IPosition | null;
  readonly #node: HTMLElement;
  #shown: IPosition | null = null;
  #color = -1;
  #isTyping = false;
  #pointer: IPosition | null = null;
  #isAdded = false;

  /** `place` says where the caret is drawn now. */
  constructor(
    owner: editor.ICodeEditor,
    model: editor.ITextModel,
    client: number,
    place: () => IPosition | null,
  ) {
    this.editor = owner;
    this.#model = model;
    this.#id = `tagloom.flag.${client}.${model.id}`;
    this.#place = place;
    this.#node = document.createElement('div');
    this.#node.setAttribute('aria-hidden', 'true');
  }

  getId(): string {
    return this.#id;
  }

  getDomNode(): HTMLElement {
    return this.#node;
  }

  getPosition(): editor.IContentWidgetPosition | null {
    if (!this.#isVisible()) return null;
    const position = this.#place();
    this.#shown = position;
    return position && { position, preference: this.#isBelow(position) ? [BELOW] : [ABOVE, BELOW] };
  }

  afterRender(preference: editor.ContentWidgetPositionPreference | null): void {
    this.#node.classList.toggle('flag-below', preference === BELOW);
  }

  show({ name, color, typing }: FlagLook): void {
    if (this.#node.textContent !== name) this.#node.textContent = name;
    if (color !== this.#color) this.#node.className = `remote-flag person-${color}`;
    this.#color = color;
    this.#isTyping = typing;
    this.layout();
  }

  /** Tells over which place the pointer is. */
  hover(over: IPosition | null): void {
    this.#pointer = over;
    this.follow();
  }

  layout(): void {
    if (!this.#isVisible()) this.#take();
    else if (this.#isAdded) this.editor.layoutContentWidget(this);
    else {
      this.#isAdded = true;
      this.editor.addContentWidget(this);
    }
  }

  /** Goes where the caret is drawn now. */
  follow(): void {
    const place = this.#isVisible() ? this.#place() : null;
    if (place?.lineNumber !== this.#shown?.lineNumber || place?.column !== this.#shown?.column) this.layout();
  }

  destroy(): void {
    this.#take();
  }

  #take(): void {
    if (this.#isAdded) this.editor.removeContentWidget(this);
    this.#isAdded = false;
    this.#shown = null;
  }

  #isVisible(): boolean {
    return this.editor.getModel() === this.#model && (this.#isTyping || this.#isHovered());
  }

  #isHovered(): boolean {
    const pointer = this.#pointer;
    const caret = pointer && this.#place();
    if (!pointer || !caret) return false;
    return caret.lineNumber === pointer.lineNumber && Math.abs(caret.column - pointer.column) <= NEAR;
  }

  /** On the first line there is no room above; and a name must not cover the line I write in. */
  #isBelow({ lineNumber }: IPosition): boolean {
    return lineNumber === 1 || this.editor.getPosition()?.lineNumber === lineNumber - 1;
  }
}
