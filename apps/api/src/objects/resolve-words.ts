import { MAX_WORDS, type routes } from '@earmark/contract'
import { DEFAULT_TEMPLATE, expandTemplate, validateLabelSet } from '@earmark/core'
import {
  findLabelVectors,
  findTextEmbeddings,
  getLabelSet,
  type LabelVector,
  listUnreadyLabels,
} from '@earmark/db'
import type { z } from 'zod'
import { embedPrompts } from '../classify/embed-prompts.js'
import type { ApiDependencies } from '../dependencies.js'
import { invalidRequest, notFound } from '../http/http-problem.js'
import { embedLabelSet } from '../label-sets/embed-label-set.js'
import { requireLabelSet } from '../label-sets/require-names.js'
import { cannotEncode, type ModelReference } from '../models/resolve-model.js'

type Asked = Pick<
  z.output<typeof routes.getObjectScores.query>,
  'labelSet' | 'labelSetVersion' | 'template'
> & {
  /** A list, or a text with commas between them. */
  labels?: string | readonly string[] | undefined
}
export type Word = { label: string } & LabelVector

/**
 * The labels that a request names, by a stored set or in words, with their vectors under a model.
 *
 * @param allow throws where so many labels are too many, before minutes go into encoding them
 * @throws HttpProblem 400 where neither or both are named, 404 for an unknown set, 422 where another model than the API's
 * would have to encode them; EarmarkError INVALID_LABEL_SET
 */
export async function resolveWords(
  deps: ApiDependencies,
  asked: Asked,
  model: ModelReference,
  signal: AbortSignal,
  allow: (labels: number) => void = () => {},
): Promise<Word[]> {
  const { labelSet, labels, template } = asked
  if ((labelSet === undefined) === (labels === undefined)) {
    const field = labels === undefined ? 'labelSet' : 'labels'
    const message = `Either labelSet or labels must be there${labels === undefined ? '' : ', not both'}.`
    throw invalidRequest([{ field, message }])
  }
  if (labels !== undefined) return encodeWords(deps, { labels, template }, model, signal, allow)
  if (template !== undefined) {
    const message = 'template must stand beside labels: a label set has its own.'
    throw invalidRequest([{ field: 'template', value: template, message }])
  }
  return readLabelSet(deps, asked, model, signal, allow)
}

async function readLabelSet(
  deps: ApiDependencies,
  { labelSet: name = '', labelSetVersion: version }: Asked,
  model: ModelReference,
  signal: AbortSignal,
  allow: (labels: number) => void,
): Promise<Word[]> {
  const { id } = await requireLabelSet(deps.db, { name, version })
  const labelSet = await getLabelSet(deps.db, id)
  if (!labelSet) throw notFound('labelSet', name, 'label set')
  allow(labelSet.labels.length)
  const query = { modelId: model.id, labelSetId: id }
  let vectors = await findLabelVectors(deps.db, query)
  if (vectors.size < labelSet.labels.length && model.id === deps.model.id) {
    await embedLabelSet(deps, labelSet, signal)
    vectors = await findLabelVectors(deps.db, query)
  }
  const [unready] = await listUnreadyLabels(deps.db, query)
  if (unready) throw cannotEncode(deps.model, model, unready.name)
  return labelSet.labels.map(({ name: label }) => ({ label, ...vectors.get(label)! }))
}

async function encodeWords(
  deps: ApiDependencies,
  {
    labels: list,
    template = DEFAULT_TEMPLATE,
  }: Pick<Asked, 'template'> & {
    labels: string | readonly string[]
  },
  model: ModelReference,
  signal: AbortSignal,
  allow: (labels: number) => void,
): Promise<Word[]> {
  const { labels } = validateLabelSet({
    labels: typeof list === 'string' ? list.split(',') : list,
    template,
  })
  if (labels.length > MAX_WORDS) {
    const message = `labels must hold at most ${MAX_WORDS} labels; received ${labels.length}. Make a label set of them.`
    throw invalidRequest([{ field: 'labels', value: labels.length, message }])
  }
  allow(labels.length)
  const prompts = labels.map((label) => expandTemplate(template, label))
  const vectors =
    model.id === deps.model.id
      ? await embedPrompts(deps, prompts, signal)
      : await findTextEmbeddings(deps.db, { modelId: model.id, prompts })
  return labels.map((label, index) => {
    const prompt = prompts[index]!
    const vector = vectors.get(prompt)
    if (!vector) throw cannotEncode(deps.model, model, prompt)
    return { label, vector, detector: null }
  })
}
