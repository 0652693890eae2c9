import { createHash } from 'node:crypto'
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { EarmarkError, readModel } from '@earmark/core'
import { create } from 'tar'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { describeFolder, describeModel } from '../src/describe-model.js'
import { listModels } from '../src/list-models.js'
import { packModel } from '../src/pack-model.js'
import { pullModel } from '../src/pull/pull-model.js'
import type { PullOptions } from '../src/pull/pull-options.js'
import { removeModel } from '../src/remove-model.js'
import { currentModel, useModel } from '../src/use-model.js'
import { verifyModel } from '../src/verify-model.js'
import { clapDir, clapFiles, classifierDir } from './repositories.js'

const miniDir = fileURLToPath(new URL('../../../models/clap-mini', import.meta.url))

let folder: string
let home: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-models-'))
  home = join(folder, 'models')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

const pull = (name: string, from: string, options: Partial<PullOptions> = {}) =>
  pullModel({ name, from, home, ...options })

async function refusalOf(promise: Promise<unknown>): Promise<EarmarkError> {
  const error = await promise.then(
    () => new Error('It was accepted.'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(EarmarkError)
  expect(error.permanent).toBe(true)
  return error
}

async function writeFolder(dir: string, files: Map<string, Buffer>): Promise<string> {
  for (const [path, bytes] of files) {
    await mkdir(join(dir, path, '..'), { recursive: true })
    await writeFile(join(dir, path), bytes)
  }
  return dir
}

describe('from a folder', () => {
  test('a model of this program keeps its name, revision and manifest', async () => {
    const model = await pull('clap-mini', miniDir)
    const original = await readModel(miniDir)
    expect(model).toMatchObject({ kind: 'clap', revision: original.revision, wasThere: false })
    expect(await readModel(model.dir)).toEqual({
      ...original,
      dir: model.dir,
      files: expect.anything(),
    })
    expect((await pull('clap-mini', miniDir)).wasThere).toBe(true)
  })

  test('a repository’s files get a revision out of their bytes', async () => {
    const first = await pull('acme/keywords', classifierDir)
    expect(first).toMatchObject({ kind: 'classifier', dtype: 'fp32', source: classifierDir })
    expect(first.revision).toMatch(/^[0-9a-f]{16}$/)
    const copy = join(folder, 'copy')
    await cp(classifierDir, copy, { recursive: true })
    expect((await pull('acme/other', copy)).revision).toBe(first.revision)
    await writeFile(
      join(copy, 'preprocessor_config.json'),
      JSON.stringify({ feature_extractor_type: 'ASTFeatureExtractor', max_length: 128, mean: 1 }),
    )
    expect((await pull('acme/other', copy)).revision).not.toBe(first.revision)
  })

  test('a CLAP’s logit scale is taken from config.json, or asked for', async () => {
    expect((await pull('acme/clap', clapDir)).kind).toBe('clap')
    const bare = await writeFolder(join(folder, 'bare'), clapFiles())
    expect((await refusalOf(pull('acme/bare', bare))).message).toContain('--logit-scale')
    const model = await pull('acme/bare', bare, { logitScaleA: 1.5 })
    expect(await readModel(model.dir)).toMatchObject({ logitScale: Math.exp(1.5) })
  })

  test('the only precision is taken; of several one must be chosen', async () => {
    const files = clapFiles()
    for (const tower of ['audio', 'text']) {
      files.set(`onnx/${tower}_model_quantized.onnx`, files.get(`onnx/${tower}_model.onnx`)!)
      files.delete(`onnx/${tower}_model.onnx`)
    }
    const dir = await writeFolder(join(folder, 'q8'), files)
    const model = await pull('acme/clap', dir, { logitScaleA: 2 })
    expect(model.dtype).toBe('q8')
    expect(model.revision).toMatch(/\+q8$/)
    await cp(join(dir, 'onnx/audio_model_quantized.onnx'), join(dir, 'onnx/audio_model_fp16.onnx'))
    expect((await refusalOf(pull('acme/clap', dir))).message).toContain(
      '--dtype q8 or --dtype fp16',
    )
  })

  test('links, as in the hub’s own cache, become files', async () => {
    const dir = join(folder, 'snapshot')
    await mkdir(join(dir, 'onnx'), { recursive: true })
    for (const path of await readdir(classifierDir, { recursive: true })) {
      if (/\.(json|onnx)$/.test(path)) await symlink(join(classifierDir, path), join(dir, path))
    }
    const model = await pull('acme/keywords', dir)
    const entries = await readdir(model.dir, { recursive: true, withFileTypes: true })
    expect(entries.some((entry) => entry.isSymbolicLink())).toBe(false)
  })

  test.each([
    ['nothing', async (dir: string) => mkdir(dir), 'config.json'],
    [
      'a model of another name',
      async (dir: string) => cp(miniDir, dir, { recursive: true }),
      'holds the model clap-mini',
    ],
    [
      'a damaged one',
      async (dir: string) => {
        await cp(miniDir, dir, { recursive: true })
        const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'))
        await writeFile(
          join(dir, 'manifest.json'),
          JSON.stringify({ ...manifest, name: 'acme/ears' }),
        )
        const file = join(dir, 'onnx/audio_model.onnx')
        const bytes = await readFile(file)
        await writeFile(file, bytes.fill(0, 1000, 1010))
      },
      'onnx/audio_model.onnx',
    ],
  ])('%s is refused', async (_, prepare, expected) => {
    const dir = join(folder, 'source')
    await prepare(dir)
    expect((await refusalOf(pull('acme/ears', dir))).message).toContain(expected)
    expect(await listModels({ home })).toEqual([])
    expect(await readdir(join(home, '.partial')).catch(() => [])).toEqual([])
  })
})

describe('packed', () => {
  const tar = () => join(folder, 'model.tar')

  test('a model is the same after its journey, and packs to the same bytes', async () => {
    const model = await pull('acme/keywords', classifierDir)
    const packed = await packModel({ home, name: 'acme/keywords', file: tar() })
    expect(packed).toMatchObject({ file: tar(), name: 'acme/keywords' })
    const other = join(folder, 'other-machine')
    const arrived = await pullModel({ name: 'acme/keywords', from: tar(), home: other })
    expect(arrived).toEqual({ ...model, dir: join(other, 'acme--keywords--fp32') })
    const hash = async () =>
      createHash('sha256')
        .update(await readFile(tar()))
        .digest('hex')
    const first = await hash()
    await packModel({ home: other, name: 'acme/keywords', file: tar() })
    expect(await hash()).toBe(first)
    expect(await readdir(join(other, '.partial'))).toEqual([])
  })

  test('a damaged model is not packed, and no tar left', async () => {
    const { dir } = await pull('acme/keywords', classifierDir)
    await writeFile(join(dir, 'config.json'), '{}')
    expect((await refusalOf(packModel({ home, name: 'acme/keywords', file: tar() }))).code).toBe(
      'MODEL_INVALID',
    )
    expect(await readdir(folder)).toEqual(['models'])
  })

  test('to a file that is no tar, or into a folder that is not there, it says so', async () => {
    await pull('acme/keywords', classifierDir)
    const wrong = packModel({ home, name: 'acme/keywords', file: join(folder, 'model.zip') })
    expect((await refusalOf(wrong)).message).toContain('.tar')
  })

  const classifier = async () => {
    await pull('acme/keywords', classifierDir)
    await packModel({ home, name: 'acme/keywords', file: tar() })
    await removeModel({ home, name: 'acme/keywords' })
    await rm(join(home, 'models.lock.json'))
  }

  test.each([
    [
      'a cut off one',
      async () => {
        await classifier()
        await truncate(tar(), 100_000)
      },
      '',
    ],
    [
      'one with a byte changed',
      async () => {
        await classifier()
        const bytes = await readFile(tar())
        await writeFile(tar(), bytes.fill(0, 50_000, 50_001).fill(9, 50_001, 50_002))
      },
      'model.onnx',
    ],
    [
      'a compressed one',
      async () => {
        await classifier()
        await writeFile(tar(), gzipSync(await readFile(tar())))
      },
      'no plain tar',
    ],
    [
      'one without a manifest',
      async () => {
        await create({ file: tar(), cwd: classifierDir }, ['config.json'])
      },
      'manifest.json',
    ],
    [
      'one with a link',
      async () => {
        const dir = join(folder, 'links')
        await mkdir(dir)
        await symlink('/etc/passwd', join(dir, 'config.json'))
        await create({ file: tar(), cwd: dir }, ['config.json'])
      },
      'neither file nor folder',
    ],
    [
      'one that leads out of its folder',
      async () => {
        await mkdir(join(folder, 'inside'))
        await writeFile(join(folder, 'outside'), 'x')
        await create({ file: tar(), cwd: join(folder, 'inside'), preservePaths: true }, [
          '../outside',
        ])
      },
      '',
    ],
    ['one that is none', async () => writeFile(tar(), 'a text'), 'no plain tar'],
  ])('%s is refused', async (_, prepare, expected) => {
    await prepare()
    const error = await refusalOf(pull('acme/keywords', tar()))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain(expected)
    expect(await listModels({ home })).toEqual([])
    expect(await readdir(join(home, '.partial'))).toEqual([])
  })
})

describe('the folder of models', () => {
  test('lists nothing where there is nothing', async () => {
    expect(await listModels({ home })).toEqual([])
    expect(await currentModel({ home })).toBeUndefined()
  })

  test('lists models by name, the one in use among them', async () => {
    await pull('clap-mini', miniDir)
    await pull('acme/keywords', classifierDir)
    expect(await useModel({ home, name: 'clap-mini' })).toMatchObject({ isCurrent: true })
    const models = await listModels({ home })
    expect(models.map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['acme/keywords', false],
      ['clap-mini', true],
    ])
    expect(await currentModel({ home })).toMatchObject({ name: 'clap-mini', kind: 'clap' })
    expect(models.every(({ bytes }) => bytes > 100_000)).toBe(true)
  })

  test('lists a damaged model with what is wrong, and does not let it be used', async () => {
    const { dir } = await pull('acme/keywords', classifierDir)
    await rm(join(dir, 'onnx/model.onnx'))
    const [model] = await listModels({ home })
    expect(model).toMatchObject({ name: 'acme/keywords', dtype: 'fp32' })
    expect(model?.problem).toContain('onnx/model.onnx')
    expect((await refusalOf(useModel({ home, name: 'acme/keywords' }))).code).toBe('MODEL_INVALID')
  })

  test('leaves folders that are no models alone', async () => {
    await mkdir(join(home, 'my--notes'), { recursive: true })
    await mkdir(join(home, 'other--fp32'))
    expect(await listModels({ home })).toEqual([])
  })

  test('removes a model, and with it what says that it is in use', async () => {
    await pull('acme/keywords', classifierDir)
    await useModel({ home, name: 'acme/keywords' })
    expect(await removeModel({ home, name: 'acme/keywords' })).toMatchObject({
      name: 'acme/keywords',
    })
    expect(await listModels({ home })).toEqual([])
    expect(await currentModel({ home })).toBeUndefined()
    expect((await readdir(home)).sort()).toEqual(['.partial', 'models.lock.json'])
    const again = await refusalOf(removeModel({ home, name: 'acme/keywords' }))
    expect(again).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a model in several precisions must be chosen by precision', async () => {
    const dir = join(folder, 'both')
    await cp(classifierDir, dir, { recursive: true })
    await cp(join(dir, 'onnx/model.onnx'), join(dir, 'onnx/model_quantized.onnx'))
    await pull('acme/keywords', dir)
    await pull('acme/keywords', dir, { dtype: 'q8' })
    const error = await refusalOf(useModel({ home, name: 'acme/keywords' }))
    expect(error.message).toContain('--dtype fp32 or --dtype q8')
    expect(await useModel({ home, name: 'acme/keywords', dtype: 'q8' })).toMatchObject({
      dtype: 'q8',
    })
  })

  test('says what there is where a model is not', async () => {
    await pull('acme/keywords', classifierDir)
    const error = await refusalOf(verifyModel({ home, name: 'acme/other' }))
    expect(error.message).toContain('acme/keywords (fp32)')
  })
})

describe('verifying', () => {
  test('gives each file with its hash', async () => {
    await pull('acme/keywords', classifierDir)
    const { files } = await verifyModel({ home, name: 'acme/keywords' })
    expect(files.map(({ path }) => path).sort()).toEqual([
      'config.json',
      'onnx/model.onnx',
      'preprocessor_config.json',
    ])
  })

  test('names a file with other bytes', async () => {
    const { dir } = await pull('acme/keywords', classifierDir)
    const bytes = await readFile(join(dir, 'config.json'))
    await writeFile(join(dir, 'config.json'), bytes.toString().replace('yes', 'yep'))
    const error = await refusalOf(verifyModel({ home, name: 'acme/keywords' }))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain('config.json has SHA-256')
  })

  test('finds a file that was exchanged together with its manifest', async () => {
    const { dir } = await pull('acme/keywords', classifierDir)
    const text = (await readFile(join(dir, 'config.json'), 'utf8')).replace('yes', 'yep')
    await writeFile(join(dir, 'config.json'), text)
    const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'))
    manifest.files['config.json'].sha256 = createHash('sha256').update(text).digest('hex')
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest))
    const error = await refusalOf(verifyModel({ home, name: 'acme/keywords' }))
    expect(error.message).toContain('the lock file says')
  })
})

