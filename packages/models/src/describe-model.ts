import { EarmarkError, type Model, readModel } from '@earmark/core'
import { findInstalledModel, type InstalledModel, type ModelChoice } from './installed-model.js'
import { findKnownModel, type KnownModel } from './known-models.js'
import { resolveModelName } from './model-name.js'
import { licenseOf, readCard, sectionsOf, texts } from './read-card.js'

/** What there is to know of a model before it is trusted with an archive. */
export interface ModelCard {
  name: string
  kind: Model['kind']
  license?: string
  /** Codes such as "en": of prompts for a CLAP, of what is said for a classifier of speech. */
  languages: string[]
  /** Names of data sets. */
  datasets: string[]
  /** Markdown; empty where nobody says. */
  trainingData: string
  /** Markdown; empty where nobody says. */
  limits: string
  /** The checkpoint that the ONNX files were made from. */
  checkpoint?: string
  /** The authors' card in full, in Markdown. */
  text?: string
  /** Where it is installed. */
  installed?: InstalledModel
  /** Hz; where it is installed. */
  sampleRate?: number
  /** Where it is installed. */
  windowSeconds?: number
  /** A classifier's own. */
  labels?: string[]
}

const TRAINING_HEADING = /training (data|corpus|dataset)|^data\b|^datasets?\b|^training$/i
const LIMITS_HEADING = /limit|bias|risk|out[- ]of[- ]scope|caveat/i

/**
 * What a model's card says, completed by what is known of it here.
 *
 * @throws EarmarkError NOT_FOUND where it is neither installed nor known
 */
export async function describeModel(choice: ModelChoice): Promise<ModelCard> {
  const known = findKnownModel(resolveModelName(choice.name))
  try {
    const installed = await findInstalledModel(choice)
    return { ...(await describeFolder(installed.dir, known)), installed }
  } catch (error) {
    const isMissing = error instanceof EarmarkError && error.code === 'NOT_FOUND'
    if (isMissing && known && choice.dtype === undefined) return describeKnown(known)
    throw error
  }
}

/** As describeModel, of any model folder, such as the embedded model's. @throws EarmarkError as readModel */
export async function describeFolder(
  dir: string,
  known: KnownModel | undefined = undefined,
): Promise<ModelCard> {
  const model = await readModel(dir)
  const card = (await readCard(dir)) ?? { metadata: {}, text: '' }
  const facts = known ? describeKnown(known) : undefined
  const license = model.license ?? licenseOf(card) ?? facts?.license
  const baseModel = texts(card.metadata.base_model)[0]
  const checkpoint = facts?.checkpoint ?? baseModel
  return {
    name: model.name,
    kind: model.kind,
    ...(license === undefined ? {} : { license }),
    languages: orElse(texts(card.metadata.language), facts?.languages),
    datasets: texts(card.metadata.datasets),
    trainingData: sectionsOf(card.text, TRAINING_HEADING) || (facts?.trainingData ?? ''),
    limits: sectionsOf(card.text, LIMITS_HEADING) || (facts?.limits ?? ''),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(card.text.trim() === '' ? {} : { text: card.text.trim() }),
    sampleRate: model.sampleRate,
    windowSeconds: model.windowSeconds,
    ...(model.kind === 'classifier' ? { labels: model.labels } : {}),
  }
}

function describeKnown(known: KnownModel): ModelCard {
  const { name, license, languages, trainingData, limits, checkpoint } = known
  const facts = { license, trainingData, limits, checkpoint }
  return { name, kind: 'clap', languages: [...languages], datasets: [], ...facts }
}

function orElse(found: string[], known: string[] | undefined): string[] {
  return found.length > 0 ? found : (known ?? [])
}
