import { clipUploadQuestion, routes } from '@earmark/contract'
import { resolveWindowing } from '../batches/resolve-windowing.js'
import type { Admission } from '../classify/create-admission.js'
import { hearClip } from '../classify/hear-clip.js'
import { withClip } from '../classify/with-clip.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { serveRoute } from '../http/serve-route.js'
import type { ClipMemory } from './clip-memory.js'

export function createClip(
  app: ApiServer,
  deps: ApiDependencies & { admission: Admission; clips: ClipMemory },
): void {
  serveRoute(app, routes.createClip, (request, reply) =>
    withClip(deps, { request, reply }, clipUploadQuestion, async (question) => {
      const { model, clips } = deps
      const windowing = resolveWindowing(model, question)
      return async (clip, signal) => {
        const heard = await hearClip(deps, { clip, ...windowing }, signal)
        const { name } = clip
        const id = clips.keep(request.getDecorator<ApiKey>('apiKey').id, { ...heard, name })
        reply.code(201)
        return {
          id,
          name,
          model: { name: model.name, revision: model.revision },
          labels: model.kind === 'classifier' ? model.labels : null,
          durationS: heard.durationS,
          heardChannel: heard.heardChannel,
          starts: heard.windows.map(({ startS }) => startS),
          ends: heard.windows.map(({ endS }) => endS),
        }
      }
    }),
  )
}
