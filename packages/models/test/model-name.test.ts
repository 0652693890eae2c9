import { join, resolve, sep } from 'node:path'
import { dtypes } from '@earmark/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modelFolderName, resolveModelName } from '../src/model-name.js'

const accepted = (name: string) => {
  try {
    return resolveModelName(name)
  } catch {
    return undefined
  }
}

const names = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[a-z0-9._/-]{1,20}$/),
  fc.stringMatching(/^[a-z0-9][\w.-]{0,10}\/[a-z0-9][\w.-]{0,10}$/),
)

test('no name leads out of the folder of models, and no two share a folder', () => {
  const home = resolve('/models')
  fc.assert(
    fc.property(names, names, fc.constantFrom(...dtypes), (a, b, dtype) => {
      const [first, second] = [accepted(a), accepted(b)]
      if (first === undefined) return
      const folder = modelFolderName(first, dtype)
      expect(join(home, folder).startsWith(home + sep)).toBe(true)
      expect(folder).not.toMatch(/[/\\]|^\./)
      if (second === undefined || second === first) return
      expect(modelFolderName(second, dtype)).not.toBe(folder)
    }),
    { numRuns: 2000 },
  )
})

test.each(['gpt2', 'openai/whisper-tiny', 'MIT/ast-finetuned-speech-commands-v2', 'a/b.c_d'])(
  '%s is a name',
  (name) => {
    expect(resolveModelName(name)).toBe(name)
  },
)

test.each([
  '',
  '..',
  '/etc',
  'a/../b',
  'a/b/c',
  'a//b',
  '.hidden/x',
  'a--b/c',
  'a b',
  'a\\b',
  'a\0b',
  'a/',
])('%j is none', (name) => {
  expect(accepted(name)).toBeUndefined()
})
