import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { retagging } from './retagging.js'

export const pauseRetagging = defineRoute({
  operationId: 'pauseRetagging',
  method: 'post',
  path: '/v1/retaggings/{id}/pause',
  tag: 'retaggings',
  summary: 'Stop a re-tagging at its next chunk',
  description: 'What is at work, about a second of it, is completed.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The re-tagging, as it is now.', retagging) },
  problems: [400, 404, 409],
})

export const resumeRetagging = defineRoute({
  operationId: 'resumeRetagging',
  method: 'post',
  path: '/v1/retaggings/{id}/resume',
  tag: 'retaggings',
  summary: 'Go on with a re-tagging where it stopped',
  description: 'Also one that failed.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The re-tagging, as it is now.', retagging) },
  problems: [400, 404, 409],
})
