import { relative } from 'node:path'
import { PAGES } from './collect-pages.mjs'
import { hrefOf } from './pages.mjs'

/**
 * Links in the documents are those of the repository: they lead to pages here. What is a file and no page stays as words.
 *
 * @param md VitePress's markdown-it
 */
export function linkPages(md) {
  md.core.ruler.push('link-pages', ({ tokens, env }) => {
    const source = relative(PAGES, env.realPath ?? env.path).replaceAll('\\', '/')
    for (const { children } of tokens) {
      for (const [at, token] of (children ?? []).entries()) {
        if (token.type !== 'link_open') continue
        const href = hrefOf(source, token.attrGet('href') ?? '')
        if (href !== null) token.attrSet('href', href)
        else unlink(children, at)
      }
    }
  })
}

/** The link's two ends become nothing. */
function unlink(tokens, at) {
  const end = tokens.findIndex(({ type }, place) => place > at && type === 'link_close')
  for (const token of [tokens[at], tokens[end]]) {
    Object.assign(token, { type: 'text', tag: '', content: '', nesting: 0, attrs: null })
  }
}
