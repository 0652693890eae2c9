import type { batchSettings } from '@earmark/contract'
import { KEEP_ALL, type NewBatch } from '@earmark/db'
import type { z } from 'zod'
import type { RegisteredModel } from '../dependencies.js'
import { resolveWindowing } from './resolve-windowing.js'

export type BatchSettings = Pick<
  NewBatch,
  'modelId' | 'windowMs' | 'hopMs' | 'priority' | 'keepTop' | 'webhook' | 'reportTo'
>

/** A request's settings as they are stored, all but its label sets. @throws as resolveWindowing */
export function resolveSettings(
  model: RegisteredModel,
  body: z.output<z.ZodObject<typeof batchSettings>>,
): BatchSettings {
  return {
    ...resolveWindowing(model, body),
    modelId: model.id,
    priority: body.priority,
    keepTop: body.keep === 'all' ? KEEP_ALL : (body.keep ?? null),
    webhook: body.webhook ?? null,
    reportTo: body.reportTo ?? null,
  }
}
