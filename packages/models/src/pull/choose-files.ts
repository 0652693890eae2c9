import { type Dtype, type Model, onnxFile } from '@earmark/core'

export interface FileChoice {
  path: string
  /** Where it is missing, the model is none. */
  isRequired: boolean
}

/** What tells a model's kind, and whether it can be run at all. */
export const descriptionFiles: readonly string[] = ['config.json', 'preprocessor_config.json']

/** The card and what goes with it. */
const cardFiles = ['README.md', 'MODEL_CARD.md', 'LICENSE', 'LICENSE.txt', 'NOTICE']

/** The files of a model besides its description, out of all that its repository may hold. */
export function chooseFiles(kind: Model['kind'], dtype: Dtype): FileChoice[] {
  const networks =
    kind === 'clap'
      ? [onnxFile('audio_model', dtype), onnxFile('text_model', dtype)]
      : [onnxFile('model', dtype)]
  const tokenizer = kind === 'clap' ? ['tokenizer.json', 'tokenizer_config.json'] : []
  const required = [...tokenizer, ...networks]
  // Networks of more than 2 GB keep their weights in a file beside them.
  const optional = [...networks.map((path) => `${path}_data`), ...cardFiles]
  return [
    ...required.map((path) => ({ path, isRequired: true })),
    ...optional.map((path) => ({ path, isRequired: false })),
  ]
}
