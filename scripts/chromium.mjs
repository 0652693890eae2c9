import { spawnSync } from 'node:child_process'
import { SetupProblem } from './setup.mjs'

const INSTALLED = '/usr/bin/chromium'
const COMMANDS = ['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends chromium']

/**
 * Chromium for what looks at the page: CHROMIUM_PATH, or Debian's package, which apt-get installs where it is missing.
 * Throws a SetupProblem that says what to type where Chromium is neither there nor can be installed.
 *
 * @returns {string} the program
 */
export function ensureChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (works(named, ['--version'])) return named
    throw new SetupProblem(
      `CHROMIUM_PATH=${named} cannot be run. Set it to a Chromium, or unset it.`,
    )
  }
  if (works(INSTALLED, ['--version'])) return INSTALLED
  if (!works('apt-get', ['--version'])) {
    throw new SetupProblem(
      'Chromium is missing. Install it, set CHROMIUM_PATH to the program and try again.',
    )
  }
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !works('sudo', ['-n', 'true'])) {
    throw new SetupProblem(
      `Chromium is missing. Type this, then try again:\n\n  ${COMMANDS.map((command) => `sudo ${command}`).join(' && ')}\n`,
    )
  }
  process.stdout.write('Installing chromium (apt-get) …\n')
  for (const command of COMMANDS) {
    const [program, ...args] = `${isRoot ? '' : 'sudo -n '}${command}`.split(' ')
    spawnSync(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (works(INSTALLED, ['--version'])) return INSTALLED
  throw new SetupProblem(
    'Chromium is missing, and apt-get could not install it. Install one, set CHROMIUM_PATH to the program and try again.',
  )
}

function works(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}
