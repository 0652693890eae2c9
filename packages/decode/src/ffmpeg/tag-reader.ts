/** What a file says of itself, by names in small letters, such as `comment` or `creation_time`. */
export type FileTags = Record<string, string>

const MAX_TAGS = 50
const MAX_NAME_CHARACTERS = 100
const MAX_VALUE_CHARACTERS = 500

/**
 * Reads the tags of one input from ffmpeg's log: those of its container, and of its first audio stream, where Ogg has them. Of a
 * value of several lines, the first. Files can hold as many and as long ones as they like, so both are bounded.
 */
export class TagReader {
  readonly tags: FileTags = {}
  /** How far the lines of the block stand in that is being read; null outside. */
  #indent: number | null = null
  /** Whose block would come next. */
  #owner: 'container' | 'audio' | 'other' = 'container'

  read(line: string): void {
    if (/^ +Stream #/.test(line)) {
      const isFirst = this.#owner === 'container' && / Audio: /.test(line)
      this.#owner = isFirst ? 'audio' : this.#owner === 'container' ? 'container' : 'other'
    }
    const indent = line.length - line.trimStart().length
    if (line.trim() === 'Metadata:') {
      const isOurs =
        (this.#owner === 'container' && indent === 2) || (this.#owner === 'audio' && indent === 4)
      this.#indent = isOurs ? indent + 2 : null
    } else if (this.#indent !== null && indent < this.#indent) {
      this.#indent = null
    } else if (this.#indent !== null) {
      this.#add(line.slice(this.#indent))
    }
  }

  #add(line: string): void {
    const [, name = '', value = ''] = /^(\S.*?) *: (.*)$/.exec(line) ?? []
    const known = clean(name).toLowerCase()
    const isWanted =
      known !== '' && known.length <= MAX_NAME_CHARACTERS && !Object.hasOwn(this.tags, known)
    if (!isWanted || known === '__proto__' || Object.keys(this.tags).length >= MAX_TAGS) return
    this.tags[known] = Array.from(clean(value)).slice(0, MAX_VALUE_CHARACTERS).join('')
  }
}

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim()
}
