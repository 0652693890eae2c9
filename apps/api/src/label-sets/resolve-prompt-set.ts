import type { newLabelSet } from '@earmark/contract'
import {
  EarmarkError,
  type LabelInput,
  type PromptSetInput,
  validatePromptSet,
} from '@earmark/core'
import { type Database, listAnnotatedMoments, type NewLabelSet } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import { resolveMoments } from '../objects/resolve-moments.js'
import { keepTaught } from './keep-taught.js'

type Request = z.output<typeof newLabelSet>
type RequestedLabel = Exclude<Request['labels'][number], string>
type Examples = NonNullable<LabelInput['examples']>

/** More than a label may have: the check of the label set says so. */
const MAX_ANNOTATIONS = 1001

/**
 * A new label set as it is stored, with its prompts filled in and its examples found, and the labels that stay as they are in
 * the set that it is based on.
 *
 * @throws EarmarkError INVALID_LABEL_SET naming the field; HttpProblem 404 for a moment or a set that does not exist
 */
export async function resolvePromptSet(
  deps: Pick<ApiDependencies, 'db' | 'model'>,
  request: Request,
): Promise<{ promptSet: NewLabelSet; unchanged: string[] }> {
  const labels: (string | LabelInput)[] = await Promise.all(
    request.labels.map((label, index) =>
      typeof label === 'string' ? label : resolveLabel(deps, label, `labels[${index}]`),
    ),
  )
  if (request.background !== undefined) {
    labels.push({ name: request.background, isBackground: true })
  }
  const { template, templates } = request
  const content = validate(
    { labels, ...(template !== undefined && { template }), ...(templates && { templates }) },
    request,
  )
  const { scoring, oneAtATime, basedOn } = request
  const { labels: stored, unchanged } = await keepTaught(deps.db, content.labels, basedOn)
  const isLearned = stored.some(
    ({ examples, threshold }) => examples !== undefined || threshold !== undefined,
  )
  if (scoring === 'shares' && isLearned) {
    const message =
      'scoring must be "presence" where a label has examples or was taught, or be left out: what is learned is a presence of its own; received "shares".'
    throw invalidRequest([{ field: 'scoring', value: scoring, message }])
  }
  if (oneAtATime && scoring !== 'presence' && !isLearned) {
    const message =
      'oneAtATime must stand beside scoring "presence": the shares of a softmax exclude each other already.'
    throw invalidRequest([{ field: 'oneAtATime', value: oneAtATime, message }])
  }
  const promptSet = {
    name: request.name,
    ...content,
    labels: stored,
    ...(isLearned ? { scoring: 'presence' as const } : scoring && { scoring }),
    ...(oneAtATime && { oneAtATime }),
  }
  return { promptSet, unchanged }
}

async function resolveLabel(
  deps: Pick<ApiDependencies, 'db' | 'model'>,
  label: RequestedLabel,
  path: string,
): Promise<LabelInput> {
  const { name, synonyms, isBackground, examples, annotationsOf } = label
  if (examples && annotationsOf) {
    const message = `${path}.annotationsOf must not stand beside examples.`
    throw invalidRequest([{ field: `${path}.annotationsOf`, message }])
  }
  const learned = examples
    ? await findExamples(deps, examples, path)
    : annotationsOf && (await readAnnotations(deps.db, annotationsOf, path))
  return {
    name,
    ...(synonyms && { synonyms }),
    ...(isBackground !== undefined && { isBackground }),
    ...(learned && { examples: learned }),
  }
}

async function findExamples(
  { db, model }: Pick<ApiDependencies, 'db' | 'model'>,
  examples: NonNullable<RequestedLabel['examples']>,
  path: string,
): Promise<Examples> {
  const places = examples.map((one, index) => ({ ...one, path: `${path}.examples[${index}].` }))
  const moments = await resolveMoments(db, model, places)
  const ofKind = (isPositive: boolean) =>
    moments.flatMap(({ hearingId, windowIndex }, index) =>
      windowIndex !== null && examples[index]!.isPositive === isPositive
        ? [{ hearingId, windowIndex }]
        : [],
    )
  return { positive: ofKind(true), negative: ofKind(false) }
}

async function readAnnotations(
  db: Database,
  source: NonNullable<RequestedLabel['annotationsOf']>,
  path: string,
): Promise<Examples> {
  const { labelSet, labelSetVersion, label } = source
  const moments = await listAnnotatedMoments(db, {
    label,
    ...(typeof labelSet === 'number' ? { labelSetId: labelSet } : { labelSet }),
    ...(labelSetVersion !== undefined && { labelSetVersion }),
    limit: MAX_ANNOTATIONS,
  })
  const ofKind = (isPositive: boolean) =>
    moments.flatMap(({ isPositive: isRight, ...moment }) =>
      isRight === isPositive ? [moment] : [],
    )
  const positive = ofKind(true)
  if (positive.length === 0) {
    const field = `${path}.annotationsOf`
    const message = `${field} must name a label that was annotated as right at least once, by more people than called it wrong; received ${JSON.stringify(label)} of label set ${JSON.stringify(labelSet)}.`
    throw invalidRequest([{ field, value: label, message }])
  }
  return { positive, negative: ofKind(false) }
}

/** The background label is the last one: what is wrong with it is said of the field that it came from. */
function validate(input: PromptSetInput, request: Request) {
  try {
    return validatePromptSet(input)
  } catch (error) {
    const own = `labels[${request.labels.length}]`
    if (!(error instanceof EarmarkError) || !error.field?.startsWith(own)) throw error
    throw new EarmarkError(error.code, error.message.replace(error.field, 'background'), {
      permanent: true,
      cause: error,
      value: error.value,
      field: 'background',
    })
  }
}
