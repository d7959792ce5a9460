import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroUserConfig } from 'astro';

/**
 * The site's policy, for Astro's `security.csp`: everything from this origin, no inline script without its hash.
 * Styles may be inline: Expressive Code, Monaco and the charts write them.
 */
export const contentSecurityPolicy: NonNullable<AstroUserConfig['security']>['csp'] = {
  directives: [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ],
  // Pagefind searches with WebAssembly.
  scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
  styleDirective: {
    resources: [
      { resource: "'self'", kind: 'element' },
      { resource: "'unsafe-inline'", kind: 'element' },
      { resource: "'unsafe-inline'", kind: 'attribute' },
    ],
  },
};

const POLICY_META = /(<meta http-equiv="content-security-policy" content="[^"]*?script-src )([^;"]*)/;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/**
 * Adds to a page's own policy the hash of every inline script that it lacks. A page without a policy is left alone.
 *
 * Source: Content Security Policy Level 3, hash sources.
 */
export function withScriptHashes(html: string): string {
  const policy = POLICY_META.exec(html);
  if (!policy) return html;
  const [whole, before = '', sources = ''] = policy;
  const hashes = new Set<string>();
  for (const [, text = ''] of html.matchAll(INLINE_SCRIPT)) {
    const hash = `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    if (text !== '' && !sources.includes(hash)) hashes.add(hash);
  }
  if (hashes.size === 0) return html;
  // A function, so that no `$` in the text is taken for a pattern.
  return html.replace(whole, () => `${before}${sources} ${[...hashes].join(' ')}`);
}

const STYLESHEET_LINK = /<link rel="stylesheet" href="([^"]+)"[^>]*>/g;

/**
 * Takes the links to some style sheets out of a page.
 * @param isLazy says by its address whether a style sheet comes later, with the script that needs it
 */
export function withoutLazyStyles(html: string, isLazy: (href: string) => boolean): string {
  return html.replace(STYLESHEET_LINK, (link, href: string) => (isLazy(href) ? '' : link));
}

/**
 * Corrects the built pages: Astro's policy leaves out the hashes of `is:inline` scripts (Starlight has some), and
 * Astro links the editor's style sheet on every page although Vite loads it together with the editor.
 */
export function correctBuiltPages(): AstroIntegration {
  return {
    name: 'drydock:correct-built-pages',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        const files = await readdir(folder, { recursive: true });
        const editorStyles = await stylesOfTheEditor(folder, files);
        const isLazy = (href: string) => editorStyles.some((file) => href.endsWith(`/${file}`));
        for (const file of files.filter((name) => name.endsWith('.html'))) {
          const html = await readFile(join(folder, file), 'utf8');
          const corrected = withScriptHashes(withoutLazyStyles(html, isLazy));
          if (corrected !== html) await writeFile(join(folder, file), corrected);
        }
      },
    },
  };
}

async function stylesOfTheEditor(folder: string, files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.css'))) {
    if ((await readFile(join(folder, file), 'utf8')).includes('.monaco-editor')) found.push(file.replaceAll('\\', '/'));
  }
  return found;
}
