import { type ClapModel, expandTemplate, openTextTower, scoreWindows } from '@earmark/core'

/** A label in the words that it is asked for by; several are averaged, as a label set averages them. */
export type Label = { name: string; prompts: string[] }

export type Scorer = {
  vectorsOf: (labels: readonly Label[]) => Promise<Float32Array[]>
  close: () => Promise<void>
}

export const DEFAULT_PROMPT = 'Sound of {}'

export function labelsOf(names: readonly string[], templates = [DEFAULT_PROMPT]): Label[] {
  return names.map((name) => ({
    name,
    prompts: templates.map((template) => expandTemplate(template, name)),
  }))
}

/** Encodes words with the model's text tower. */
export async function openScorer(model: ClapModel): Promise<Scorer> {
  const tower = await openTextTower(model)
  return {
    async vectorsOf(labels) {
      const vectors: Float32Array[] = []
      for (const { prompts } of labels) vectors.push(meanOf(await tower.embed(prompts)))
      return vectors
    },
    close: () => tower.close(),
  }
}

/** By label, in the labels' order. */
export type Scores = { similarities: number[]; probabilities: number[] }

export function scoreOne(
  { logitScale }: ClapModel,
  embedding: Float32Array,
  vectors: readonly Float32Array[],
): Scores {
  const [window] = scoreWindows([embedding], vectors, logitScale).windows
  return { similarities: [...window!.similarities], probabilities: [...window!.probabilities] }
}

export const meanOfNumbers = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0]!.map((_, at) => meanOfNumbers(vectors.map((vector) => vector[at]!)))
}
