import { Tokenizer } from '@huggingface/tokenizers'
import { reasonOf } from '../reason-of.js'
import type { ClapModel } from './model.js'
import { modelInvalid, readJsonFile } from './model-file.js'

/** Gives a prompt's token ids, with the marks at both ends. */
export type PromptTokenizer = (prompt: string) => number[]

/**
 * Loads a model's tokenizer. Prompts longer than the model takes are cut as transformers does with truncation=True: at
 * the end of the text, keeping the closing mark.
 *
 * @throws EarmarkError MODEL_INVALID where tokenizer.json is missing or damaged
 */
export async function createPromptTokenizer(model: ClapModel): Promise<PromptTokenizer> {
  const definition = await readJsonFile(model.dir, 'tokenizer.json')
  const config = await readJsonFile(model.dir, 'tokenizer_config.json')
  const tokenizer = loadTokenizer(model, definition, config)
  const { maxTokens } = model
  return (prompt) => {
    const { ids } = tokenizer.encode(prompt)
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1)!]
  }
}

function loadTokenizer(model: ClapModel, definition: object, config: object): Tokenizer {
  try {
    const tokenizer = new Tokenizer(definition, config)
    const marks = tokenizer.encode('').ids.length
    if (marks !== 2) throw new Error(`it puts ${marks} marks around a text instead of 2`)
    return tokenizer
  } catch (cause) {
    throw modelInvalid(
      `${model.files.tokenizer} is not a tokenizer for CLAP: ${reasonOf(cause)}.`,
      cause,
    )
  }
}
