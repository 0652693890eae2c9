import { MAX_KEYS, type Source } from '@earmark/contract'
import { EarmarkError } from '@earmark/core'
import type { ListedItem, NewBatch } from '@earmark/db'
import { readManifestText } from '@earmark/source'
import { parseS3Url } from '@earmark/storage'
import { type HttpProblem, invalidRequest } from '../http/http-problem.js'

/**
 * A request's source as it is stored: as requested where there is something to scan, otherwise the number of objects
 * and the objects themselves.
 *
 * @throws HttpProblem 400 naming the line where a manifest in the request is malformed
 */
export async function resolveSource(source: Source): Promise<Pick<NewBatch, 'source' | 'objects'>> {
  if ('keys' in source) {
    const keys = [...new Set(source.keys)]
    return { source: { keys: keys.length }, objects: keys.map((key) => parseS3Url(key)) }
  }
  if (!('manifestText' in source)) return { source }
  const objects = await readObjects(source.manifestText, source.format)
  const hasVersions = objects.some(({ versionId }) => versionId)
  return { source: { keys: objects.length, ...(hasVersions && { versions: true }) }, objects }
}

async function readObjects(text: string, format: 'csv' | 'ndjson'): Promise<ListedItem[]> {
  const objects: ListedItem[] = []
  try {
    for await (const object of readManifestText(text, format)) {
      objects.push(object)
      if (objects.length > MAX_KEYS) {
        const limit = MAX_KEYS.toLocaleString('en')
        throw wrongText(`names more than ${limit} objects; put it into S3 and name it as manifest`)
      }
    }
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    throw wrongText(`cannot be read. ${error.message.replace(/\.$/, '')}`)
  }
  if (objects.length === 0) throw wrongText('names no object')
  return objects
}

function wrongText(what: string): HttpProblem {
  const field = 'source.manifestText'
  return invalidRequest([{ field, message: `${field} ${what}.` }])
}
