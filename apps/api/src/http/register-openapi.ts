import { tags } from '@earmark/contract'
import fastifySwagger, { type SwaggerTransform } from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifySchema } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { ApiServer } from './api-server.js'
import { tidyComponents } from './tidy-components.js'

const description = `Tags large archives of audio in S3 with any words you choose.

1. \`POST /v1/batches\` with an S3 prefix and label sets; follow it with \`GET /v1/batches/{id}\`.
2. \`GET /v1/results\` (or SQL) for what was heard.
3. \`POST /v1/classify\` for a single clip, answered at once.

A request that makes something takes an \`Idempotency-Key\`: sent again within 24 hours, also after a crash, it makes nothing
more and is answered as before, with \`Idempotent-Replayed: true\`.

Every route under /v1 needs an API key: \`Authorization: Bearer <key>\`, or the cookie of a browser that is signed in
(\`POST /v1/session\`), and of most a scope, which each says. Errors are problem details (RFC 9457) that name
the field and the value received. Lists are pages: send \`nextCursor\` as \`cursor\` for the next one.`

const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' }

/** Describes all routes that are registered from now on at /docs (for people) and /docs/json. */
export async function registerOpenapi(app: ApiServer): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Earmark', version: '1', description, license },
      servers: [{ url: '/', description: 'Where this document is served.' }],
      tags,
      components: {
        securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
      },
      security: [{ apiKey: [] }],
    },
    transform: transformSchema,
    // Its type allows Swagger 2, which is not what is asked for here.
    transformObject: (document) => tidyComponents(jsonSchemaTransformObject(document) as object),
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { persistAuthorization: true, tryItOutEnabled: true, docExpansion: 'list' },
  })
}

type BodyByType = { content: Record<string, { schema: z.ZodType }> }

/** zod to JSON Schema; the provider's own transform does not know bodies of several content types. */
const transformSchema: SwaggerTransform<FastifySchema> = (document) => {
  const { schema } = document
  if (!isBodyByType(schema?.body)) return jsonSchemaTransform(document)
  const { body, ...rest } = schema
  const transformed = jsonSchemaTransform({ ...document, schema: rest as FastifySchema })
  const content = Object.entries((body as BodyByType).content).map(([type, media]) => {
    const one = jsonSchemaTransform({ ...document, schema: { body: media.schema } })
    return [type, { schema: (one.schema as FastifySchema).body }]
  })
  return {
    ...transformed,
    schema: { ...transformed.schema, body: { content: Object.fromEntries(content) } },
  }
}

function isBodyByType(body: unknown): body is BodyByType {
  return typeof body === 'object' && body !== null && 'content' in body
}
