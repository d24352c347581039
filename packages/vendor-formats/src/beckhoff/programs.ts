/** What changes inside the declarations of programs: addresses, types and links; everything else stays as it is written. */
import type { FileId, Project } from '@tagloom/st-parser';
import type { Entry } from '../table.ts';
import type { Patch, Patches } from './objects.ts';
import { linkText, type TwincatDraft } from './target.ts';

/** The patches of all variables of programs. */
export function patchesOf(entries: readonly Entry<TwincatDraft>[], project: Project): Patches {
  const out = new Map<FileId, Patch[]>();
  for (const { draft } of entries) {
    if (draft.scope === null || draft.isGlobal) continue;
    const list = out.get(draft.tag.file) ?? [];
    out.set(draft.tag.file, list);
    list.push(...variablePatches(draft, project));
  }
  for (const list of out.values()) list.sort((a, b) => a.from - b.from);
  return out;
}

function variablePatches(draft: TwincatDraft, project: Project): Patch[] {
  const { tag, link, oldAddress } = draft;
  const text = project.text(tag.file);
  const { from, to } = project.position(tag);
  const patches: Patch[] = [];
  if (link !== '') {
    const line = text.lastIndexOf('\n', from - 1) + 1;
    patches.push({ from: line, to: line, text: `\t${linkText(link)}\n` });
  }
  const location = /^(\s*AT\s*)(%[^\s:;,]+)/i.exec(text.slice(to, to + 200));
  if (oldAddress !== '' && location !== null) {
    const start = to + (location[1]?.length ?? 0);
    const end = start + (location[2]?.length ?? 0);
    patches.push({ from: start, to: end, text: `${draft.address} (* was AT ${oldAddress} *)` });
  }
  if (draft.type !== tag.type) {
    const declaration = text.slice(to, text.indexOf(';', to) + 1);
    for (const match of declaration.matchAll(/\b(W?)CHAR\b/gi))
      patches.push({
        from: to + match.index,
        to: to + match.index + match[0].length,
        text: match[1] === '' ? 'BYTE' : 'WORD',
      });
  }
  return patches;
}
