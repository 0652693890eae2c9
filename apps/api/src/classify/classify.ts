import { routes, uploadQuestion } from '@earmark/contract'
import { resolveWindowing } from '../batches/resolve-windowing.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { readChosenLabelSets } from '../label-sets/choose-label-sets.js'
import { classifyClip } from './classify-clip.js'
import type { Admission } from './create-admission.js'
import { learnLabelSets } from './learn-label-sets.js'
import { withClip } from './with-clip.js'

/** 50 label sets of 5,000 short labels in JSON. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024

export function classify(app: ApiServer, deps: ApiDependencies & { admission: Admission }): void {
  serveRoute(
    app,
    routes.classify,
    (request, reply) =>
      withClip(deps, { request, reply }, uploadQuestion, async (question) => {
        const windowing = resolveWindowing(deps.model, question)
        const chosen = await readChosenLabelSets(deps.db, deps.model, question.labelSets)
        const labelSets = await learnLabelSets(deps, chosen, requestSignal(reply))
        return (clip, signal) =>
          classifyClip(deps, { ...windowing, labelSets, top: question.top, clip }, signal)
      }),
    { bodyLimit: BODY_LIMIT_BYTES },
  )
}
