/** The API document as one page of plain HTML: no script, one style. */

import { z } from 'zod';
import { needsOf, OPERATIONS } from './document.ts';
import { type Operation, PATH_PARAMETERS } from './operation.ts';

export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1b2027, #e4e7eb); --second: light-dark(#4c5662, #a5aeb9); --line: light-dark(#d6dae0, #363c45);
  --ground: light-dark(#ffffff, #17191d); --panel: light-dark(#f3f4f6, #1f2228); --accent: light-dark(#2f55d4, #8fa8ff); }
body { margin: 0; background: var(--ground); color: var(--text); font: 13px/20px system-ui, sans-serif; display: grid; grid-template-columns: 220px minmax(0, 860px); }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 24px 16px; box-sizing: border-box; }
nav a { display: block; padding: 2px 8px; }
main { padding: 24px 32px 64px; }
a { color: var(--accent); }
h1 { font-size: 22px; line-height: 28px; margin: 0 0 8px; }
h2 { font-size: 18px; margin: 40px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
article { border-bottom: 1px solid var(--line); padding: 16px 0; }
h3 { font: 600 13px/20px ui-monospace, monospace; margin: 0; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 56px; color: var(--second); text-transform: uppercase; }
p { margin: 4px 0; }
.second { color: var(--second); }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 8px 12px; margin: 8px 0 0; overflow-x: auto; font: 12px/18px ui-monospace, monospace; }
code { font: 12px/18px ui-monospace, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0 0; }
dd { margin: 0; }
summary { cursor: pointer; color: var(--second); margin-top: 8px; }
@media (max-width: 720px) { body { display: block; } nav { position: static; } main { padding: 16px; } }
`;

export function renderDocs(version: string): string {
  const groups = [...new Set(OPERATIONS.map(({ group }) => group))];
  const links = groups.map((group) => `<a href="#${anchorOf(group)}">${text(group)}</a>`).join('');
  const sections = groups.map(
    (group) =>
      `<section><h2 id="${anchorOf(group)}">${text(group)}</h2>${OPERATIONS.filter(
        (one) => one.group === group,
      )
        .map(operationHtml)
        .join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API - Tagloom</title><link rel="icon" href="/favicon.svg"><style>${STYLE}</style></head>
<body><nav aria-label="Groups"><a href="/">All projects</a>${links}</nav><main><h1>Tagloom ${text(version)} over HTTP</h1>
<p>For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Send <code>Authorization: Bearer &lt;token&gt;</code> with a token that you make under
<a href="/account">Account</a>. Every failure is <code>{ "code", "message" }</code> with a stable code. Unknown and forbidden projects answer alike, 404.</p>
${sections.join('\n')}</main></body></html>
`;
}

function operationHtml(operation: Operation): string {
  const { method, path, title, about, codes = [] } = operation;
  const parts = [
    `<h3><span class="method">${method}</span>${text(path)}</h3>`,
    `<p>${marked(title)}. ${marked(about ?? '')}</p>`,
    `<p class="second">${text(needsOf(operation))}</p>`,
    parametersHtml(operation),
    bodyHtml(operation),
    answerHtml(operation),
    codes.length === 0 ? '' : `<p class="second">Codes: ${codes.map(code).join(' ')}</p>`,
  ];
  return `<article>${parts.join('')}</article>`;
}

function parametersHtml({ path, query = {}, headers = {} }: Operation): string {
  const rows: [string, string][] = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): [string, string] => [
      name,
      `${PATH_PARAMETERS[name]?.about}, like ${PATH_PARAMETERS[name]?.example}`,
    ]),
    ...Object.entries(query).map(([name, { about }]): [string, string] => [`?${name}=`, about]),
    ...Object.entries(headers).map(([name, { about }]): [string, string] => [`${name}:`, about]),
  ];
  const items = rows.map(([name, about]) => `<dt>${code(name)}</dt><dd>${marked(about)}</dd>`);
  return items.length === 0 ? '' : `<dl>${items.join('')}</dl>`;
}

function bodyHtml({ body }: Operation): string {
  if (!body) return '';
  if ('media' in body) return `<p class="second">Body: ${text(body.media)}, ${marked(body.about)}</p>`;
  return `<pre tabindex="0" aria-label="Example of the body">${text(JSON.stringify(body.example, null, 2))}</pre>`;
}

function answerHtml({ answer }: Operation): string {
  const line = `<p>Answers ${code(String(answer.status))}: ${marked(answer.about)}${answer.media ? ` (${text(answer.media)})` : ''}</p>`;
  if (!answer.schema) return line;
  return `${line}<details><summary>Fields</summary><pre tabindex="0" aria-label="Fields of the answer">${text(shapeOf(z.toJSONSchema(answer.schema) as Shape))}</pre></details>`;
}

interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** A schema as people read one: names, types, `?` for what can be missing. */
function shapeOf(shape: Shape, defs = shape.$defs ?? {}, indent = ''): string {
  if (shape.$ref) return shapeOf(defs[shape.$ref.replace('#/$defs/', '')] ?? {}, defs, indent);
  if (shape.enum) return shape.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (shape.anyOf) return shape.anyOf.map((one) => shapeOf(one, defs, indent)).join(' | ');
  if (shape.type === 'array') return `[ ${shapeOf(shape.items ?? {}, defs, indent)}, ... ]`;
  if (!shape.properties) return shape.type ?? 'anything';
  const inner = `${indent}  `;
  const lines = Object.entries(shape.properties).map(
    ([name, one]) =>
      `${inner}${name}${shape.required?.includes(name) ? '' : '?'}: ${shapeOf(one, defs, inner)}`,
  );
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function anchorOf(group: string): string {
  return group.toLowerCase().replaceAll(' ', '-');
}

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}

/** Text in which `words` are code. */
function marked(value: string): string {
  return text(value).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
