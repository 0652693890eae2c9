// npm run attack                 runs the tests that hold each defence of SECURITY.md, and says which do
// npm run attack -- --without    takes defences away, one at a time and in a copy: the attack must then succeed, and its test fail
//
// Both end with a line that counts them, and with exit code 1 where one is not as it should be.
import { parseArgs } from 'node:util'
import { openMutatedCopy, repository } from '../mutants/mutated-copy.js'
import { runTest } from '../mutants/run-test.js'
import { readThreats } from './read-threats.js'
import { removals } from './removals.js'
import { runFiles } from './run-files.js'

/** What the tests read of workspaces that are not theirs. */
const READ_BY_TESTS = ['apps/worker', 'examples', 'packages/core']

const { values } = parseArgs({ options: { without: { type: 'boolean', default: false } } })
const rows = values.without ? await attackWithout() : await attack()
const width = Math.max(...rows.map(({ attack }) => attack.length))
for (const { attack, isRight, said } of rows) {
  console.log(`${isRight ? '✓' : '✗'} ${attack.padEnd(width)}  ${said}`)
}
const passed = rows.filter(({ isRight }) => isRight).length
console.log(`${passed} passed, ${rows.length - passed} failed`)
process.exitCode = passed === rows.length && passed > 0 ? 0 : 1

type Row = { attack: string; isRight: boolean; said: string }

async function attack(): Promise<Row[]> {
  const threats = readThreats(repository)
  const held = runFiles(threats.flatMap(({ tests }) => tests))
  return threats.map(({ asset, attacker, defence, tests }) => {
    const broken = tests.filter((file) => !held.get(file))
    const said = broken.length === 0 ? 'held by' : `NOT HELD (${broken.join(', ')}):`
    return {
      attack: `${asset} ← ${attacker}`,
      isRight: broken.length === 0,
      said: `${said} ${defence}`,
    }
  })
}

async function attackWithout(): Promise<Row[]> {
  const rows: Row[] = []
  const workspaces = removals
    .flatMap(({ file, test }) => [file, test.file])
    .map((path) => path.split('/', 2).join('/'))
  const copy = await openMutatedCopy(repository, [...READ_BY_TESTS, ...workspaces])
  try {
    for (const removal of removals) {
      // A test that fails in any case would show nothing.
      const whole = await runTest(copy.folder, removal.test)
      const restore = await copy.apply(removal)
      const broken = await runTest(copy.folder, removal.test)
      await restore()
      const isRight = whole === 'passed' && broken === 'failed'
      const said = `its test ${whole} with it, and ${broken} without: ${removal.test.file}`
      console.error(`${isRight ? '✓' : '✗'} ${removal.name}`)
      rows.push({ attack: `without its defence: ${removal.name}`, isRight, said })
    }
  } finally {
    await copy.close()
  }
  return rows
}
