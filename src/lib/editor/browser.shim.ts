/** Just enough of a browser for Monaco's text models (no view) to run under Node in tests. Import it before Monaco. */

function element(): Record<string, unknown> {
  return {
    className: '',
    style: {},
    classList: { add: () => undefined, remove: () => undefined },
    sheet: { cssRules: [], insertRule: () => 0, deleteRule: () => undefined },
    setAttribute: () => undefined,
    append: () => undefined,
    appendChild: (child: unknown) => child,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    remove: () => undefined,
  };
}

const matcher = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };

const documentShim = {
  ...element(),
  body: element(),
  head: element(),
  documentElement: element(),
  createElement: element,
  createElementNS: element,
  createTextNode: element,
  getElementsByTagName: () => [],
  queryCommandSupported: () => false,
};

Object.assign(globalThis, {
  window: globalThis,
  HTMLElement: class {},
  Node: class {},
  customElements: { define: () => undefined, get: () => undefined },
  document: documentShim,
  location: { href: 'http://localhost/' },
  matchMedia: () => matcher,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  requestAnimationFrame: () => 0,
  cancelAnimationFrame: () => undefined,
});

export {};
