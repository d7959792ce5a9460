import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { contentSecurityPolicy, correctBuiltPages } from './src/integrations/content-security-policy.ts';
import { firstChildSelectors } from './src/integrations/first-child-selectors.ts';
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
      logo: { src: './public/favicon.svg', alt: '' },
      markdown: { processedDirs: ['./content'] },
      description: 'The HAProxy guide you can run.',
      customCss: [
        './src/styles/theme.css',
        './src/styles/playground.css',
        './src/styles/world.css',
        './src/styles/panels.css',
        './src/styles/phone.css',
      ],
      // Prose has its own measure; the width that a table of contents would take belongs to the playgrounds.
      tableOfContents: false,
      components: { Hero: './src/components/Hero.astro' },
      // A line a chapter, in reading order: { slug: 'installation' } is content/installation/index.mdx.
      sidebar: [
        { slug: 'installation' },
        { slug: 'keep-alive' },
        { slug: 'network-load-balancing' },
        { slug: 'hl7' },
        { slug: 'testing' },
        { slug: 'coverage' },
      ],
      // Wrapped code needs no scrolling, and so no landmark of its own for every block.
      expressiveCode: { shiki: { langs: [haproxyHighlighting] }, defaultProps: { wrap: true, frame: 'none' } },
    }),
    mdx(),
    preact(),
  ],
  security: { csp: contentSecurityPolicy },
  vite: {
    plugins: [firstChildSelectors()],
    worker: { format: 'es' },
    // The editor is one large chunk that is loaded only when a playground comes into view.
    build: {
      chunkSizeWarningLimit: 5000,
      // Monaco in a file of its own: it stays in a reader's cache when the guide changes, and `npm run bench -- page` can tell
      // its work from ours.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // What every script needs would be taken along with the first that needs it.
              { name: 'loading', test: /preload-helper|^\0rolldown/, priority: 2 },
              { name: 'monaco', test: /node_modules[\\/]monaco-editor[\\/].*\.js$/, priority: 1 },
            ],
          },
        },
      },
    },
  },
});
