import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyPrepared } from '@earmark/testing'
import { expect } from 'vitest'
import { type Exit, runEarmark, type Started, startLauncher } from './run-launcher.js'

export type Home = {
  folder: string
  launcher: Started
  /** The command line on this home, however it ends. */
  run: (...args: string[]) => Promise<Exit>
  /** What the command line prints, which must succeed. */
  ask: (...args: string[]) => Promise<string>
  close: () => Promise<void>
}

/** A home of a test's own, with the launcher serving on it; with `--no-demo` it is empty. */
export async function openHome(launcherArgs: string[] = []): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-home-'))
  await copyPrepared(`home${launcherArgs.join('')}`, folder, (made) =>
    startOnce(made, launcherArgs),
  )
  const launcher = startLauncher(folder, launcherArgs)
  const close = async () => {
    launcher.child.kill('SIGTERM')
    await launcher.exited
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await launcher.printed('Ctrl-C stops it')
  } catch (error) {
    await close()
    throw error
  }
  const run = (...args: string[]) => runEarmark(folder, args)
  return {
    folder,
    launcher,
    run,
    async ask(...args) {
      const exit = await run(...args)
      expect(exit).toMatchObject({ code: 0 })
      return exit.stdout
    },
    close,
  }
}

/** A home as a first start leaves it. */
async function startOnce(folder: string, launcherArgs: string[]): Promise<void> {
  const launcher = startLauncher(folder, launcherArgs)
  await launcher.printed('Ctrl-C stops it')
  launcher.child.kill('SIGTERM')
  await launcher.exited
}
