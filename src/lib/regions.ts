/** F6 walks the regions of a page: elements with `data-region`, in the order of the document. */

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([hidden]), select, textarea, [tabindex="0"]';

/** Moves the focus to the next region (1) or the one before (-1). */
export function stepRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown);
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = at < 0 ? (by === 1 ? 0 : regions.length - 1) : (at + by + regions.length) % regions.length;
  focusRegion(regions[next]!);
}

/** Gives a region the focus: what it names itself, else the first thing in it that can have it. */
function focusRegion(region: HTMLElement): void {
  const wanted = region.dataset.region;
  const own = wanted ? region.querySelector<HTMLElement>(wanted) : null;
  const target = own ?? region.querySelector<HTMLElement>(FOCUSABLE) ?? region;
  target.focus();
}

/** Gives the code editor the focus, of two the one that had it last. */
export function focusEditor(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region*="monaco"]')];
  const region = regions.find(({ dataset }) => dataset.focused === 'true') ?? regions[0];
  if (region) focusRegion(region);
}

/** What had the focus went with its page: the main region of this one gets it, so that keys go on from there. */
export function keepFocusOnPage(): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const regions = [...document.querySelectorAll<HTMLElement>('main [data-region]')].filter(isShown);
  const region = regions.find(({ dataset }) => dataset.region?.includes('monaco')) ?? regions[0];
  if (region) focusRegion(region);
}

function isShown(element: HTMLElement): boolean {
  return element.offsetParent !== null || element.getClientRects().length > 0;
}
