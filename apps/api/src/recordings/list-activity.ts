import { routes } from '@earmark/contract'
import { isTimeZone, listActivity as selectActivity } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { requireNames } from '../label-sets/require-names.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { refuseTimeZone } from './refuse-time-zone.js'
import { toRecordingFilter } from './to-recording-filter.js'

export function listActivity(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listActivity, async ({ query }) => {
    const { label, labelSet, labelSetVersion, prefix, by, timeZone } = query
    const recorded = toRecordingFilter(query)
    if (!(await isTimeZone(db, timeZone))) throw refuseTimeZone(timeZone)
    await requireNames(db, query)
    return selectActivity(db, {
      ...toAddressFilter(prefix),
      ...recorded,
      label,
      ...(labelSet !== undefined && { labelSet }),
      ...(labelSetVersion !== undefined && { labelSetVersion }),
      by,
      timeZone,
    })
  })
}
