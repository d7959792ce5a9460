import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { contentSecurityPolicy, correctBuiltPages } from './src/integrations/content-security-policy.ts';
import { haproxyHighlighting } from './src/integrations/haproxy-highlighting.ts';

export default defineConfig({
  site: 'https://drydock.example',
  // The tests build a site of their own beside the one that `npm start` serves.
  outDir: process.env.DRYDOCK_OUT ?? './dist',
  trailingSlash: 'always',
  prefetch: false,
  devToolbar: { enabled: false },
  // Expressive Code colours the code blocks; Astro's own highlighter would not go with the policy.
  markdown: { syntaxHighlight: false },
  integrations: [
    correctBuiltPages(),
    starlight({
      title: 'Drydock',
      markdown: { processedDirs: ['./content'] },
      // A line a chapter, in reading order: { slug: 'installation' } is content/installation/index.mdx.
      sidebar: [],
      expressiveCode: { shiki: { langs: [haproxyHighlighting] } },
    }),
    mdx(),
    preact(),
  ],
  security: { csp: contentSecurityPolicy },
  vite: {
    worker: { format: 'es' },
    // The editor is one large chunk that is loaded only when a playground comes into view.
    build: { chunkSizeWarningLimit: 5000 },
  },
});
