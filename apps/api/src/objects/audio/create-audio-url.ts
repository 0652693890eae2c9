import { routes } from '@earmark/contract'
import { findKeySecret, findObject } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import type { ApiKey } from '../../http/authenticate.js'
import { notFound } from '../../http/http-problem.js'
import { serveRoute } from '../../http/serve-route.js'
import { signAddress } from '../../http/signed-address.js'
import { readWish } from './read-wish.js'

export function createAudioUrl(app: ApiServer, { db, site }: ApiDependencies): void {
  serveRoute(app, routes.createAudioUrl, async (request, reply) => {
    const { id } = request.params
    const { expiresInS, ...asked } = request.body
    const object = await findObject(db, id)
    if (!object) throw notFound('id', id, 'object')
    // What would be refused there is refused here.
    readWish(object, asked)
    const keyId = request.getDecorator<ApiKey>('apiKey').id
    const key = await findKeySecret(db, keyId)
    if (!key) throw notFound('apiKey', keyId, 'API key')
    const expiresAt = new Date((Math.ceil(Date.now() / 1000) + expiresInS) * 1000)
    const query = Object.entries(asked).map(([name, value]) => [name, toText(value)])
    const path = `/v1/objects/${id}/audio`
    const signed = signAddress({ path, query: Object.fromEntries(query), keyId, expiresAt }, key)
    const origin = site.publicOrigin ?? `${request.protocol}://${request.host}`
    return reply.code(201).send({ url: `${origin}${signed}`, expiresAt })
  })
}

/** Never with an exponent, which a query does not read. */
function toText(value: string | number): string {
  return typeof value === 'string' ? value : value.toFixed(9).replace(/\.?0+$/, '')
}
