import { z } from 'zod'

/** Problem details (RFC 9457) as far as they are read, whoever sent them: a proxy may say less than the API. */
export const problemSchema = z.looseObject({
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z
    .array(
      z.looseObject({
        field: z.string().optional(),
        value: z.unknown().optional(),
        message: z.string(),
        position: z.number().optional(),
      }),
    )
    .optional(),
})
export type Problem = z.infer<typeof problemSchema>
