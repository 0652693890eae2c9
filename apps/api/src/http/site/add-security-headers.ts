import fastifyHelmet from '@fastify/helmet'
import type { ApiServer } from '../api-server.js'
import type { Site } from './site.js'

/**
 * Headers for all that is answered; the page, the documents and /docs put their own policies in the place of this one, which
 * lets an answer load and run nothing. Sound may be embedded elsewhere: signed addresses are made for that.
 */
export async function addSecurityHeaders(app: ApiServer, site: Site): Promise<void> {
  const isHttps = site.publicOrigin?.startsWith('https:') ?? false
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: false,
    frameguard: { action: 'deny' },
    // Whoever came by http once, to this machine, must be able to come again.
    hsts: isHttps,
  })
}
