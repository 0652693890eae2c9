import { EarmarkError } from '@earmark/core'
import type { HubClient } from '../hub/create-hub-client.js'
import { type HubAnswer, header, unreachable } from '../hub/hub-error.js'
import { retry } from '../hub/retry.js'
import { downloadFile } from './download-file.js'
import type { ModelSource, SourceFile } from './model-source.js'

const MAX_PART_BYTES = 1 << 26

/** A repository on the hub, at the commit that its revision names now. */
export async function createHubSource(
  hub: HubClient,
  { name, revision }: { name: string; revision: string },
  signal: AbortSignal | undefined,
): Promise<ModelSource> {
  const address = (path: string, version: string) =>
    `/${name}/resolve/${encodeURIComponent(version)}/${path.split('/').map(encodeURIComponent).join('/')}`
  const first = await hub.head(address('config.json', revision), signal)
  const commit = /^[0-9a-f]{40,64}$/.exec(header(first, 'x-repo-commit') ?? '')?.[0]
  const fixed = commit ?? revision
  const label = `${hub.endpoint.host}/${name}`

  return {
    label,
    commit,
    async describe(path) {
      const answer = await hub.head(address(path, fixed), signal)
      return answer.status === 404 ? undefined : readDescription(answer, `${label}/${path}`)
    },
    fetch: (path, file, target, onBytes) =>
      downloadFile({ hub, path: address(path, fixed), bytes: file.bytes, target, onBytes, signal }),
    readPart: (path, start, length) => {
      const { retryDelayMs } = hub
      return retry({ retryDelayMs, signal }, () =>
        readRange(hub, address(path, fixed), { start, length, signal }),
      )
    },
  }
}

function readDescription(answer: HubAnswer, what: string): SourceFile {
  const linked = readEtag(header(answer, 'x-linked-etag'))
  // Without x-linked-etag the file itself answered; its ETag is git's name for it, in 40 digits.
  const etag = linked ?? readEtag(header(answer, 'etag'))
  const bytes = Number(header(answer, 'x-linked-size') ?? header(answer, 'content-length'))
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new EarmarkError(
      'HUB_UNAVAILABLE',
      `The hub does not say how large ${what} is: check HF_ENDPOINT, and whether a proxy changes answers.`,
      { permanent: true },
    )
  }
  return {
    bytes,
    ...(/^[0-9a-f]{64}$/.test(linked ?? '') ? { sha256: linked! } : {}),
    ...(/^[0-9a-f]{40}$/.test(etag ?? '') ? { gitSha1: etag! } : {}),
  }
}

function readEtag(value: string | undefined): string | undefined {
  return value?.replace(/^W\//, '').replaceAll('"', '').toLowerCase()
}

async function readRange(
  hub: HubClient,
  path: string,
  { start, length, signal }: { start: number; length: number; signal: AbortSignal | undefined },
): Promise<Buffer> {
  if (length > MAX_PART_BYTES) {
    throw new EarmarkError('MODEL_INVALID', `A header of ${length} bytes is no header.`, {
      permanent: true,
    })
  }
  const response = await hub.get(path, `bytes=${start}-${start + length - 1}`, signal)
  const where = `${response.url.host}${response.url.pathname}`
  if (response.status !== 206) {
    response.body.destroy()
    throw new EarmarkError('HUB_UNAVAILABLE', `${where} cannot be read in parts.`, {
      permanent: true,
    })
  }
  const chunks: Buffer[] = []
  let received = 0
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk)
      received += chunk.length
      if (received > length) break
    }
  } catch (error) {
    throw unreachable(error, response.url, signal)
  }
  if (received === length) return Buffer.concat(chunks)
  throw new EarmarkError('HUB_UNAVAILABLE', `${where} gave ${received} bytes instead of ${length}.`)
}
