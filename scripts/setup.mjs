#!/usr/bin/env node
// Everything that must be there before Earmark runs: Node, the dependencies, ffmpeg and the built code. Says what takes
// time, and every few seconds how far it is; nothing where there is nothing to do.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describeBuild, describeInstallation } from './describe-progress.mjs'
import { runQuietly } from './run-quietly.mjs'

export const repository = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE_FLOOR = [20, 19]

/** Package managers with the command that installs ffmpeg, in the order in which they are looked for. */
const PACKAGE_MANAGERS = [
  {
    name: 'apt-get',
    install: 'apt-get install -y --no-install-recommends ffmpeg',
    before: 'apt-get update',
  },
  { name: 'dnf', install: 'dnf install -y ffmpeg-free' },
  { name: 'apk', install: 'apk add ffmpeg' },
  { name: 'pacman', install: 'pacman -S --noconfirm ffmpeg' },
  { name: 'brew', install: 'brew install ffmpeg', isForEveryone: true },
]

/** A sentence for the person at the terminal; no stack, since the fault is not in the code. */
export class SetupProblem extends Error {}

export async function setUp() {
  checkNode()
  await installDependencies()
  await ensureFfmpeg()
  await build()
}

/** Runs `work` and ends the process with 1 and one clear message where the set-up is at fault. */
export async function orExplain(work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const isEnough = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])
  if (!isEnough) {
    throw new SetupProblem(
      `Earmark needs Node ${NODE_FLOOR.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
    )
  }
}

async function installDependencies() {
  // npm writes this file last: where it is missing or older than the lock file, an installation is due.
  const installed = join(repository, 'node_modules/.package-lock.json')
  const wanted = join(repository, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return
  say('Installing dependencies (npm ci) …')
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  await run(command, [...first, 'ci', '--include=dev', '--loglevel=error'], 'npm ci failed', {
    what: 'Installing',
    describe: () => describeInstallation(repository),
  })
}

async function ensureFfmpeg() {
  const named = process.env.FFMPEG_PATH
  if (named) {
    if (works(named, ['-version'])) return
    throw new SetupProblem(
      `FFMPEG_PATH=${named} cannot be run. Set it to an ffmpeg program, or unset it.`,
    )
  }
  if (works('ffmpeg', ['-version'])) return
  const manager = PACKAGE_MANAGERS.find(({ name }) => works(name, ['--version']))
  if (!manager) {
    throw new SetupProblem(
      'ffmpeg is missing. Install it from https://ffmpeg.org/download.html and try again.',
    )
  }
  const isRoot = process.getuid?.() === 0
  const commands = [manager.before, manager.install].filter(Boolean)
  if (!isRoot && !manager.isForEveryone && !works('sudo', ['-n', 'true'])) {
    throw new SetupProblem(
      `ffmpeg is missing. Type this, then try again:\n\n  ${commands.map((command) => `sudo ${command}`).join(' && ')}\n`,
    )
  }
  const asRoot = isRoot || manager.isForEveryone ? '' : 'sudo -n '
  say(`Installing ffmpeg (${asRoot}${manager.install}) …`)
  for (const command of commands) {
    const [program, ...args] = `${asRoot}${command}`.split(' ')
    await run(program, args, `"${asRoot}${command}" failed`, {
      what: `${asRoot}${command}`,
      environment: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (!works('ffmpeg', ['-version'])) {
    throw new SetupProblem(`ffmpeg cannot be run even after "${asRoot}${manager.install}".`)
  }
}

async function build() {
  const turbo = join(repository, 'node_modules/turbo/bin/turbo')
  if (!existsSync(join(repository, 'apps/launcher/dist/main.js'))) say('Building …')
  await run(
    process.execPath,
    [turbo, 'run', 'build', '--output-logs=new-only'],
    'the build failed',
    {
      what: 'Building',
      describe: describeBuild,
      environment: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    },
  )
}

/** Runs a program and says how far it is; all that it said itself comes out where it fails. */
async function run(program, args, problem, { what, describe, environment = {} }) {
  const env = { ...process.env, ...environment }
  const options = { cwd: repository, env, say, what, describe }
  const { isDone, output, reason } = await runQuietly(program, args, options)
  if (!isDone) throw new SetupProblem(`${output}\n\nEarmark cannot start: ${problem} (${reason}).`)
}

function works(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await orExplain(setUp)
