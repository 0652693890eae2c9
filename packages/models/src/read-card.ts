import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/** A model's card as its authors wrote it. */
export interface CardFile {
  /** The head in YAML, by key; empty where there is none or it cannot be read. */
  metadata: Record<string, unknown>
  /** Markdown. */
  text: string
}

const CARD_FILES = ['README.md', 'MODEL_CARD.md']
const MAX_CARD_BYTES = 1_000_000
const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

export async function readCard(dir: string): Promise<CardFile | undefined> {
  for (const name of CARD_FILES) {
    const file = join(dir, name)
    const found = await stat(file).catch(() => undefined)
    if (!found?.isFile() || found.size > MAX_CARD_BYTES) continue
    return parseCard(await readFile(file, 'utf8'))
  }
  return undefined
}

export function parseCard(markdown: string): CardFile {
  const head = FRONT_MATTER.exec(markdown)
  if (!head) return { metadata: {}, text: markdown }
  return { metadata: parseMetadata(head[1] ?? ''), text: markdown.slice(head[0].length) }
}

function parseMetadata(yaml: string): Record<string, unknown> {
  try {
    const value = parse(yaml, { maxAliasCount: 0, logLevel: 'silent' })
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {} // written by strangers: a card that cannot be read is no reason to refuse a model
  }
}

/** The licence that a card names, with its own name where it is none of the usual ones. */
export function licenseOf({ metadata }: CardFile): string | undefined {
  const { license, license_name: name } = metadata
  const chosen = license === 'other' && typeof name === 'string' ? name : license
  return texts(chosen).join(', ') || undefined
}

/** A text or a list of texts, as cards have either. */
export function texts(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.filter((text): text is string => typeof text === 'string' && text !== '')
}

/**
 * What a card says under the headings that match, their subsections included.
 *
 * @returns Markdown, at most `maxCharacters` of it
 */
export function sectionsOf(text: string, heading: RegExp, maxCharacters = 3000): string {
  const found: string[] = []
  let level = 0 // of the heading that matched; its subsections belong to it
  for (const line of text.split(/\r?\n/)) {
    const [, marks, title] = /^(#{1,6})\s+(.*)$/.exec(line) ?? []
    if (marks !== undefined && (level === 0 || marks.length <= level)) {
      level = heading.test(title ?? '') ? marks.length : 0
      continue
    }
    if (level > 0) found.push(line)
  }
  const section = found.join('\n').trim()
  return section.length <= maxCharacters ? section : `${section.slice(0, maxCharacters - 1)}…`
}
