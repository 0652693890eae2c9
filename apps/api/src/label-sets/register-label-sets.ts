import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { calibrateLabelSet } from './calibrate-label-set.js'
import { createLabelSet } from './create-label-set.js'
import { getCalibration } from './get-calibration.js'
import { getLabelSet } from './get-label-set.js'
import { getLabelSetEncoding } from './get-label-set-encoding.js'
import { listLabelSets } from './list-label-sets.js'
import { getPrevalence } from './prevalence/get-prevalence.js'
import { publishLabelSet } from './teach/publish-label-set.js'
import { trainLabel } from './teach/train-label.js'

export function registerLabelSets(app: ApiServer, deps: ApiDependencies): void {
  createLabelSet(app, deps)
  listLabelSets(app, deps)
  getLabelSet(app, deps)
  getLabelSetEncoding(app, deps)
  calibrateLabelSet(app, deps)
  getCalibration(app, deps)
  getPrevalence(app, deps)
  trainLabel(app, deps)
  publishLabelSet(app, deps)
}
