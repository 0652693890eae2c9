// npm run mutants: puts known defects into a copy of the sources, one at a time, and runs the test that must notice.
// npm run mutants -- lease: those whose name, file or test holds the word.

import { mutants } from './mutants.js'
import { openMutatedCopy, repository } from './mutated-copy.js'
import { runTest } from './run-test.js'

const [word = ''] = process.argv.slice(2)
const hasPostgres = process.env.TEST_POSTGRES_URL !== undefined
const chosen = mutants.filter(
  (mutant) =>
    (hasPostgres || !mutant.needsPostgres) &&
    `${mutant.name} ${mutant.file} ${mutant.test.file}`.includes(word),
)
if (!hasPostgres) {
  console.log('Defects that only show with two connections at once need TEST_POSTGRES_URL.')
}
const copy = await openMutatedCopy(repository)
let killed = 0
try {
  for (const mutant of chosen) {
    const restore = await copy.apply(mutant)
    const outcome = await runTest(copy.folder, mutant.test)
    await restore()
    if (outcome === 'failed') killed += 1
    console.log(`${outcome === 'failed' ? 'killed  ' : 'survived'} ${mutant.name}`)
    if (outcome === 'none') console.log(`         no test of ${mutant.test.file} is so named`)
  }
} finally {
  await copy.close()
}
console.log(`${killed} passed, ${chosen.length - killed} failed`)
process.exitCode = killed === chosen.length && killed > 0 ? 0 : 1
