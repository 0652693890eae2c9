import { spawnSync } from 'node:child_process'
import { SetupProblem } from './setup.mjs'

/**
 * A program that tests need: the one that a variable names, or Debian's package, which apt-get installs where it is missing.
 * Throws a SetupProblem that says what to type where it is neither there nor can be installed.
 *
 * @param {{ title: string, package: string, program: string, variable: string }} wanted `program` is where the package puts it
 * @returns {string} the program
 */
export function ensureDebianPackage({ title, package: name, program, variable }) {
  const named = process.env[variable]
  if (named) {
    if (works(named, ['--version'])) return named
    throw new SetupProblem(`${variable}=${named} cannot be run. Set it to a ${title}, or unset it.`)
  }
  if (works(program, ['--version'])) return program
  if (!works('apt-get', ['--version'])) {
    throw new SetupProblem(
      `${title} is missing. Install it, set ${variable} to the program and try again.`,
    )
  }
  const commands = ['apt-get update -qq', `apt-get install -y -qq --no-install-recommends ${name}`]
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !works('sudo', ['-n', 'true'])) {
    throw new SetupProblem(
      `${title} is missing. Type this, then try again:\n\n  ${commands.map((command) => `sudo ${command}`).join(' && ')}\n`,
    )
  }
  process.stdout.write(`Installing ${name} (apt-get) …\n`)
  for (const command of commands) {
    const [first, ...args] = `${isRoot ? '' : 'sudo -n '}${command}`.split(' ')
    spawnSync(first, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  if (works(program, ['--version'])) return program
  throw new SetupProblem(
    `${title} is missing, and apt-get could not install it. Install one, set ${variable} to the program and try again.`,
  )
}

function works(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}
