import { readSource, type SourceObject } from '@earmark/source'
import type { ObjectStorage } from '@earmark/storage'
import { formatS3Url, parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, createProgress, writeText } from '@earmark/terminal'
import type { Context } from '../../context.js'
import { describeError } from '../../errors/describe-error.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { counted } from '../../output/counted.js'

export type ReadTagsOptions = { replace?: boolean; json?: boolean }

type Fields = Record<string, string>
type Totals = { objects: number; tagged: number; failed: number; isPending: boolean }

/** Requests for tags at once: each is small, and S3 answers them one by one. */
const AT_ONCE = 16

/** Asks S3 for the tags of all audio below an address, and keeps them as fields, a page of objects at a time. */
export async function readTags(
  context: Context,
  address: string,
  { replace = false, json }: ReadTagsOptions,
): Promise<void> {
  const { stdout, stderr, signal, setExitCode } = context
  const { bucket } = parseS3Url(address)
  const api = await context.openApi()
  const storage = await context.openStorage()
  const totals: Totals = { objects: 0, tagged: 0, failed: 0, isPending: false }
  const progress = createProgress(stderr)
  const onFailed = (key: string, error: unknown) => {
    progress.clear()
    stderr.write(`${cleanText(formatS3Url({ bucket, key }))}: ${describeError(error).text}\n`)
  }
  try {
    const pages = readSource({ storage }, { prefix: address }, { cursor: null, signal })
    for await (const { found } of pages) {
      const read = await readPage(storage, found, { signal, onFailed })
      const rows = read.flatMap((one) =>
        one && Object.keys(one.fields).length > 0 ? [{ key: one.key, fields: one.fields }] : [],
      )
      totals.objects += found.length
      totals.tagged += rows.length
      totals.failed += read.filter((one) => one === null).length
      if (rows.length > 0) {
        const kept = await api.importMetadata({ bucket, rows, replace }, { signal })
        totals.isPending = kept.isPending
      }
      progress.show(`${counted(totals.objects, 'object')} asked, ${totals.tagged} with tags`)
    }
  } finally {
    progress.clear()
    storage.close()
  }
  if (totals.failed > 0) setExitCode(exitCodes.someFailed)
  await writeText(stdout, json ? `${cleanJson(totals, 2)}\n` : `${describe(totals, address)}\n`)
}

/** @returns the objects' fields, in their order; null for one whose tags could not be read */
async function readPage(
  storage: ObjectStorage,
  found: readonly SourceObject[],
  { signal, onFailed }: { signal: AbortSignal; onFailed: (key: string, error: unknown) => void },
): Promise<({ key: string; fields: Fields } | null)[]> {
  const read: ({ key: string; fields: Fields } | null)[] = []
  for (let at = 0; at < found.length; at += AT_ONCE) {
    const tags = found.slice(at, at + AT_ONCE).map(async ({ bucket, key }) => {
      try {
        return { key, fields: toFields(await storage.readTags({ bucket, key, signal })) }
      } catch (error) {
        signal.throwIfAborted()
        onFailed(key, error)
        return null
      }
    })
    read.push(...(await Promise.all(tags)))
  }
  return read
}

/** A field's name has no "=", which stands between it and its value in filters; a tag's key may. */
function toFields(tags: Fields): Fields {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [name.replaceAll('=', '_'), value]),
  )
}

function describe({ objects, tagged, failed, isPending }: Totals, address: string): string {
  const lines = [
    `Kept the tags of ${counted(tagged, 'object')}; ${counted(objects - tagged - failed, 'object')} below ${cleanText(address)} ${objects - tagged - failed === 1 ? 'has' : 'have'} none.`,
  ]
  if (failed > 0) lines.push(`The tags of ${counted(failed, 'object')} could not be read.`)
  if (isPending) lines.push('Objects are still being given their fields, in the background.')
  return lines.join('\n')
}
