// npm run fuzz: see USAGE.
import { parseArgs } from 'node:util'
import { runFuzz, type TargetName, targetNames } from './run-fuzz.js'

const USAGE = `Sends what nobody meant to send to all that takes something from outside.

  npm run fuzz -- [--inputs 100000] [--seed N] [--only ${targetNames.join('|')}] [--from N]

The API by its own OpenAPI document, and what reads manifests, sounds and models. Exit code 0 only where nothing crashed, nothing was
answered with a 5xx or otherwise than the document says, and no file and no process was left behind. A failing input comes again with
--seed, --only, --from and --inputs 1.`

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    from: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(USAGE)
  process.exit()
}
const only = values.only as TargetName | undefined
if (only !== undefined && !targetNames.includes(only)) {
  throw new Error(`--only is ${only}: give one of ${targetNames.join(', ')}.`)
}
const [inputs, seed, from] = [values.inputs, values.seed, values.from].map(Number) as [
  number,
  number,
  number,
]
console.log(`seed ${seed}`)
const { ends, failures } = await runFuzz({
  inputs,
  seed,
  from,
  only,
  log: (line) => process.stderr.write(`${line}\n`),
})
for (const [end, count] of [...ends].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${end}  ${count}`)
for (const failure of failures.slice(0, 20)) console.log(failure)
console.log(`seed ${seed}: ${failures.length} failures`)
process.exitCode = failures.length > 0 ? 1 : 0
