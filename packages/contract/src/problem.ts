import { z } from 'zod'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened, in a sentence for people.' }),
    code: z.string().meta({ description: 'For programs.' }),
    errors: z
      .array(
        z.object({
          field: z.string(),
          value: z.unknown().optional(),
          message: z.string(),
          position: z
            .int()
            .optional()
            .meta({ description: 'Of an SQL statement: the character it is about, from 1.' }),
        }),
      )
      .optional()
      .meta({ description: 'Each wrong field with the value received.' }),
    requestId: z.string().optional().meta({ description: 'Finds the cause in the log.' }),
  })
  .meta({
    id: 'Problem',
    description: 'Problem details (RFC 9457).',
    examples: [
      {
        type: 'urn:earmark:error:invalid-request',
        title: 'Bad Request',
        status: 400,
        detail: 'priority must be at most 10; received 11.',
        code: 'INVALID_REQUEST',
        errors: [
          { field: 'priority', value: 11, message: 'priority must be at most 10; received 11.' },
        ],
      },
    ],
  })

/** What each status says, whichever route answers with it. */
export const problemDescriptions = {
  400: 'A field is missing, unknown or wrong: `errors` names each with the value received.',
  401: 'The API key is missing or wrong, or the browser is not signed in.',
  403: "The API key may not do this, or the request comes from a page of another site with this browser's cookie.",
  404: 'There is nothing with this id or name.',
  408: 'The upload is too slow: put the file into S3, and name it by its key.',
  409: 'The present state does not allow this, or the first request with the Idempotency-Key is still at work: see the detail.',
  413: 'The body or file is larger than this route takes.',
  415: 'The content-type is not one that this route takes.',
  416: 'The range begins behind the end of the object.',
  422: 'The request is well-formed, but what it names cannot be heard, or its Idempotency-Key came with another request: see `code`.',
  429: 'Too many clips or statements are waiting or too many listen already, of all or of this API key, or the key has sent too much or has too many batches under way: try again after `Retry-After` seconds.',
  500: 'A defect, or a state nobody foresaw: the log has the details under `requestId`.',
  503: 'Something this needs (database, S3) is away: try again after `Retry-After` seconds.',
} as const

export type ProblemStatus = keyof typeof problemDescriptions
