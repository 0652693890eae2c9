import { type classifyRequest, routes, type uploadQuestion } from '@earmark/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { resolveWindowing } from '../batches/resolve-windowing.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { readChosenLabelSets } from '../label-sets/choose-label-sets.js'
import { classifyClip } from './classify-clip.js'
import { createAdmission } from './create-admission.js'
import { fetchClip } from './fetch-clip.js'
import { learnLabelSets } from './learn-label-sets.js'
import { receiveClip } from './receive-clip.js'
import { withinUploadTime } from './within-upload-time.js'

/** 50 label sets of 5,000 short labels in JSON. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024

export function classify(app: ApiServer, deps: ApiDependencies): void {
  const admission = createAdmission(deps.limits)

  serveRoute(
    app,
    routes.classify,
    async (request, reply) => {
      // Before the upload: where the line is full, nothing is received.
      const place = admission.enter(request.getDecorator<ApiKey>('apiKey').id)
      try {
        return await deps.temporary.withFolder((folder) =>
          hear(request, reply, folder, place.start),
        )
      } finally {
        place.leave()
      }
    },
    { bodyLimit: BODY_LIMIT_BYTES },
  )

  async function hear(
    request: FastifyRequest,
    reply: FastifyReply,
    folder: string,
    start: (signal: AbortSignal) => Promise<void>,
  ) {
    const signal = requestSignal(reply)
    if (request.isMultipart()) {
      const { question, clip } = await withinUploadTime(request, deps.limits.upload, () =>
        receiveClip(request, folder, deps.limits),
      )
      return ask(question, async () => clip)
    }
    const question = request.body as z.output<typeof classifyRequest>
    return ask(question, () => fetchClip(deps, question.source.key, folder, signal))

    async function ask(
      question: z.output<typeof uploadQuestion>,
      openClip: () => Promise<{ path: string; name: string }>,
    ) {
      const windowing = resolveWindowing(deps.model, question)
      const chosen = await readChosenLabelSets(deps.db, deps.model, question.labelSets)
      const labelSets = await learnLabelSets(deps, chosen)
      const clip = await openClip()
      await start(signal)
      return classifyClip(deps, { ...windowing, labelSets, top: question.top, clip }, signal)
    }
  }
}
