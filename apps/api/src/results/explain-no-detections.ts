import {
  type Database,
  type DetectingSet,
  type DetectionFilter,
  listDetectingSets,
  listDetections,
} from '@earmark/db'
import { describeRecordings } from './describe-recordings.js'

/** Why a list of detections is empty, though all that its filter names exists. */
export async function explainNoDetections(db: Database, filter: DetectionFilter): Promise<string> {
  const { label, labelSet, labelSetVersion } = filter
  const names = {
    ...(label !== undefined && { label }),
    ...(labelSet !== undefined && { labelSet }),
    ...(labelSetVersion !== undefined && { labelSetVersion }),
  }
  const sets = await listDetectingSets(db, names)
  if (sets.length === 0) {
    return label === undefined
      ? 'There are no label sets yet.'
      : `${JSON.stringify(label)} is what its label set has for "none of these": it is never detected.`
  }
  const calibrated = sets.filter(({ isCalibrated }) => isCalibrated)
  if (calibrated.length === 0) return describeUncalibrated(sets)
  const waiting = calibrated.find(({ retaggingId }) => retaggingId !== null)
  if (waiting) {
    return `Label set ${format(waiting)} is calibrated; what was heard before is still being looked through, by re-tagging ${waiting.retaggingId}.`
  }
  const isNarrowed = Object.keys(filter).length > Object.keys(names).length
  if (isNarrowed && (await listDetections(db, { filter: names, limit: 1 })).items.length > 0) {
    const recordings = describeRecordings(filter)
    return `There are such detections, but none ${recordings === null ? 'where this asks for them' : `of ${recordings}`}.`
  }
  const which =
    calibrated.length === 1
      ? `Label set ${format(calibrated[0]!)} is calibrated`
      : `${calibrated.length} label sets are calibrated`
  return `${which}, but no window stands out from the background. A calibration with a smaller z or percentile finds more.`
}

function describeUncalibrated(sets: readonly DetectingSet[]): string {
  const [only, ...others] = sets
  return only && others.length === 0
    ? `Label set ${format(only)} has not been calibrated, and has no detections before: POST /v1/label-sets/${only.id}/calibrate.`
    : 'None of these label sets has been calibrated, and they have no detections before: POST /v1/label-sets/{id}/calibrate.'
}

function format({ name, version }: DetectingSet): string {
  return JSON.stringify(`${name}@${version}`)
}
