import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { deleteRecordingRule } from './delete-recording-rule.js'
import { getRecordingCounts } from './get-recording-counts.js'
import { importMetadata } from './import-metadata.js'
import { listActivity } from './list-activity.js'
import { listRecordingRules } from './list-recording-rules.js'
import { setRecordingRule } from './set-recording-rule.js'

export function registerRecordings(app: ApiServer, deps: ApiDependencies): void {
  getRecordingCounts(app, deps)
  setRecordingRule(app, deps)
  listRecordingRules(app, deps)
  deleteRecordingRule(app, deps)
  app.register((tables, _options, done) => {
    importMetadata(tables as unknown as ApiServer, deps)
    done()
  })
  listActivity(app, deps)
}
