/** Pulls what its first argument says, and prints the model or the error: a process of its own for tests. */
import type { EarmarkError } from '@earmark/core'
import { pullModel } from '../../src/pull/pull-model.js'

const options = JSON.parse(process.argv[2] ?? '{}')
try {
  const model = await pullModel(options)
  process.stdout.write(JSON.stringify({ model }))
} catch (error) {
  const { code, message } = error as EarmarkError
  process.stdout.write(JSON.stringify({ error: { code, message } }))
}
