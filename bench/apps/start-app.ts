import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type App = {
  child: ChildProcess
  pid: number
  url: string | null
  stop: () => Promise<void>
}

const thisTree = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Starts apps/api or apps/worker as built, and waits until it says that it is ready.
 *
 * @param tree where it is built: this repository, or another version's
 */
export async function startApp(
  name: 'api' | 'worker',
  environment: Record<string, string>,
  execArgv: string[] = [],
  tree: string = thisTree,
): Promise<App> {
  const child = fork(join(tree, 'apps', name, 'dist/main.js'), {
    env: { ...(process.env as Record<string, string>), LOG_LEVEL: 'warn', ...environment },
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended before it was ready`))),
  ])) as [{ url?: string }]
  return {
    child,
    pid: child.pid as number,
    url: message.url ?? null,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
