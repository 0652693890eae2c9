import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError, openAudioTower, openClassifier, readModel } from '@earmark/core'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { pullModel } from '../../src/pull/pull-model.js'
import type { PullOptions, PullProgress } from '../../src/pull/pull-options.js'
import { removeModel } from '../../src/remove-model.js'
import {
  type HubStandIn,
  listen,
  type SeenRequest,
  sha256,
  startHubStandIn,
  stop,
  TOKEN,
} from '../hub-stand-in.js'
import {
  CHECKPOINT,
  CLAP,
  CLASSIFIER,
  COMMIT,
  clapFiles,
  LOGIT_SCALE_A,
  publish,
} from '../repositories.js'

let hub: HubStandIn
let home: string

beforeEach(async () => {
  hub = await startHubStandIn()
  publish(hub)
  const folder = await mkdtemp(join(tmpdir(), 'earmark-models-'))
  home = join(folder, 'models')
  onTestFinished(async () => {
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  })
})

const AUDIO = 'onnx/audio_model.onnx'

const pull = (options: Partial<PullOptions> = {}) =>
  pullModel({
    name: CLAP,
    home,
    ...options,
    hub: { endpoint: hub.endpoint, retryDelayMs: 1, ...options.hub },
  })

async function refusalOf(promise: Promise<unknown>): Promise<EarmarkError> {
  const error = await promise.then(
    () => new Error('It was accepted.'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(EarmarkError)
  return error
}

/** Folders that a program could take for a model. */
const modelFolders = async () =>
  (await readdir(home)).filter((name) => !name.startsWith('.') && !name.endsWith('.json'))

const partFile = (path: string) =>
  join(home, '.partial', `Xenova--larger_clap_general--fp32@${COMMIT}`, `${path}.part`)

const received = (path: string) =>
  hub.downloads(path).reduce((sum, { sentBytes }) => sum + sentBytes, 0)

const sizeOf = (path: string) => hub.repositories.get(CLAP)!.files.get(path)!.length

describe('a CLAP', () => {
  test('arrives whole, with the logit scale out of its checkpoint', async () => {
    const pulled = await pull()
    expect(pulled).toMatchObject({
      name: CLAP,
      dtype: 'fp32',
      kind: 'clap',
      revision: COMMIT,
      license: 'apache-2.0',
      source: `${new URL(hub.endpoint).host}/${CLAP}`,
      dir: join(home, 'Xenova--larger_clap_general--fp32'),
      wasThere: false,
      isCurrent: false,
    })
    const model = await readModel(pulled.dir)
    expect(model).toMatchObject({ kind: 'clap', logitScale: Math.exp(LOGIT_SCALE_A) })
    for (const [path, bytes] of clapFiles()) {
      expect((await readFile(join(pulled.dir, path))).equals(bytes), path).toBe(true)
    }
    expect(await modelFolders()).toEqual(['Xenova--larger_clap_general--fp32'])
    if (model.kind !== 'clap') throw new Error('It is no CLAP.')
    const tower = await openAudioTower(model)
    onTestFinished(() => tower.close())
    expect(await tower.embed(new Float32Array(48_000).fill(0.1))).toHaveLength(512)
  })

  test('has of its checkpoint no more read than the header and the number', async () => {
    await pull()
    const parts = hub.downloads('model.safetensors')
    expect(parts).toHaveLength(3)
    expect(received('model.safetensors')).toBeLessThan(1000)
  })

  test('goes by its checkpoint’s name and by short names too', async () => {
    for (const name of [CHECKPOINT, 'larger_clap_general', 'xenova/Larger_CLAP_general']) {
      expect((await pull({ name })).name).toBe(CLAP)
    }
  })

  test('whose checkpoint is in PyTorch’s format only needs the logit scale said', async () => {
    const files = hub.repositories.get(CHECKPOINT)!.files
    files.delete('model.safetensors')
    files.set('pytorch_model.bin', Buffer.alloc(1000))
    const error = await refusalOf(pull())
    expect(error).toMatchObject({ code: 'MODEL_INVALID', permanent: true })
    expect(error.message).toContain('--logit-scale')
    expect(error.message).toContain(CHECKPOINT)
    expect(received(AUDIO)).toBe(0)
    const { dir } = await pull({ logitScaleA: 3 })
    expect(await readModel(dir)).toMatchObject({ logitScale: Math.exp(3) })
  })

  test('of an unknown owner reads it out of its own repository, or asks', async () => {
    const files = clapFiles()
    hub.repositories.set('acme/ears', { commit: COMMIT, files })
    expect((await refusalOf(pull({ name: 'acme/ears' }))).message).toContain('--logit-scale')
    const checkpoint = hub.repositories.get(CHECKPOINT)!.files.get('model.safetensors')!
    files.set('model.safetensors', checkpoint)
    const { dir } = await pull({ name: 'acme/ears' })
    expect(await readModel(dir)).toMatchObject({ logitScale: Math.exp(LOGIT_SCALE_A) })
    expect(existsSync(join(dir, 'model.safetensors'))).toBe(false)
  })
})

test('a classifier arrives whole, and answers', async () => {
  const { dir } = await pull({ name: CLASSIFIER })
  const model = await readModel(dir)
  expect(model).toMatchObject({ kind: 'classifier', name: CLASSIFIER, revision: 'a'.repeat(40) })
  if (model.kind !== 'classifier') throw new Error('It is no classifier.')
  const classifier = await openClassifier(model)
  onTestFinished(() => classifier.close())
  expect(await classifier.classify(new Float32Array(16_000))).toHaveLength(6)
})

test('a model that is there is not downloaded again, and the hub not asked', async () => {
  await pull()
  hub.seen.length = 0
  expect(await pull()).toMatchObject({ wasThere: true, revision: COMMIT })
  expect(hub.seen).toEqual([])
  expect(await pull({ revision: 'main' })).toMatchObject({ wasThere: true })
  expect(received(AUDIO)).toBe(0)
})

test('a model that was damaged since is put right', async () => {
  const { dir } = await pull()
  await writeFile(join(dir, AUDIO), Buffer.alloc(sizeOf(AUDIO)))
  expect((await pull()).wasThere).toBe(false)
  expect(sha256(await readFile(join(dir, AUDIO)))).toBe(
    sha256(hub.repositories.get(CLAP)!.files.get(AUDIO)!),
  )
})

test('progress counts up to the sum of all files', async () => {
  const progress: PullProgress[] = []
  await pull({ onProgress: (now) => progress.push({ ...now }) })
  const received = progress.map(({ receivedBytes }) => receivedBytes)
  expect(received).toEqual(received.toSorted((a, b) => a - b))
  expect(received.at(-1)).toBe(progress.at(-1)?.totalBytes)
  expect(new Set(progress.map(({ phase }) => phase))).toEqual(new Set(['downloading', 'checking']))
})

describe('the token', () => {
  test('goes to the hub and to no other host', async () => {
    for (const repository of hub.repositories.values()) repository.access = 'private'
    await pull({ hub: { token: TOKEN } })
    const [own, other] = ['hub', 'storage'].map((host) => hub.seen.filter((r) => r.host === host))
    expect(own?.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true)
    expect(other?.length).toBeGreaterThan(0)
    expect(other?.every(({ authorization }) => authorization === undefined)).toBe(true)
  })

  test('does not go to a mirror that was named for one pull', async () => {
    const elsewhere = { endpoint: 'https://huggingface.co', token: TOKEN }
    await pull({ from: hub.endpoint, hub: elsewhere })
    expect(hub.seen.every(({ authorization }) => authorization === undefined)).toBe(true)
  })

  test('stands in no message', async () => {
    hub.repositories.get(CLAP)!.access = 'private'
    const error = await refusalOf(pull({ hub: { token: 'hf_wrong' } }))
    expect(error.code).toBe('ACCESS_DENIED')
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('hf_wrong')
  })
})

describe('goes on where it stopped', () => {
  test('after a connection that is cut at 60 %', async () => {
    hub.faults.set(AUDIO, [{ kind: 'cut', at: 0.6 }])
    await pull()
    const [first, second] = hub.downloads(AUDIO)
    expect(first?.range).toBeUndefined()
    const from = Number(/^bytes=(\d+)-$/.exec(second?.range ?? '')?.[1])
    expect(from).toBeGreaterThan(0)
    expect(from + second!.sentBytes).toBe(sizeOf(AUDIO))
    expect(hub.downloads(AUDIO)).toHaveLength(2)
  })

  test('however often it is cut, as long as each time brings something new', async () => {
    hub.faults.set(
      AUDIO,
      Array.from({ length: 12 }, () => ({ kind: 'cut' as const, at: 0.3 })),
    )
    await pull()
    expect(hub.downloads(AUDIO)).toHaveLength(13)
  })

  test('after it was stopped, and until then is no model', async () => {
    hub.faults.set(AUDIO, [{ kind: 'stall', at: 0.6 }])
    const abort = new AbortController()
    const stopped = pull({
      signal: abort.signal,
      onProgress: ({ file, receivedBytes }) => {
        if (file === AUDIO && receivedBytes > 1_000_000) abort.abort()
      },
    })
    expect((await refusalOf(stopped)).code).toBe('CANCELLED')
    expect(await modelFolders()).toEqual([])
    await pull()
    expect(hub.downloads(AUDIO)[1]?.range).toMatch(/^bytes=[1-9]\d{5,6}-$/)
    const isTokenizer = ({ path, sentBytes }: SeenRequest) =>
      path === 'tokenizer.json' && sentBytes > 0
    expect(hub.seen.filter(isTokenizer)).toHaveLength(1)
    expect(await modelFolders()).toHaveLength(1)
  })

  test('or from the start where the server knows no ranges', async () => {
    hub.faults.set(AUDIO, [{ kind: 'cut', at: 0.5 }, { kind: 'ignore-range' }])
    const { dir } = await pull()
    expect((await readFile(join(dir, AUDIO))).length).toBe(sizeOf(AUDIO))
  })

  test('and starts over where what is there is longer than the file', async () => {
    await mkdir(join(partFile(AUDIO), '..'), { recursive: true })
    await writeFile(partFile(AUDIO), Buffer.alloc(sizeOf(AUDIO) + 1))
    await pull()
    expect(hub.downloads(AUDIO)[0]?.range).toBeUndefined()
  })

  test('and clears away what pulls of older commits left', async () => {
    const old = join(home, '.partial', `Xenova--larger_clap_general--fp32@${'9'.repeat(40)}`)
    await mkdir(old, { recursive: true })
    await pull()
    expect(existsSync(old)).toBe(false)
  })

  test('but what is there of another file is found out, and the next pull is clean', async () => {
    await mkdir(join(partFile(AUDIO), '..'), { recursive: true })
    await writeFile(partFile(AUDIO), Buffer.alloc(1000))
    expect((await refusalOf(pull())).code).toBe('MODEL_INVALID')
    expect((await pull()).revision).toBe(COMMIT)
  })
})

describe('tries again', () => {
  test('when the hub asks for fewer requests, after the time it says', async () => {
    const busy = (
      after: string,
    ): { kind: 'status'; status: number; headers: Record<string, string> } => ({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': after },
    })
    hub.faults.set(AUDIO, [busy('0'), busy('1'), busy(new Date().toUTCString())])
    await pull()
    expect(hub.downloads(AUDIO)).toHaveLength(4)
  })

  test('not when that time is too long, and says what to do', async () => {
    hub.faults.set(AUDIO, [{ kind: 'status', status: 429, headers: { 'retry-after': '600' } }])
    const error = await refusalOf(pull())
    expect(error).toMatchObject({
      code: 'HUB_UNAVAILABLE',
      permanent: false,
      retryAfterMs: 600_000,
    })
    expect(error.message).toContain('10 minutes')
  })

  test('after passing trouble, but not for ever', async () => {
    const trouble = { kind: 'status' as const, status: 503 }
    hub.faults.set(AUDIO, [trouble, trouble])
    await pull()
    await removeModel({ home, name: CLAP })
    hub.faults.set(
      AUDIO,
      Array.from({ length: 50 }, () => trouble),
    )
    const error = await refusalOf(pull())
    expect(error).toMatchObject({ code: 'HUB_UNAVAILABLE', permanent: false })
    expect(error.message).toContain('503')
    expect(await modelFolders()).toEqual([])
  })

  test('with a fresh signature where the old one ran out', async () => {
    hub.faults.set(AUDIO, [
      { kind: 'cut', at: 0.5 },
      { kind: 'status', status: 403 },
    ])
    await pull()
    expect(hub.downloads(AUDIO)).toHaveLength(3)
  })

  test('when nobody answers, and names the host', async () => {
    // A port of the system that nobody listens on, and whose digits are also a proxy's refusal.
    const error = await refusalOf(pull({ hub: { endpoint: 'http://127.0.0.1:407' } }))
    expect(error).toMatchObject({ code: 'HUB_UNAVAILABLE', permanent: false })
    expect(error.message).toContain('127.0.0.1:407')
    expect(error.message).toContain('ECONNREFUSED')
  })
})

describe('refuses', () => {
  test('a file whose bytes differ from its hash, and leaves nothing of it', async () => {
    hub.faults.set(AUDIO, [{ kind: 'other-bytes' }])
    const error = await refusalOf(pull())
    expect(error).toMatchObject({ code: 'MODEL_INVALID', permanent: true })
    expect(error.message).toContain(AUDIO)
    expect(error.message).toContain(sha256(hub.repositories.get(CLAP)!.files.get(AUDIO)!))
    expect(existsSync(partFile(AUDIO))).toBe(false)
    expect(await modelFolders()).toEqual([])
    await pull()
  })

  test('a small file that differs from its name in git', async () => {
    hub.faults.set('tokenizer.json', [{ kind: 'other-bytes' }])
    const error = await refusalOf(pull())
    expect(error.message).toContain('tokenizer.json')
    expect(error.message).toContain('SHA-1 in git')
  })

  test('a pinned file that is announced as another one, before it is downloaded', async () => {
    const files = clapFiles()
    files.set('onnx/audio_model_quantized.onnx', files.get(AUDIO)!)
    files.set('onnx/text_model_quantized.onnx', files.get('onnx/text_model.onnx')!)
    hub.repositories.set('Xenova/clap-htsat-unfused', { commit: COMMIT, files })
    const name = 'laion/clap-htsat-unfused'
    const error = await refusalOf(pull({ name, dtype: 'q8', logitScaleA: 2 }))
    expect(error).toMatchObject({ code: 'MODEL_INVALID', permanent: true })
    expect(error.message).toContain('the published pin says 34301667')
    expect(hub.downloads('onnx/audio_model_quantized.onnx')).toEqual([])
  })

  test('other bytes under a commit whose bytes it knows', async () => {
    await pull()
    await removeModel({ home, name: CLAP })
    const { files } = hub.repositories.get(CLAP)!
    files.set(AUDIO, Buffer.from(files.get(AUDIO)!).fill(1, 1000, 1001))
    const error = await refusalOf(pull())
    expect(error.message).toContain('the lock file says')
  })

  test('a fusion model before its networks are downloaded', async () => {
    const { files } = hub.repositories.get(CLAP)!
    const config = JSON.parse(files.get('config.json')!.toString())
    files.set('config.json', Buffer.from(JSON.stringify({ ...config, enable_fusion: true })))
    const error = await refusalOf(pull())
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain('fusion')
    expect(received(AUDIO)).toBe(0)
  })

  test.each([
    [{ dtype: 'fp16' }, 'NOT_FOUND', 'onnx/audio_model_fp16.onnx'],
    [{ revision: 'v9' }, 'NOT_FOUND', '--revision'],
    [{ name: 'acme/nothing' }, 'ACCESS_DENIED', 'HF_TOKEN'],
    [{ name: '../../etc' }, 'INVALID_REQUEST', 'owner/name'],
    [{ dtype: 'int4' }, 'INVALID_REQUEST', 'fp32, q8, fp16'],
    [{ logitScaleA: 14.28 }, 'INVALID_REQUEST', '14.28'],
    [{ hub: { endpoint: 'hub.example' } }, 'INVALID_REQUEST', 'hub.example'],
    [{ from: '/no/such/folder' }, 'NOT_FOUND', '/no/such/folder'],
    [{ from: '/no/such.tar' }, 'NOT_FOUND', '/no/such.tar'],
  ] as [Partial<PullOptions>, string, string][])('%j', async (options, code, expected) => {
    const error = await refusalOf(pull(options))
    expect(error).toMatchObject({ code, permanent: true })
    expect(error.message).toContain(expected)
  })

  test('a gated model, and says where its terms are', async () => {
    hub.repositories.get(CLAP)!.access = 'gated'
    const error = await refusalOf(pull())
    expect(error.code).toBe('ACCESS_DENIED')
    expect(error.message).toContain('terms')
    expect((await pull({ hub: { token: TOKEN } })).name).toBe(CLAP)
  })

  test('to write where the disk is full', async () => {
    await mkdir(join(partFile(AUDIO), '..'), { recursive: true })
    await symlink('/dev/full', partFile(AUDIO))
    const error = await refusalOf(pull())
    expect(error).toMatchObject({ code: 'FOLDER_UNWRITABLE', permanent: true })
    expect(error.message).toContain('the disk is full')
    expect(error.message).toContain(home)
    expect(await modelFolders()).toEqual([])
  })

  test('a folder of models that is a file', async () => {
    await writeFile(home, '')
    const error = await refusalOf(pull())
    expect(error.code).toBe('FOLDER_UNWRITABLE')
    expect(error.message).toContain(home)
  })
})

describe('the lock file', () => {
  test('keeps the commit of the first pull until another revision is asked for', async () => {
    await pull()
    const next = 'e'.repeat(40)
    const repository = hub.repositories.get(CLAP)!
    hub.repositories.set(CLAP, { ...repository, commit: next })
    expect((await pull()).revision).toBe(COMMIT)
    expect((await pull({ revision: 'main' })).revision).toBe(next)
    expect((await pull()).revision).toBe(next)
    const lock = JSON.parse(await readFile(join(home, 'models.lock.json'), 'utf8'))
    const { revision, revisions } = lock.models[CLAP]
    expect(revision).toBe(next)
    expect(revisions[COMMIT].files[AUDIO]).toEqual({
      bytes: sizeOf(AUDIO),
      sha256: sha256(repository.files.get(AUDIO)!),
    })
    expect(await modelFolders()).toHaveLength(1)
  })

  test('keeps the logit scale too', async () => {
    await pull()
    await removeModel({ home, name: CLAP })
    hub.repositories.delete(CHECKPOINT)
    const { dir } = await pull()
    expect(await readModel(dir)).toMatchObject({ logitScale: Math.exp(LOGIT_SCALE_A) })
  })

  test('that is damaged is said to be, and not replaced', async () => {
    await mkdir(home)
    await writeFile(join(home, 'models.lock.json'), '{"version": 1')
    expect((await refusalOf(pull())).message).toContain('models.lock.json is damaged')
    expect(await readFile(join(home, 'models.lock.json'), 'utf8')).toBe('{"version": 1')
  })
})

describe('mirrors', () => {
  test('that redirect to the hub are followed', async () => {
    const mirror = await listen((request, response) => {
      response.writeHead(308, { location: `${hub.endpoint}${request.url}` }).end()
    })
    onTestFinished(() => stop(mirror.server))
    const { revision } = await pull({ hub: { endpoint: mirror.origin, token: TOKEN } })
    expect(revision).toBe(COMMIT)
    expect(hub.seen.every(({ authorization }) => authorization === undefined)).toBe(true)
  })

  test('without versions give a revision out of the files, under a path of their own', async () => {
    const files = clapFiles()
    const mirror = await listen((request, response) => {
      const bytes = files.get(/^\/hub\/.+\/resolve\/main\/(.+)$/.exec(request.url ?? '')?.[1] ?? '')
      if (!bytes) return void response.writeHead(404).end()
      response.writeHead(200, { 'content-length': bytes.length, etag: '"x"' })
      response.end(request.method === 'HEAD' ? undefined : bytes)
    })
    onTestFinished(() => stop(mirror.server))
    const from = `${mirror.origin}/hub/`
    const first = await pull({ from, logitScaleA: 2 })
    expect(first.revision).toMatch(/^[0-9a-f]{16}$/)
    expect(await pull({ from })).toMatchObject({ wasThere: true, revision: first.revision })
    await removeModel({ home, name: CLAP })
    files.set('onnx/text_model.onnx', Buffer.alloc(files.get('onnx/text_model.onnx')!.length))
    expect((await refusalOf(pull({ from }))).message).toContain('the lock file says')
  })

  test('that redirect to something else than a web server are not followed', async () => {
    const mirror = await listen((_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    })
    onTestFinished(() => stop(mirror.server))
    expect((await refusalOf(pull({ from: mirror.origin }))).message).toContain('not followed')
  })

  test('that redirect in a circle are left', async () => {
    const mirror = await listen((_, response) => {
      response.writeHead(302, { location: '/again' }).end()
    })
    onTestFinished(() => stop(mirror.server))
    expect((await refusalOf(pull({ from: mirror.origin }))).message).toContain(
      'redirects more than',
    )
  })
})
