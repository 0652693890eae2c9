import { z } from 'zod'
import { count, id } from '../fields/number.js'

export const itemStates = ['pending', 'running', 'done', 'skipped', 'failed'] as const

export const item = z
  .object({
    seq: id.meta({ description: "The item's place in its batch." }),
    bucket: z.string(),
    key: z.string(),
    etag: z.string().nullable(),
    size: count.nullable().meta({ description: 'Bytes.' }),
    state: z.enum(itemStates),
    attempts: count,
    code: z.string().nullable().meta({ description: 'Why it failed, for programs.' }),
    message: z.string().nullable().meta({ description: 'Why it failed, for people.' }),
    objectId: id.nullable(),
    windows: count.nullable(),
    startedAt: z.date().nullable(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'Item' })
