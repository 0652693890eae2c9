import { MAX_SCORES, routes } from '@earmark/contract'
import { cosineSimilarities, innerProducts } from '@earmark/core'
import { findObject, listObjectHearings, type ObjectHearing, readWindows } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { type HttpProblem, invalidRequest, notFound } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { toPresences } from '../label-sets/to-presences.js'
import { chooseBestLabels } from './choose-best-labels.js'
import { compareWindows } from './compare-windows.js'
import { pickColumns } from './pick-columns.js'
import { readOwnScores } from './read-own-scores.js'
import { resolveWords } from './resolve-words.js'
import {
  peakProbabilities,
  roundScore,
  scoreAsPresences,
  scoreAsShares,
  toProbabilities,
} from './to-probabilities.js'

type Query = z.output<typeof routes.getObjectScores.query>

export function getObjectScores(app: ApiServer, deps: ApiDependencies): void {
  serveRoute(app, routes.getObjectScores, async ({ params: { id }, query }, reply) => {
    if (!(await findObject(deps.db, id))) throw notFound('id', id, 'object')
    const hearing = chooseHearing(deps, await listObjectHearings(deps.db, id), query, id)
    const { model, windowS, hopS } = hearing
    const { kind, logitScale, ...reference } = model
    const answer = { objectId: id, hearingId: hearing.id, model: reference, windowS, hopS }
    if (kind === 'classifier') {
      return { ...answer, ...(await readOwnScores(deps, hearing, query)), similarities: null }
    }
    const words = await resolveWords(deps, query, reference, requestSignal(reply), (labels) =>
      requireFewScores(hearing, query, labels),
    )
    const { embeddings, ...windows } = await readWindows(deps.db, {
      hearingId: hearing.id,
      startS: query.startS,
      endS: query.endS,
    })
    const presences = toPresences(words)
    const similarities = await compareWindows(
      embeddings,
      words.map(({ vector }) => vector),
      presences ? innerProducts : cosineSimilarities,
    )
    const columns = words.length
    const score = presences ? scoreAsPresences(presences) : scoreAsShares(logitScale ?? 1)
    const only =
      query.top === undefined || query.top >= columns
        ? words.map((_, label) => label)
        : chooseBestLabels(await peakProbabilities(similarities, { columns, score }), query.top)
    return {
      ...answer,
      labels: only.map((label) => words[label]!.label),
      labelCount: columns,
      ...windows,
      probabilities: await toProbabilities(similarities, { columns, score, only }),
      similarities: query.similarities
        ? pickColumns(similarities, columns, only).map(roundScore)
        : null,
    }
  })
}

/** More would keep the API busy for over ten seconds. */
const MAX_COMPARED = 12_000_000

function requireFewScores({ windows, windowS, hopS }: ObjectHearing, query: Query, labels: number) {
  const { startS = 0, endS = Infinity, top = labels } = query
  const inRange = Math.ceil(Math.max(0, endS - startS + windowS) / hopS)
  const rows = Math.min(windows, inRange)
  const held = rows * Math.min(labels, top)
  const compared = rows * labels
  if (held > MAX_SCORES) {
    throw tooManyScores(
      `hold ${count(held)} scores, more than ${count(MAX_SCORES)}`,
      'for fewer labels, or only for the best of them by top',
    )
  }
  if (compared > MAX_COMPARED) {
    throw tooManyScores(
      `be chosen out of ${count(compared)} scores, more than ${count(MAX_COMPARED)}`,
      'or for fewer labels',
    )
  }
}

function tooManyScores(what: string, otherwise: string): HttpProblem {
  const message = `The answer would ${what}: ask for fewer seconds by startS and endS, ${otherwise}.`
  return invalidRequest([{ field: 'endS', message }])
}

const count = (scores: number) => scores.toLocaleString('en')

function chooseHearing(
  { model }: ApiDependencies,
  hearings: readonly ObjectHearing[],
  query: Query,
  objectId: number,
): ObjectHearing {
  const { hearing: id, model: named } = query
  const fits = hearings.filter(
    (hearing) =>
      (id === undefined || hearing.id === id) &&
      (named === undefined || isNamed(hearing.model, named)),
  )
  const chosen = fits.find((hearing) => hearing.model.id === model.id) ?? fits[0]
  if (chosen) return chosen
  const where = ` of object ${objectId}`
  if (id !== undefined) throw notFound('hearing', id, 'hearing', { where })
  if (named !== undefined) throw notFound('model', named, 'hearing by the model', { where })
  throw notFound('id', objectId, 'hearing of object')
}

function isNamed({ id, name, revision }: ObjectHearing['model'], named: string): boolean {
  return named === String(id) || named === name || named === `${name}@${revision}`
}
