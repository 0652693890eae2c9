import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { calibration, calibrationRequest } from './calibration.js'

export const calibrateLabelSet = defineRoute({
  operationId: 'calibrateLabelSet',
  method: 'post',
  path: '/v1/label-sets/{id}/calibrate',
  tag: 'label sets',
  summary: 'Measure what each label sounds like by chance, and detect what stands out',
  description:
    "A softmax always names a winner. Calibration compares each label with a sample of the archive's own windows, and sets from which similarity on a window is a detection: of several labels at once, of one, or of none. Detections of the old thresholds go at once; those of the new ones are found in the background by `retagging`.",
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: calibrationRequest.optional().nullable(),
  answers: { 200: answer("Each label's background and threshold.", calibration) },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
