import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { labelSet } from './label-set.js'
import { newLabelSet } from './new-label-set.js'

export const createLabelSet = defineRoute({
  operationId: 'createLabelSet',
  method: 'post',
  path: '/v1/label-sets',
  tag: 'label sets',
  summary: 'Store a label set',
  description:
    'Label sets never change: other content under the same name is its next version (201). Equal content is the version that exists (200). Labels may have synonyms, several templates, or moments of the archive in place of words.',
  body: newLabelSet,
  answers: {
    200: answer('The version that exists with this content.', labelSet),
    201: answer('The new version.', labelSet),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
