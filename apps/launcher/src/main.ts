import { parseArgs } from 'node:util'
import { ConfigError } from '@earmark/config'
import { EarmarkError } from '@earmark/core'
import { createStyle } from '@earmark/terminal'
import { readConfig } from './config.js'
import { findRunning } from './find-running.js'
import { formatAddresses } from './format-addresses.js'
import { type Launched, launch } from './launch.js'
import { showDemo } from './show-demo.js'

const INTERRUPTED = 130
/** npm hands on the Ctrl-C that the terminal has sent us already: within this time both are one. */
const SAME_SIGNAL_MS = 500

const say = (line: string) => process.stdout.write(`${line}\n`)
const startedAt = Date.now()
const stopRequest = new AbortController()
let stopRequestedAt = 0

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (stopRequest.signal.aborted) {
      // The children notice that we are gone and stop by themselves.
      if (Date.now() - stopRequestedAt > SAME_SIGNAL_MS) process.exit(INTERRUPTED)
      return
    }
    stopRequestedAt = Date.now()
    stopRequest.abort()
  })
}
// A closed terminal or pipe takes no more lines; serving goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  process.exitCode = await run()
} catch (error) {
  if (stopRequest.signal.aborted) {
    process.exitCode = INTERRUPTED
  } else {
    process.stderr.write(`${describe(error)}\n`)
    process.exitCode = 1
  }
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, 'no-demo': { type: 'boolean' } },
  })
  const config = readConfig()
  const running = await findRunning(config.home)
  if (running !== null) {
    process.stderr.write(
      `Earmark already runs on ${config.home}: ${running}. Stop that one with Ctrl-C in its terminal, or set EARMARK_HOME to another folder.\n`,
    )
    return 1
  }
  const style = createStyle(config.isColoured(process.stdout))
  const launched = await launch(config, { say, signal: stopRequest.signal })
  let isComplete = true
  try {
    stopRequest.signal.throwIfAborted()
    if (!values['no-demo']) {
      isComplete = await showDemo(config, launched, { say, style, signal: stopRequest.signal })
    }
    say(
      formatAddresses(
        {
          ...launched,
          ...describeServers(launched),
          demoUrl: config.demoUrl,
          home: config.isDefaultHome ? undefined : config.home,
        },
        style,
      ),
    )
    if (!values.once) {
      say(`\nServing after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops it.`)
      await aborted(stopRequest.signal)
      say('Stopping …')
    }
  } finally {
    await launched.stop()
  }
  return values.once && !isComplete ? 1 : 0
}

function describeServers({ servers }: Launched) {
  return {
    databaseUrl: servers.databaseUrl,
    s3Endpoint: servers.s3.endpoint ?? `AWS S3 (${servers.s3.region})`,
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** A sentence for a person; anything else is a fault of ours, and its stack helps. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isExpected =
    error instanceof ConfigError ||
    error instanceof EarmarkError ||
    error.name === 'ApiError' ||
    'code' in error
  return isExpected ? error.message : (error.stack ?? error.message)
}
