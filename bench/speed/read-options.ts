import { parseArgs } from 'node:util'

const USAGE = `Measures how near the whole system comes to the bare model, in one run on this machine.

  npm run bench -- [--model DIR] [--json] [--quick] [--windows N] [--repeats N] [--profile] [--compare FILE]

  --model DIR      a CLAP model's folder (models/clap-mini)
  --json           only the model as it is by default; ends with one line of JSON
  --quick          a shorter run: one repeat, fewer objects, no growth with objects
  --windows N      windows of each workload (300; 120 with --quick; 1000 for models/clap-mini)
  --repeats N      how often each figure is taken; the median counts (3)
  --profile        shows where the worker's and the inference processes' time goes
  --compare FILE   exit code 1 where a figure is 10 % worse than in that report.json`

export type BenchOptions = {
  modelDir: string
  isJson: boolean
  isQuick: boolean
  isProfiled: boolean
  /** Of each workload; null: as fits the model. */
  windows: number | null
  repeats: number
  compareWith: string | null
}

/** Ends the process with the usage where the options are wrong or help is asked for. */
export function readOptions(args: string[], defaultModelDir: string): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: defaultModelDir },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      windows: { type: 'string' },
      repeats: { type: 'string', default: '3' },
      compare: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const windows = values.windows === undefined ? null : Number(values.windows)
  const isCount = windows === null || (Number.isSafeInteger(windows) && windows >= 1)
  const repeats = values.quick ? 1 : Number(values.repeats)
  if (
    values.help ||
    !isCount ||
    !(Number.isSafeInteger(repeats) && repeats >= 1 && repeats <= 20)
  ) {
    console.log(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return {
    modelDir: values.model,
    isJson: values.json,
    isQuick: values.quick,
    isProfiled: values.profile,
    windows,
    repeats,
    compareWith: values.compare ?? null,
  }
}
