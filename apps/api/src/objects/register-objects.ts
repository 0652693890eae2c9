import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { getObjectAudio } from './audio/get-object-audio.js'
import { getObject } from './get-object.js'
import { getObjectScores } from './get-object-scores.js'
import { listObjects } from './list-objects.js'

export function registerObjects(app: ApiServer, deps: ApiDependencies): void {
  listObjects(app, deps)
  getObject(app, deps)
  getObjectScores(app, deps)
  getObjectAudio(app, deps)
}
