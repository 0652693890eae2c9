// What of the repository becomes a page, under which address, and where a link between two of them leads.
import { posix } from 'node:path'

/** Beside docs/, in which every document is a page of its own name. */
export const OTHERS = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'deploy/README.md': 'deploying.md',
  'examples/README.md': 'examples.md',
  'examples/query-from-python.md': 'query-from-python.md',
  'examples/query-from-r.md': 'query-from-r.md',
  'models/clap-mini/MODEL_CARD.md': 'clap-mini.md',
  'models/clap-mini/EVAL.md': 'clap-mini-evaluation.md',
}

/** @param {string} source in the repository, such as docs/sql.md */
export function pageOf(source) {
  return OTHERS[source] ?? (/^docs\/.*\.md$/.test(source) ? source.slice('docs/'.length) : null)
}

/**
 * Where a link leads in the site.
 *
 * @param {string} source the document that it stands in
 * @param {string} href
 * @returns {string | null} null for what is a file of the repository and no page
 */
export function hrefOf(source, href) {
  if (/^(https?:|mailto:|#)/.test(href)) return href
  const [path, anchor] = href.split('#', 2)
  const target = posix.normalize(posix.join(posix.dirname(source), decodeURI(path)))
  const page = pageOf(target)
  if (page === null) return null
  return `/${page.replace(/\.md$/, '.html')}${anchor === undefined ? '' : `#${anchor}`}`
}
