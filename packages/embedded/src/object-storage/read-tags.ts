import type { Tags } from './files/object-record.js'
import { childText, type XmlElement } from './read-xml.js'
import { S3Error } from './s3-error.js'

/** S3's limits for the tags of an object. */
const MAX_TAGS = 10
const MAX_KEY_CHARACTERS = 128
const MAX_VALUE_CHARACTERS = 256

/**
 * The tags that a header x-amz-tagging gives, as a query of a URL has them; none where it is not there.
 *
 * @throws S3Error InvalidTag
 */
export function readTagHeader(header: string | undefined): Tags | undefined {
  return header === undefined ? undefined : checkTags([...new URLSearchParams(header)])
}

/**
 * The tags of a document `<Tagging>`.
 *
 * @throws S3Error MalformedXML, InvalidTag
 */
export function readTagging(document: XmlElement): Tags {
  const set = document.children.find(({ name }) => name === 'TagSet')
  if (!set) throw new S3Error('MalformedXML', 'The body has no <TagSet>.')
  const tags = set.children.filter(({ name }) => name === 'Tag')
  return checkTags(tags.map((tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? '']))
}

function checkTags(given: [string, string][]): Tags {
  const tags = Object.fromEntries(given)
  if (given.length > MAX_TAGS) throw invalidTag(`An object has at most ${MAX_TAGS} tags.`)
  if (Object.keys(tags).length < given.length) throw invalidTag('A key of a tag is there twice.')
  for (const [key, value] of given) {
    if (key === '' || key.length > MAX_KEY_CHARACTERS || value.length > MAX_VALUE_CHARACTERS) {
      throw invalidTag(
        `A tag has a key of 1 to ${MAX_KEY_CHARACTERS} characters and a value of at most ${MAX_VALUE_CHARACTERS}.`,
      )
    }
  }
  return tags
}

function invalidTag(message: string): S3Error {
  return new S3Error('InvalidTag', message)
}
