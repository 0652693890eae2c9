import { findTextEmbeddings } from '@earmark/db'
import { embedPrompts } from '../classify/embed-prompts.js'
import type { ApiDependencies } from '../dependencies.js'
import { cannotEncode, type ModelReference } from '../models/resolve-model.js'

/**
 * A prompt's vector under a model: what was encoded once is never encoded again.
 *
 * @throws HttpProblem 422 where another model than the API's would have to encode it
 */
export async function embedQuery(
  deps: ApiDependencies,
  { prompt, model }: { prompt: string; model: ModelReference },
  signal: AbortSignal,
): Promise<Float32Array> {
  const embeddings =
    model.id === deps.model.id
      ? await embedPrompts(deps, [prompt], signal)
      : await findTextEmbeddings(deps.db, { modelId: model.id, prompts: [prompt] })
  const embedding = embeddings.get(prompt)
  if (!embedding) throw cannotEncode(deps.model, model, prompt)
  return embedding
}
