import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A repository by path; large files live on the storage host, small ones on the hub itself. */
export interface StandInRepository {
  commit: string
  files: Map<string, Buffer>
  access?: 'gated' | 'private'
}

export interface SeenRequest {
  host: 'hub' | 'storage'
  method: string
  url: string
  path: string
  authorization: string | undefined
  range: string | undefined
  sentBytes: number
}

/** What goes wrong with the next requests for a file's content, one fault for each request. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** The connection ends after this part of the answer. */
  | { kind: 'cut'; at: number }
  /** It stays open after this part, until the stand-in is closed. */
  | { kind: 'stall'; at: number }
  | { kind: 'other-bytes' }
  | { kind: 'ignore-range' }

export interface HubStandIn {
  endpoint: string
  /** Origin of the host that large files are on. */
  storage: string
  repositories: Map<string, StandInRepository>
  /** By path, for all repositories. */
  faults: Map<string, Fault[]>
  seen: SeenRequest[]
  /** The requests for a file's content at the storage host. */
  downloads(path: string): SeenRequest[]
  close(): Promise<void>
}

const LARGE_BYTES = 100_000
export const TOKEN = 'hf_secret'

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const gitSha1 = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
const signatureOf = (path: string) => createHash('sha1').update(`key ${path}`).digest('hex')

/**
 * Serves repositories in the layout and with the headers of the Hugging Face hub: files under
 * /owner/name/resolve/revision/path; small ones through a redirect on the same host, with their git name as ETag; large
 * ones through a signed redirect to another host, described by x-linked-etag and x-linked-size.
 */
export async function startHubStandIn(): Promise<HubStandIn> {
  const repositories = new Map<string, StandInRepository>()
  const faults = new Map<string, Fault[]>()
  const seen: SeenRequest[] = []
  const blobs = new Map<string, { path: string; bytes: Buffer }>()

  const storage = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://storage')
    const blob = blobs.get(url.pathname)
    const record = note('storage', request, blob?.path ?? url.pathname)
    // As S3 does: one signature is enough, and two are an error.
    if (request.headers.authorization) return void response.writeHead(400).end()
    if (url.searchParams.get('X-Amz-Signature') !== signatureOf(url.pathname) || !blob) {
      return void response.writeHead(403).end()
    }
    sendContent(request, response, { ...blob, record })
  })

  const hub = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub')
    const cached = /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/([0-9a-f]{40})\/(.+)$/.exec(
      url.pathname,
    )
    const plain = /^\/([^/]+(?:\/[^/]+)?)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname)
    const [, name = '', revision = '', encoded = ''] = cached ?? plain ?? []
    const path = decodeURIComponent(encoded)
    const record = note('hub', request, path)
    const repository = repositories.get(name)
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`
    if (!repository || (repository.access === 'private' && !isAllowed)) {
      response.writeHead(401, { 'x-error-message': 'Invalid username or password.' })
      return void response.end()
    }
    if (repository.access === 'gated' && !isAllowed) {
      return void response.writeHead(403, { 'x-error-code': 'GatedRepo' }).end()
    }
    const { commit, files } = repository
    if (revision !== commit && revision !== 'main') {
      return void response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end()
    }
    const bytes = files.get(path)
    const headers = { 'x-repo-commit': commit, 'accept-ranges': 'bytes' }
    if (!bytes) {
      return void response.writeHead(404, { ...headers, 'x-error-code': 'EntryNotFound' }).end()
    }
    if (bytes.length >= LARGE_BYTES) {
      const blobPath = `/repos/${sha256(Buffer.from(name)).slice(0, 8)}/${sha256(bytes)}`
      blobs.set(blobPath, { path, bytes })
      const address = `${storage.origin}${blobPath}?X-Amz-Signature=${signatureOf(blobPath)}`
      response.writeHead(302, {
        ...headers,
        location: address,
        'x-linked-etag': `"${sha256(bytes)}"`,
        'x-linked-size': String(bytes.length),
      })
      return void response.end(`Found. Redirecting to ${address}`)
    }
    if (!cached) {
      const location = `/api/resolve-cache/models/${name}/${commit}/${encoded}?etag=%22${gitSha1(bytes)}%22`
      response.writeHead(307, {
        ...headers,
        location,
        'x-linked-etag': `"${gitSha1(bytes)}"`,
        'x-linked-size': String(bytes.length),
      })
      return void response.end(`Temporary Redirect. Redirecting to ${location}`)
    }
    response.setHeader('x-repo-commit', commit)
    response.setHeader('etag', `"${gitSha1(bytes)}"`)
    sendContent(request, response, { path, bytes, record })
  })

  function note(host: SeenRequest['host'], request: IncomingMessage, path: string): SeenRequest {
    const { method = '', url = '', headers } = request
    const { authorization, range } = headers
    const record = { host, method, url, path, authorization, range, sentBytes: 0 }
    seen.push(record)
    return record
  }

  function sendContent(
    request: IncomingMessage,
    response: ServerResponse,
    { path, bytes, record }: { path: string; bytes: Buffer; record: SeenRequest },
  ): void {
    const fault = request.method === 'GET' ? faults.get(path)?.shift() : undefined
    if (fault?.kind === 'status') {
      return void response.writeHead(fault.status, fault.headers).end()
    }
    const content = fault?.kind === 'other-bytes' ? Buffer.from(bytes).reverse() : bytes
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const isPart = first !== undefined && fault?.kind !== 'ignore-range'
    const start = isPart ? Number(first) : 0
    const end = isPart && last ? Math.min(Number(last), content.length - 1) : content.length - 1
    if (start >= content.length && isPart) {
      return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
    }
    const part = content.subarray(start, end + 1)
    response.writeHead(isPart ? 206 : 200, {
      'content-length': part.length,
      ...(isPart ? { 'content-range': `bytes ${start}-${end}/${content.length}` } : {}),
    })
    if (request.method === 'HEAD') return void response.end()
    if (fault?.kind === 'cut' || fault?.kind === 'stall') {
      const sent = part.subarray(0, Math.floor(part.length * fault.at))
      record.sentBytes = sent.length
      response.write(sent, () => {
        // Time for what was written to leave before the reset.
        if (fault.kind === 'cut') setTimeout(() => response.destroy(), 50)
      })
      return
    }
    record.sentBytes = part.length
    response.end(part)
  }

  return {
    endpoint: hub.origin,
    storage: storage.origin,
    repositories,
    faults,
    seen,
    downloads: (path) =>
      seen.filter((request) => {
        return request.host === 'storage' && request.method === 'GET' && request.path === path
      }),
    async close() {
      await Promise.all([stop(hub.server), stop(storage.server)])
    },
  }
}

export async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; origin: string }> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

export async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
