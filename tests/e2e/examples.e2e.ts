/** The browser example of the client library's README, bundled as it stands there. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../harness/server.ts';
import { expect, test } from './fixtures.ts';

async function bundle(code: string): Promise<string> {
  const name = join(ROOT, 'packages/collab/example.js');
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'example',
        resolveId: (id) => (id === name ? id : null),
        load: (id) => (id === name ? code : null),
      },
    ],
    build: { write: false, lib: { entry: name, formats: ['es'] } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('The example was not bundled.');
  return output.output[0].code;
}

test('the browser example of the README lists tags and follows their changes', async ({
  browser,
  project,
  server,
}) => {
  const readme = readFileSync(join(ROOT, 'packages/collab/README.md'), 'utf8');
  const code = /## In a browser\s+```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(20);
  const token = await server.token('ann', project, 'editor');
  const page = await browser.newPage();
  await page.goto(`${server.url}/health#project=${project}&token=${token}`);
  await page.addScriptTag({ type: 'module', content: await bundle(code) });
  await expect(page.locator('output')).toHaveText('open');
  await expect(page.locator('li').first()).toContainText(' : ');
  const before = await page.locator('li').count();
  const added = 'PROGRAM PRG_Example\nVAR\n  xExample : BOOL;\nEND_VAR\nEND_PROGRAM\n';
  await fetch(`${server.url}/api/projects/${project}/import?path=PRG_Example.st`, {
    method: 'POST',
    body: added,
    headers: { authorization: `Bearer ${token}` },
  });
  await expect(page.getByText('PRG_Example.xExample : BOOL')).toBeVisible();
  expect(await page.locator('li').count()).toBe(before + 1);
  await page.close();
});
