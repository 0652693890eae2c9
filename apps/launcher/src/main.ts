import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ConfigError } from '@earmark/config'
import { EarmarkError } from '@earmark/core/errors'
import { createStyle } from '@earmark/terminal'
import { readConfig } from './config.js'
import { findRunning } from './find-running.js'
import { formatAddresses } from './format-addresses.js'
import { type Launched, launch } from './launch.js'
import { orAborted } from './or-aborted.js'
import { prepareHome } from './prepare-home.js'

const INTERRUPTED = 130
/** npm hands on the Ctrl-C that the terminal has sent us already: within this time both are one. */
const SAME_SIGNAL_MS = 500
/** What has only just begun has nothing to finish, and ends by itself when we are gone. */
const UNFINISHED_START_MS = 5_000

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
    say('Stopping … (Ctrl-C again does not wait.)')
    stopRequest.abort()
  })
}
// A closed terminal or pipe takes no more lines; serving goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  process.exitCode = await run()
} catch (error) {
  if (stopRequest.signal.aborted) {
    // Something may still be starting; it notices that we are gone.
    process.exit(INTERRUPTED)
  } else {
    process.stderr.write(`${describe(error)}\n`)
    process.exitCode = 1
  }
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean' },
      'no-demo': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(readFileSync(new URL('../usage.txt', import.meta.url)))
    return 0
  }
  const config = readConfig()
  const { signal } = stopRequest
  await prepareHome(config.home)
  const running = await orAborted(findRunning(config.home), signal)
  if (running !== null) {
    process.stderr.write(
      `Earmark already runs on ${config.home}: ${running}. Stop that one with Ctrl-C in its terminal, or set EARMARK_HOME to another folder.\n`,
    )
    return 1
  }
  const style = createStyle(config.isColoured(process.stdout))
  const launching = launch(config, { say, signal })
  const launched = await orAborted(launching, signal).catch(async (error: unknown) => {
    const stopped = launching.then(({ stop }) => stop()).catch(() => {})
    if (signal.aborted) await Promise.race([stopped, sleep(UNFINISHED_START_MS)])
    throw error
  })
  let isComplete = true
  try {
    if (!values['no-demo']) {
      // Loaded while nobody waits for a server.
      const { showDemo } = await import('./show-demo.js')
      isComplete = await showDemo(config, launched, { say, style, signal })
    }
    const { readModelKind } = await import('@earmark/core')
    const { code: signInCode } = await launched.api.createSignInCode()
    say(
      formatAddresses(
        {
          ...launched,
          signInCode,
          ...describeServers(launched),
          demoUrl: values['no-demo'] ? null : config.demoUrl,
          hasOwnLabels: (await readModelKind(config.modelDir)) === 'classifier',
          home: config.isDefaultHome ? undefined : config.home,
        },
        style,
      ),
    )
    if (!values.once) {
      say(`\nServing after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops it.`)
      await aborted(signal)
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
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    return `${error.message}\nnpm start -- --help says what there is.`
  }
  const isExpected =
    error instanceof ConfigError ||
    error instanceof EarmarkError ||
    error.name === 'ApiError' ||
    'code' in error
  return isExpected ? error.message : (error.stack ?? error.message)
}
