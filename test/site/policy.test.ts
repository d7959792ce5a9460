import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { withoutLazyStyles, withScriptHashes } from '../../src/integrations/content-security-policy.ts';

const meta = (sources: string) =>
  `<meta http-equiv="content-security-policy" content="default-src 'self'; script-src ${sources}; style-src 'self'">`;
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('adds the hashes that a page lacks, and only those', () => {
  const known = 'let a = 1;';
  const lacking = "b('$&')";
  const page = (sources: string) =>
    `<head>${meta(sources)}</head><script>${known}</script><script type="module">${lacking}</script>` +
    `<script>${lacking}</script><script src="/x.js"></script><script></script>`;
  expect(withScriptHashes(page(`'self' ${hash(known)}`))).toBe(page(`'self' ${hash(known)} ${hash(lacking)}`));
  const complete = page(`'self' ${hash(known)} ${hash(lacking)}`);
  expect(withScriptHashes(complete)).toBe(complete);
});

it('leaves a page without a policy alone', () => {
  expect(withScriptHashes('<script>a</script>')).toBe('<script>a</script>');
});

it("takes out only the editor's style sheet", () => {
  const link = (name: string) => `<link rel="stylesheet" href="/_astro/${name}">`;
  const html = `${link('page.css')}${link('editor.css')}<p>`;
  expect(withoutLazyStyles(html, (href) => href.endsWith('/editor.css'))).toBe(`${link('page.css')}<p>`);
});
