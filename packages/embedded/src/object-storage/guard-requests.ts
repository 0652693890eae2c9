import type { Context } from 's3rver'

/** Names of this machine that a request may be addressed to. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Refuses requests that came by another name: a page in a browser can have its own name resolve to this machine, and
 * would then read the archive. Adds what s3rver
 * does not know: the condition If-Match, and keys with empty parts.
 */
export function guardRequests(host: string) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    if (!LOOPBACK.has(context.hostname) && context.hostname !== host) {
      refuse(
        context,
        403,
        'AccessDenied',
        `This server does not go by the name ${context.hostname}`,
      )
      return
    }
    // s3rver's router has no routes for two slashes in a row: the second goes in as a byte of the key.
    context.path = context.path.replace(/(?<=\/)\//g, '%2F')
    await next()
    const wanted = context.get('if-match')
    if (!['GET', 'HEAD'].includes(context.method) || wanted === '' || wanted === '*') return
    const etag = context.response.get('etag')
    if (context.status >= 300 || etag === '') return
    if (etag.replaceAll('"', '') === wanted.replaceAll('"', '')) return
    if (context.body && typeof context.body === 'object') context.body.destroy()
    refuse(context, 412, 'PreconditionFailed', 'The object is another one by now')
  }
}

function refuse(context: Context, status: number, code: string, message: string): void {
  context.body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replace(/[<&>]/g, '?')}</Message></Error>`
  context.type = 'application/xml'
  context.status = status
}
