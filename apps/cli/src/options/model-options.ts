import { basename } from 'node:path'
import { defaultModelDir } from '@earmark/config'
import { dtypes } from '@earmark/core'
import type { ModelChoice } from '@earmark/models'
import { Option } from 'commander'
import type { CliConfig } from '../config.js'

/** What the model that comes with Earmark is called; it is not pulled, and cannot be deleted. */
export const embeddedModelName: string = basename(defaultModelDir)

export function isEmbeddedModel(name: string): boolean {
  return name.toLowerCase() === embeddedModelName
}

export type ChoiceOptions = { dtype?: string }

export function dtypeOption(description: string): Option {
  return new Option('--dtype <precision>', description).choices(dtypes)
}

/** A model in the folder of models, or the embedded one, which lies elsewhere. */
export function modelChoice(
  { modelsDir }: CliConfig,
  name: string,
  { dtype }: ChoiceOptions,
): ModelChoice {
  const embedded = isEmbeddedModel(name) ? { dir: defaultModelDir } : {}
  return { home: modelsDir, name, dtype, ...embedded }
}
