import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { pageOf } from '../../site/pages.mjs'
import { sidebar } from '../../site/sidebar.mjs'

const repository = join(import.meta.dirname, '../..')

/** Folders that hold no documents of the repository. */
const ELSEWHERE = /(^|\/)(node_modules|dist|\.[^/]+)(\/|$)/

const names = (await readdir(repository, { recursive: true }))
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.md') && !ELSEWHERE.test(name))
  .sort()

const documents = new Map<string, string>()
for (const name of names) documents.set(name, await readFile(join(repository, name), 'utf8'))

/** What stands in code is an example of text, and no link. */
const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')

/** As GitHub makes them of headings: small letters, digits, - and _; a heading that comes again has a number. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replace(/^```.*?^```/gms, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const plain = words
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    let anchor = plain
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${plain}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

const links = [...documents].flatMap(([name, text]) =>
  [...withoutCode(text).matchAll(/\]\((?<href>[^)\s]+)\)/g)]
    .map(({ groups }) => ({ name, href: groups?.href ?? '' }))
    .filter(({ href }) => !/^(https?|mailto):/.test(href)),
)

test('the documents are found, and so are the links between them', () => {
  expect(names).toContain('README.md')
  expect(names).toContain('docs/decisions/leases.md')
  expect(links.length).toBeGreaterThan(60)
})

test('every link leads to a file that is there', () => {
  const broken = links.filter(({ name, href }) => {
    const [path = ''] = decodeURI(href).split('#')
    return path !== '' && !existsSync(join(repository, dirname(name), path))
  })
  expect(broken).toEqual([])
})

test('every anchor is a heading of its document', () => {
  const broken = links.filter(({ name, href }) => {
    const [path = '', anchor] = decodeURI(href).split('#')
    if (anchor === undefined) return false
    const target = path === '' ? name : normalize(join(dirname(name), path))
    return !anchorsOf(documents.get(target) ?? '').has(anchor)
  })
  expect(broken).toEqual([])
})

test('every picture in a document says what it shows', () => {
  const silent = [...documents].filter(([, text]) => /!\[\s*\]\(/.test(withoutCode(text)))
  expect(silent.map(([name]) => name)).toEqual([])
})

test('every document of docs/ is a page that the site leads to', () => {
  const listed = new Set(sidebar.flatMap(({ items }) => items.map(({ link }) => link)))
  const pages = names
    .filter((name) => /^docs\/[^/]+\.md$/.test(name))
    .map((name) => `/${pageOf(name)?.replace(/\.md$/, '')}`)
  expect(pages.filter((page) => !listed.has(page))).toEqual([])
})

test('every page that the site leads to is a document', () => {
  const pages = new Set(names.map((name) => pageOf(name)))
  const missing = sidebar
    .flatMap(({ items }) => items.map(({ link }) => link))
    .filter((link) => !pages.has(link === '/' ? 'index.md' : `${link.slice(1)}.md`))
  expect(missing).toEqual([])
})

const blocks = [...documents].flatMap(([name, text]) =>
  [...text.matchAll(/^```json\n(?<content>.*?)^```$/gms)].map(({ groups, index }) => ({
    place: `${name}:${text.slice(0, index).split('\n').length}`,
    content: groups?.content ?? '',
  })),
)

test.each(blocks.map(({ place, content }) => [place, content]))('%s is JSON', (_, content) => {
  expect(() => JSON.parse(content)).not.toThrow()
})
