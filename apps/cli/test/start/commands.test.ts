import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { commands, nameOf } from '../../src/commands.js'
import { createProgram } from '../../src/create-program.js'

const output = () => ({ stdout: new PassThrough(), stderr: new PassThrough() })

test('the list of commands says of each what the command itself says', async () => {
  const listed = await createProgram(output(), undefined)
  const loaded = await createProgram(output(), null)
  expect(listed.helpInformation()).toBe(loaded.helpInformation())
})

test.each(commands.map((entry) => [nameOf(entry)]))('%s is in its place alone', async (name) => {
  const program = await createProgram(output(), name)
  expect(program.commands.map((command) => command.name())).toEqual(commands.map(nameOf))
})
