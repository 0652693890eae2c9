import { parseArgs } from 'node:util'
import { type Dtype, dtypes } from '@earmark/core'

const USAGE = `Measures how near the whole system comes to the bare model, in one run on this machine.

  npm run bench -- [--model DIR] [--json] [--quick] [--windows N] [--repeats N] [--profile] [--compare FILE]
                   [--write-report]
  npm run bench -- --soak N [--model DIR] [--dtype NAME]

  --model DIR      a CLAP model's folder (models/clap-mini)
  --json           only the model as it is by default; ends with one line of JSON
  --quick          a shorter run: one repeat, fewer objects, no growth with objects
  --dtype NAME     fp32, q8 or fp16 instead of the model's default, and that alone
  --windows N      windows of each workload (600; 120 with --quick; 1000 for models/clap-mini)
  --repeats N      how often each figure is taken; the median counts (3)
  --profile        shows where the worker's and the inference processes' time goes
  --soak N         only tags N clips of 5 s once, and shows throughput and memory
  --compare FILE   exit code 1 where a figure is 10 % worse than in that report.json
  --write-report   writes bench/report.md and bench/report.json; with everything measured only, so not with --quick, --json,
                   --dtype, --windows, --soak or fewer than 3 repeats`

export type BenchOptions = {
  modelDir: string
  dtype: Dtype | null
  isJson: boolean
  isQuick: boolean
  isProfiled: boolean
  /** Of each workload; null: as fits the model. */
  windows: number | null
  repeats: number
  soakClips: number | null
  compareWith: string | null
  /** Only where asked for: a shorter run must not take the place of the committed one. */
  writesReport: boolean
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
      dtype: { type: 'string' },
      soak: { type: 'string' },
      windows: { type: 'string' },
      repeats: { type: 'string', default: '3' },
      compare: { type: 'string' },
      'write-report': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const windows = values.windows === undefined ? null : Number(values.windows)
  const soakClips = values.soak === undefined ? null : Number(values.soak)
  const repeats = values.quick ? 1 : Number(values.repeats)
  const isWhole =
    !(values.quick || values.json || values.dtype || windows || soakClips) && repeats >= 3
  if (
    values.help ||
    (values['write-report'] && !isWhole) ||
    !isCount(windows) ||
    !isCount(soakClips) ||
    !isDtype(values.dtype) ||
    !(Number.isSafeInteger(repeats) && repeats >= 1 && repeats <= 20)
  ) {
    console.log(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return {
    modelDir: values.model,
    dtype: values.dtype ?? null,
    isJson: values.json,
    isQuick: values.quick,
    isProfiled: values.profile,
    windows,
    repeats,
    soakClips,
    compareWith: values.compare ?? null,
    writesReport: values['write-report'],
  }
}

function isCount(count: number | null): boolean {
  return count === null || (Number.isSafeInteger(count) && count >= 1)
}

function isDtype(name: string | undefined): name is Dtype | undefined {
  return name === undefined || (dtypes as readonly string[]).includes(name)
}
