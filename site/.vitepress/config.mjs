// The documents as a static site, which the API serves at /help. Nothing in it asks another host for anything.
import { dirname, join } from 'node:path'
import { defineConfig } from 'vitepress'
import { PAGES } from '../collect-pages.mjs'
import { linkPages } from '../link-pages.mjs'
import { pageOf } from '../pages.mjs'
import { sidebar } from '../sidebar.mjs'
import { takeOutScripts, writeScripts } from '../take-out-scripts.mjs'

const here = dirname(import.meta.dirname)

export default defineConfig({
  title: 'Earmark',
  description: 'Tags large archives of audio in S3 with any words, and answers in SQL.',
  lang: 'en',
  base: '/help/',
  srcDir: PAGES,
  outDir: join(here, 'dist'),
  cacheDir: join(here, 'node_modules/.cache'),
  rewrites: (source) => pageOf(source) ?? source,
  lastUpdated: false,
  // The archive's own sign, from the page beside this one.
  head: [['link', { rel: 'icon', href: '/favicon.svg' }]],
  // Otherwise a style is put into the page for a moment, which its Content-Security-Policy does not take.
  appearance: { disableTransition: false },
  markdown: { config: linkPages },
  transformHtml: takeOutScripts,
  buildEnd: writeScripts,
  vite: { build: { chunkSizeWarningLimit: 1500 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar,
  },
})
