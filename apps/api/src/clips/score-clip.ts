import { routes } from '@earmark/contract'
import {
  type ClipScores,
  DEFAULT_TEMPLATE,
  expandTemplate,
  scoreClassifierWindows,
  scoreWindows,
  validateLabelSet,
} from '@earmark/core'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { invalidRequest, notFound } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { roundScore } from '../objects/to-probabilities.js'
import type { ClipMemory, KeptClip } from './clip-memory.js'
import type { WordMemory } from './word-memory.js'

/** Tens of milliseconds of computing, in which nobody else is answered. */
const MAX_SCORES = 100_000

type Question = z.output<typeof routes.scoreClip.body>

export function scoreClip(
  app: ApiServer,
  { model, clips, words }: ApiDependencies & { clips: ClipMemory; words: WordMemory },
): void {
  serveRoute(app, routes.scoreClip, async (request, reply) => {
    const { id } = request.params
    const clip = clips.find(request.getDecorator<ApiKey>('apiKey').id, id)
    if (!clip) throw notFound('id', id, 'clip', { where: ' any more, or yet: send its file again' })
    const vectors = clip.windows.map(({ vector }) => vector)
    if (model.kind === 'classifier') {
      requireNoWords(request.body, model.name)
      const scores = scoreClassifierWindows(vectors, model.problemType)
      return { labels: model.labels, ...flatten(scores), similarities: null }
    }
    const { labels, prompts } = readWords(request.body, clip)
    const encoded = await words.embed(prompts, requestSignal(reply))
    return { labels, ...flatten(scoreWindows(vectors, encoded, model.logitScale)) }
  })
}

/** @throws EarmarkError INVALID_LABEL_SET; HttpProblem 400 where they would make too many scores */
function readWords({ labels: given = [], template = DEFAULT_TEMPLATE }: Question, clip: KeptClip) {
  const { labels } = validateLabelSet({ labels: given, template })
  const scores = labels.length * clip.windows.length
  if (scores > MAX_SCORES) {
    const message = `The answer would hold ${scores.toLocaleString('en')} scores (${labels.length} labels in ${clip.windows.length} windows), more than ${MAX_SCORES.toLocaleString('en')}: ask for fewer labels.`
    throw invalidRequest([{ field: 'labels', value: labels.length, message }])
  }
  return { labels, prompts: labels.map((label) => expandTemplate(template, label)) }
}

function requireNoWords({ labels, template }: Question, name: string): void {
  if (labels === undefined && template === undefined) return
  const field = labels === undefined ? 'template' : 'labels'
  const message = `${field} must not be there: ${name} has labels of its own.`
  throw invalidRequest([{ field, message }])
}

function flatten({ windows }: ClipScores) {
  return {
    probabilities: windows.flatMap((one) => Array.from(one.probabilities, roundScore)),
    similarities: windows.flatMap((one) => Array.from(one.similarities, roundScore)),
  }
}
