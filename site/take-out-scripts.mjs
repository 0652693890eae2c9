import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const INLINE = /<script(?<attributes>(?![^>]*\bsrc=)[^>]*)>(?<code>[\s\S]*?)<\/script>/g

/** File name → what is in it. */
const files = new Map()

/** The page's Content-Security-Policy takes no script inside HTML: each becomes a file. */
export function takeOutScripts(html) {
  return html.replace(INLINE, (_whole, attributes, code) => {
    if (code.trim() === '') return ''
    const name = `inline-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.js`
    files.set(name, code)
    return `<script${attributes} src="/help/assets/${name}"></script>`
  })
}

export async function writeScripts({ outDir }) {
  for (const [name, code] of files) await writeFile(join(outDir, 'assets', name), code)
}
