import { join, resolve } from 'node:path'

/** Where things lie in the folder of models. */
export interface ModelHome {
  dir: string
  /** What is not a model yet, or no more: on the same file system, so that a model appears by one rename. */
  workDir: string
  /** The bytes that each model had when it was first pulled. */
  lockFile: string
  /** Which model is in use. */
  currentFile: string
}

export function modelHome(dir: string): ModelHome {
  const home = resolve(dir)
  return {
    dir: home,
    workDir: join(home, '.partial'),
    lockFile: join(home, 'models.lock.json'),
    currentFile: join(home, 'current.json'),
  }
}
