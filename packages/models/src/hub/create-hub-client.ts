import { EarmarkError } from '@earmark/core'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { type HubAnswer, header, refusedByHub, unreachable } from './hub-error.js'
import { retry } from './retry.js'

export interface HubOptions {
  /** Base of the hub or of a mirror in its layout. Default: https://huggingface.co */
  endpoint?: string | undefined
  /** Sent to the endpoint's own host and to no other. */
  token?: string | undefined
  /** As in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  proxy?: { http?: string | undefined; https?: string | undefined; no?: string | undefined }
  /** Before the first repetition of a failed request, in ms. Default: 1000. */
  retryDelayMs?: number
}

export interface HubResponse extends HubAnswer {
  /** Where it came from, after redirects. */
  url: URL
  body: Dispatcher.ResponseData['body']
}

export interface HubClient {
  endpoint: URL
  retryDelayMs: number
  /** The first answer that carries the hub's description of a file, without its content; a missing file gives 404. */
  head(path: string, signal: AbortSignal | undefined): Promise<HubAnswer>
  /** One try, redirects followed; 200 or 206. The body must be read or destroyed. @throws EarmarkError */
  get(
    path: string,
    range: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<HubResponse>
  close(): Promise<void>
}

export const DEFAULT_ENDPOINT = 'https://huggingface.co'
const MAX_REDIRECTS = 6
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** What the hub says of a file, on a redirect to where it is or on the file itself. */
const DESCRIPTION = ['x-repo-commit', 'x-linked-etag', 'x-linked-size'] as const
const timeouts = { headersTimeout: 30_000, bodyTimeout: 60_000 }

/** @throws EarmarkError INVALID_REQUEST where the endpoint is no address */
export function createHubClient(options: HubOptions): HubClient {
  const endpoint = parseEndpoint(options.endpoint ?? DEFAULT_ENDPOINT)
  const { token, retryDelayMs = 1000 } = options
  const dispatcher = createDispatcher(options.proxy)

  /** Follows redirects by hand: the token must not travel to the storage that files are redirected to. */
  async function send(
    method: 'GET' | 'HEAD',
    path: string,
    { range, signal }: { range?: string | undefined; signal: AbortSignal | undefined },
  ): Promise<HubResponse> {
    let url = new URL(`${endpoint.pathname.replace(/\/$/, '')}${path}`, endpoint)
    const description: HubAnswer['headers'] = {}
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const isOwn = url.origin === endpoint.origin
      const headers = {
        'user-agent': 'earmark',
        // Sizes and ranges must be the file's own, not those of a compressed answer.
        'accept-encoding': 'identity',
        ...(range === undefined ? {} : { range }),
        ...(token && isOwn ? { authorization: `Bearer ${token}` } : {}),
      }
      const response = await request(url, {
        method,
        headers,
        dispatcher,
        signal,
        ...timeouts,
      }).catch((error) => {
        throw unreachable(error, url, signal)
      })
      const answer = { status: response.statusCode, headers: response.headers }
      // What storage calls an ETag says nothing of the file: only the hub's own does, or a mirror's.
      if (!isOwn && header(answer, 'x-repo-commit') === undefined) delete answer.headers.etag
      for (const name of DESCRIPTION) description[name] ??= answer.headers[name]
      const isDescribed = method === 'HEAD' && description['x-linked-size'] !== undefined
      const location = header(answer, 'location')
      if (!REDIRECTS.has(answer.status) || location === undefined || isDescribed) {
        const { status } = answer
        return { status, headers: { ...answer.headers, ...description }, url, body: response.body }
      }
      await response.body.dump()
      url = nextUrl(location, url)
    }
    throw new EarmarkError(
      'HUB_UNAVAILABLE',
      `${endpoint.origin} redirects more than ${MAX_REDIRECTS} times.`,
      { permanent: true },
    )
  }

  const refused = (response: HubResponse) => {
    const isOwn = response.url.origin === endpoint.origin
    return refusedByHub(response, response.url, { hasToken: Boolean(token), isOwn })
  }

  return {
    endpoint,
    retryDelayMs,
    head: (path, signal) =>
      retry({ retryDelayMs, signal }, async () => {
        const response = await send('HEAD', path, { signal })
        await response.body.dump()
        const isMissing = response.status === 404 && isMissingFile(response)
        if (response.status >= 400 && !isMissing) {
          throw refused(response)
        }
        return response
      }),
    async get(path, range, signal) {
      const response = await send('GET', path, { range, signal })
      if (response.status === 200 || response.status === 206) return response
      await response.body.dump().catch(() => {})
      throw refused(response)
    },
    close: () => dispatcher.close(),
  }
}

/** A mirror may not say what is missing; the hub does. */
function isMissingFile(answer: HubAnswer): boolean {
  const code = header(answer, 'x-error-code')
  return code === undefined || code === 'EntryNotFound'
}

function nextUrl(location: string, from: URL): URL {
  const url = parseUrl(location, from)
  const isSafer =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && from.protocol === 'http:')
  if (url && isSafer) return url
  throw new EarmarkError(
    'HUB_UNAVAILABLE',
    `${from.origin} redirects to an address that is not followed: ${location.slice(0, 100)}`,
    { permanent: true },
  )
}

function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined
}

function parseEndpoint(endpoint: string): URL {
  const url = parseUrl(endpoint)
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url
  throw new EarmarkError(
    'INVALID_REQUEST',
    `The hub's address must begin with https:// or http://; received ${JSON.stringify(endpoint.slice(0, 200))}.`,
    { permanent: true, field: 'endpoint', value: endpoint.slice(0, 200) },
  )
}

/** The environment is not looked at here: what is not given is no proxy. */
function createDispatcher(proxy: HubOptions['proxy'] = {}): Dispatcher {
  const { http = '', https = '', no = '' } = proxy
  if (http === '' && https === '') return new Agent()
  return new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: no })
}
