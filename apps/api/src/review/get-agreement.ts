import { routes } from '@earmark/contract'
import { wilsonInterval } from '@earmark/core'
import { summariseAnswers } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { requireNames } from '../label-sets/require-names.js'

export function getAgreement(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getAgreement, async ({ query: { labelSet, labelSetVersion, label } }) => {
    await requireNames(db, { labelSet, labelSetVersion, label })
    const { moments, agreement, people } = await summariseAnswers(db, {
      labelSet,
      label,
      ...(labelSetVersion !== undefined && { labelSetVersion }),
    })
    const { right, wrong } = moments
    const interval = wilsonInterval(right, right + wrong)
    return {
      moments,
      precision: interval && { share: right / (right + wrong), ...interval },
      agreement: {
        ...agreement,
        share: agreement.moments > 0 ? agreement.agreed / agreement.moments : null,
      },
      people,
    }
  })
}