describe('the card', () => {
  test('of the embedded model says its licence, training data and limits', async () => {
    const card = await describeFolder(miniDir)
    expect(card).toMatchObject({ name: 'clap-mini', kind: 'clap', license: 'apache-2.0' })
    expect(card.trainingData).toContain('FluidR3')
    expect(card.limits).toContain('ten classes')
    expect(card.limits).not.toContain('FluidR3')
  })

  test('of a known model can be read before it is pulled', async () => {
    const card = await describeModel({ home, name: 'clap-htsat-unfused' })
    expect(card).toMatchObject({
      name: 'Xenova/clap-htsat-unfused',
      checkpoint: 'laion/clap-htsat-unfused',
      license: 'apache-2.0',
      languages: ['en'],
    })
    expect(card.trainingData).toContain('LAION-Audio-630K')
    expect(card.limits).not.toBe('')
    expect(card.installed).toBeUndefined()
  })

  test('of a classifier shows its labels and what its authors say', async () => {
    const dir = join(folder, 'source')
    await cp(classifierDir, dir, { recursive: true })
    const card = [
      '---',
      'license: other',
      'license_name: acme-research',
      'language: [en, sw]',
      'datasets:',
      '- google/speech_commands',
      'base_model: acme/ast',
      '---',
      '# Keywords',
      'Hears six words.',
      '## Limitations and bias',
      'Only quiet rooms.',
      '### Accents',
      'Few were heard.',
      '## Training data',
      'Speech Commands.',
      '## Citation',
      'None.',
    ]
    await writeFile(join(dir, 'README.md'), card.join('\r\n'))
    await pull('acme/keywords', dir)
    expect(await describeModel({ home, name: 'acme/keywords' })).toMatchObject({
      kind: 'classifier',
      license: 'acme-research',
      languages: ['en', 'sw'],
      datasets: ['google/speech_commands'],
      checkpoint: 'acme/ast',
      trainingData: 'Speech Commands.',
      limits: 'Only quiet rooms.\n### Accents\nFew were heard.',
      labels: ['yes', 'no', 'up', 'down', 'left', 'right'],
      sampleRate: 16_000,
      windowSeconds: 1.295,
      installed: { name: 'acme/keywords', dtype: 'fp32' },
    })
  })

  test('of a model that nobody knows is not found', async () => {
    const error = await refusalOf(describeModel({ home, name: 'acme/nothing' }))
    expect(error.code).toBe('NOT_FOUND')
  })
})
