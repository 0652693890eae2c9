import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runEarmark } from './run-earmark.js'

const fixtures = fileURLToPath(new URL('../../../packages/core/test/fixtures/', import.meta.url))

type Golden = Record<
  string,
  { clips: Record<string, { probabilities: Record<string, number> }> } | undefined
>
type Answer = {
  windows: { start_s: number; scores: { label: string; probability: number }[] }[]
  clip: { similarity: number | null }[]
}

// A clip longer than the model's window is cut, and then no longer the clip that the reference heard.
const heard: Record<string, string[]> = {
  'ast-tiny-random': ['tone_1s'],
  'wav2vec2-tiny-random': ['tone_1s', 'chirp_3s'],
  'whisper-tiny-random': ['tone_1s', 'chirp_3s', 'noise_12s'],
}

describe.each(Object.entries(heard))('a model with labels of its own, %s', (name, clips) => {
  const model = `${fixtures}${name}`

  test('gives the probabilities of the reference, without being asked for labels', async () => {
    const golden: Golden = JSON.parse(
      await readFile(`${fixtures}golden/golden_classifiers.json`, 'utf8'),
    )
    for (const clip of clips) {
      const file = `${fixtures}golden/audio16k/${clip}.wav`
      const run = await runEarmark(['classify', file, '--model', model, '--json'])
      expect(run.stderr).toBe('')
      const answer: Answer = JSON.parse(run.stdout)
      expect(answer.clip[0]?.similarity).toBeNull()
      const expected = golden[name]?.clips[clip]?.probabilities ?? {}
      const scores = answer.windows[0]?.scores ?? []
      expect(scores).toHaveLength(Object.keys(expected).length)
      for (const { label, probability } of scores) {
        expect(Math.abs(probability - (expected[label] ?? Number.NaN))).toBeLessThan(1e-4)
      }
    }
  })

  test('cannot be asked for other labels', async () => {
    const file = `${fixtures}golden/audio16k/tone_1s.wav`
    const run = await runEarmark(['classify', file, '--model', model, '--labels', 'dog'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('leave --labels out')
  })
})
