import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Dtype,
  EarmarkError,
  type Model,
  type ModelManifest,
  readManifest,
  readModel,
} from '@earmark/core'
import { type ModelHome, modelHome } from './model-home.js'
import { checkDtype, modelFolderName, resolveModelName } from './model-name.js'

/** A model in the folder of models. */
export interface InstalledModel {
  name: string
  dtype: Dtype
  /** What the embeddings and scores of this model are told apart by. */
  revision: string
  /** Missing where the folder does not tell. */
  kind?: Model['kind']
  /** Absolute path. */
  dir: string
  /** Of all its files. */
  bytes: number
  license?: string
  /** Where it came from. */
  source?: string
  /** Whether it is the one in use. */
  isCurrent: boolean
  /** Why it cannot be used, where it cannot. */
  problem?: string
}

export async function readInstalledModels(home: ModelHome): Promise<InstalledModel[]> {
  const entries = await readdir(home.dir, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name.includes('--'))
  const current = await readCurrent(home)
  const models = await Promise.all(
    folders.map(({ name }) => readInstalledModel(join(home.dir, name), name === current)),
  )
  return models
    .filter((model) => model !== undefined)
    .sort((a, b) => (`${a.name} ${a.dtype}` < `${b.name} ${b.dtype}` ? -1 : 1))
}

/** @returns nothing where the folder is no model of this program's */
export async function readInstalledModel(
  dir: string,
  isCurrent: boolean,
): Promise<InstalledModel | undefined> {
  const folder = dir.split(/[\\/]/).at(-1) ?? ''
  const [, spelling, suffix] = /^(.+)--([^-]+)$/.exec(folder) ?? []
  const dtype = dtypeOf(suffix)
  if (spelling === undefined || dtype === undefined) return undefined
  const facts = { dir, dtype, isCurrent }
  try {
    const manifest = await readManifest(dir)
    if (manifest === undefined) return undefined
    const model = await readModel(dir, { dtype })
    return { ...facts, ...describe(manifest), revision: model.revision }
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    const name = spelling.replace('--', '/')
    return { ...facts, name, revision: '', bytes: 0, problem: error.message }
  }
}

function describe({ name, kind, license, source, files }: ModelManifest) {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
  return { name, kind, bytes, ...(license ? { license } : {}), ...(source ? { source } : {}) }
}

function dtypeOf(suffix: string | undefined): Dtype | undefined {
  try {
    return checkDtype(suffix)
  } catch {
    return undefined
  }
}

export interface ModelChoice {
  /** The folder of models. */
  home: string
  name: string
  /** Needed only where the model is there in several precisions. */
  dtype?: string | undefined
  /** The folder of a model that was not pulled, because it comes with the program: `name` is not looked for. */
  dir?: string | undefined
}

/** @throws EarmarkError NOT_FOUND where it is not there, INVALID_REQUEST where there are several of that name */
export async function findInstalledModel(choice: ModelChoice): Promise<InstalledModel> {
  if (choice.dir !== undefined) return readUnpulledModel(choice.dir)
  const name = resolveModelName(choice.name)
  const dtype = checkDtype(choice.dtype)
  const all = await readInstalledModels(modelHome(choice.home))
  const found = all.filter(
    (model) => model.name === name && (dtype === undefined || model.dtype === dtype),
  )
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new EarmarkError(
      'INVALID_REQUEST',
      `${name} is there in several precisions: choose one with --dtype ${found.map((model) => model.dtype).join(' or --dtype ')}.`,
      { permanent: true, field: 'dtype' },
    )
  }
  const others = all.map((model) => `${model.name} (${model.dtype})`)
  const wanted = dtype === undefined ? name : `${name} (${dtype})`
  throw new EarmarkError(
    'NOT_FOUND',
    `${wanted} has not been pulled. ${others.length > 0 ? `There is: ${others.join(', ')}.` : 'No model has been pulled yet: npx earmark model pull --help'}`,
    { permanent: true, field: 'name', value: choice.name.slice(0, 200) },
  )
}

async function readUnpulledModel(dir: string): Promise<InstalledModel> {
  const { name, kind, dtype, revision, license } = await readModel(dir)
  const manifest = await readManifest(dir)
  const bytes = manifest === undefined ? 0 : describe(manifest).bytes
  return {
    ...{ name, kind, dtype, revision, dir, bytes, isCurrent: false },
    ...(license ? { license } : {}),
  }
}

/** The name of the folder in use, inside the folder of models. */
export async function readCurrent(home: ModelHome): Promise<string | undefined> {
  const text = await readFile(home.currentFile, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { name, dtype } = JSON.parse(text)
    return modelFolderName(resolveModelName(name), checkDtype(dtype)!)
  } catch {
    return undefined // damaged: then none is in use, which "use" puts right
  }
}
