import { z } from 'zod'
import { labelSetSchema } from './label-set-calls.js'
import type { CreateOptions, Page, PageRequest } from './page.js'
import { retaggingSchema } from './retagging-calls.js'
import { pageSchema } from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, sendRequest } from './send-request.js'

const calibrationSchema = z.looseObject({
  labelSet: labelSetSchema,
  /** What each label sounds like by chance, and from which similarity on a window is a detection. */
  labels: z.array(
    z.looseObject({
      label: z.string(),
      mean: z.number(),
      stddev: z.number(),
      threshold: z.number(),
      sampledWindows: z.number(),
    }),
  ),
  /** Finds the detections in what was heard before. */
  retagging: retaggingSchema,
})
export type Calibration = z.infer<typeof calibrationSchema>

export type CalibrationRequest = {
  z?: number
  percentile?: number
  sample?: number
  model?: string
}

const detectionSchema = z.looseObject({
  objectId: z.number(),
  bucket: z.string(),
  key: z.string(),
  label: z.string(),
  labelSet: z.string(),
  labelSetVersion: z.number(),
  startS: z.number(),
  endS: z.number(),
  peakSimilarity: z.number(),
  zScore: z.number().nullable(),
})
export type Detection = z.infer<typeof detectionSchema>

export type DetectionFilter = {
  label?: string
  labelSet?: string
  labelSetVersion?: number
  prefix?: string
  object?: number
  batch?: number
}

export type CalibrationCalls = {
  calibrateLabelSet: (
    labelSetId: number,
    request: CalibrationRequest,
    options?: CreateOptions,
  ) => Promise<Calibration>
  /** Where labels stand out from the background, object by object. */
  listDetections: (filter: DetectionFilter, page?: PageRequest) => Promise<Page<Detection>>
}

/** A large sample takes the database longer than a page of rows. */
const CALIBRATION_TIMEOUT_MS = 10 * 60_000

export function calibrationCalls(address: ApiAddress): CalibrationCalls {
  return {
    calibrateLabelSet: (labelSetId, body, { signal, ...once } = {}) =>
      sendOnce(
        { ...address, timeoutMs: CALIBRATION_TIMEOUT_MS },
        { path: `/v1/label-sets/${labelSetId}/calibrate`, body, schema: calibrationSchema, signal },
        once,
      ),
    listDetections: (filter, { signal, ...page } = {}) =>
      sendRequest(address, {
        path: '/v1/detections',
        query: { ...filter, ...page },
        schema: pageSchema(detectionSchema),
        signal,
      }),
  }
}
