import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chosenModelDir, defaultModelDir } from '@earmark/config'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeLargeModel } from '../../../packages/inference/test/make-large-model.js'
import {
  type HubStandIn,
  startHubStandIn,
  TOKEN,
} from '../../../packages/models/test/hub-stand-in.js'
import { CLAP, CLASSIFIER, publish } from '../../../packages/models/test/repositories.js'
import { clip, type Run, runEarmark } from './run-earmark.js'

const bin = fileURLToPath(new URL('../bin/earmark.js', import.meta.url))
const AUDIO = 'onnx/audio_model.onnx'

let hub: HubStandIn
let home: string

beforeEach(async () => {
  hub = await startHubStandIn()
  publish(hub)
  home = await mkdtemp(join(tmpdir(), 'earmark-model-'))
  onTestFinished(async () => {
    await hub.close()
    await rm(home, { recursive: true, force: true })
  })
})

const model = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
  runEarmark(['model', ...args], {
    env: { EARMARK_HOME: home, HF_ENDPOINT: hub.endpoint, ...env },
  })

test('what is pulled, chosen and deleted is what programs take', async () => {
  const before = JSON.parse((await model(['list', '--json'])).stdout)
  expect(before.models).toMatchObject([{ name: 'clap-mini', isUsed: true }])
  expect(before.notPulled.map(({ name }: { name: string }) => name)).toContain(CLAP)

  const pulled = await model(['pull', 'laion/larger_clap_general'])
  expect(pulled).toMatchObject({ code: 0, stdout: expect.stringContaining('fetched and checked') })
  expect(pulled.stdout).toContain('licence apache-2.0')
  expect(chosenModelDir(home)).toBe(defaultModelDir)

  expect((await model(['use', CLAP])).stdout).toBe(`${CLAP} (fp32) is in use.\n`)
  const dir = join(home, 'models', 'Xenova--larger_clap_general--fp32')
  expect(chosenModelDir(home)).toBe(dir)
  const listed = JSON.parse((await model(['list', '--json'])).stdout)
  expect(listed.models).toMatchObject([
    { name: 'clap-mini', isUsed: false },
    { name: CLAP, kind: 'clap', dtype: 'fp32', isUsed: true, dir },
  ])
  const heard = await runEarmark(['classify', clip('tone_1s'), '-l', 'dog,rain', '--json'], {
    env: { EARMARK_HOME: home },
  })
  expect(JSON.parse(heard.stdout).model).toBe(CLAP)

  const removed = await model(['rm', CLAP])
  expect(removed.stdout).toContain('clap-mini is in use now')
  expect(chosenModelDir(home)).toBe(defaultModelDir)
  expect(await model(['use', CLAP])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has not been pulled'),
  })
})

test('a large model is prepared when it is pulled, and info says so', async () => {
  const pulled = await model(['pull', 'someone/large', '--from', await makeLargeModel()])
  expect(pulled).toMatchObject({ code: 0, stdout: expect.stringContaining('is prepared: ') })
  const dir = join(home, 'models', 'someone--large--fp32')
  expect(await readdir(join(dir, 'prepared'))).toHaveLength(1)
  expect((await model(['info', 'someone/large'])).stdout).toMatch(/prepared +yes/)
  expect((await model(['verify', 'someone/large'])).code).toBe(0)
})

test('the model that comes with Earmark can be chosen again, and stays', async () => {
  await model(['pull', CLASSIFIER, '--use'])
  expect(chosenModelDir(home)).not.toBe(defaultModelDir)
  expect((await model(['use', 'clap-mini'])).code).toBe(0)
  expect(chosenModelDir(home)).toBe(defaultModelDir)
  expect((await model(['rm', 'clap-mini'])).code).toBe(2)
})

test('a classifier is pulled, described and asked', async () => {
  await model(['pull', CLASSIFIER, '--use'])
  const info = await model(['info', CLASSIFIER])
  expect(info.stdout).toContain('classifier: has labels of its own')
  expect(info.stdout).toContain('not stated: ask its authors')
  const heard = await runEarmark(['classify', clip('tone_1s'), '--json'], {
    env: { EARMARK_HOME: home },
  })
  expect(JSON.parse(heard.stdout).model).toBe(CLASSIFIER)
})

test('a card says licence, training data, limits and languages, of a model that is not here too', async () => {
  const { stdout } = await model(['info', 'clap-htsat-unfused'])
  for (const text of ['apache-2.0', 'LAION-Audio-630K', 'Limits', 'languages   en']) {
    expect(stdout).toContain(text)
  }
  expect(hub.seen).toEqual([])
  const { stdout: own } = await model(['info', 'clap-mini', '--json'])
  expect(JSON.parse(own)).toMatchObject({ name: 'clap-mini', kind: 'clap', license: 'apache-2.0' })
})

test('a packed model is taken to a machine without a network', async () => {
  await model(['pull', CLAP])
  const tar = join(home, 'clap.tar')
  expect((await model(['pack', CLAP, tar])).code).toBe(0)
  const requests = hub.seen.length
  const away = { EARMARK_HOME: join(home, 'away') }
  expect(await model(['pull', CLAP, '--from', tar, '--use'], away)).toMatchObject({ code: 0 })
  expect((await model(['verify', CLAP], away)).stdout).toContain('each as it was published')
  expect(hub.seen).toHaveLength(requests)
})

test('the model that comes with Earmark is verified and packed, though nobody has pulled it', async () => {
  expect(await model(['verify', 'clap-mini'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^clap-mini \(.*each as it was published\.\n$/),
    stderr: '',
  })
  const tar = join(home, 'mini.tar')
  expect(await model(['pack', 'clap-mini', tar])).toMatchObject({ code: 0, stderr: '' })
  const away = { EARMARK_HOME: join(home, 'away') }
  expect(await model(['pull', 'clap-mini-copy', '--from', tar], away)).toMatchObject({
    stderr: expect.stringContaining('clap-mini'),
  })
  expect(hub.seen).toEqual([])
})

test('without a way to the hub, a pull says what else there is', async () => {
  const { code, stderr } = await model(['pull', CLAP], { HF_ENDPOINT: 'http://127.0.0.1:9' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^earmark: No whole answer from 127\.0\.0\.1:9: .*\n$/)
  expect(stderr).toContain('HF_ENDPOINT names another hub, and --from takes a mirror')
}, 120_000)

test('a model whose bytes changed on the disk is found', async () => {
  await model(['pull', CLAP])
  const file = join(home, 'models', 'Xenova--larger_clap_general--fp32', AUDIO)
  const bytes = await readFile(file)
  bytes[bytes.length >> 1]! ^= 1
  await writeFile(file, bytes)
  expect(await model(['verify', CLAP])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(AUDIO),
  })
})

test('a gated model needs the token, which is never printed', async () => {
  hub.repositories.get(CLASSIFIER)!.access = 'private'
  const refused = await model(['pull', CLASSIFIER], { HF_TOKEN: 'hf_wrong' })
  expect(refused.code).toBe(1)
  expect(refused.stderr).not.toContain('hf_wrong')
  expect(refused.stderr).toContain('HF_TOKEN')
  expect((await model(['pull', CLASSIFIER], { HF_TOKEN: TOKEN })).code).toBe(0)
})

test('where the logit scale cannot be read it is asked for', async () => {
  hub.repositories.delete('laion/larger_clap_general')
  const refused = await model(['pull', CLAP])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('--logit-scale')
  expect((await model(['pull', CLAP, '--logit-scale', '2.75'])).code).toBe(0)
})

test('bytes that are not the published ones never become a model', async () => {
  hub.faults.set(
    AUDIO,
    Array.from({ length: 10 }, () => ({ kind: 'other-bytes' })),
  )
  const refused = await model(['pull', CLAP])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(AUDIO)
  expect(JSON.parse((await model(['list', '--json'])).stdout).models).toHaveLength(1)
})

test('two pulls at once download a model once, and both end well', async () => {
  const runs = await Promise.all([model(['pull', CLAP]), model(['pull', CLAP])])
  expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ])
  expect(hub.downloads(AUDIO)).toHaveLength(1)
})

test('files that grow beyond what the system allows are refused with a sentence', async () => {
  // 64 blocks of 1024 bytes; Node ignores the signal, so that the write fails as on a full disk.
  const limited = await run(
    'bash',
    ['-c', `ulimit -f 64; exec "${process.execPath}" "${bin}" model pull ${CLAP}`],
    {
      EARMARK_HOME: home,
      HF_ENDPOINT: hub.endpoint,
    },
  )
  expect(limited.code).toBe(1)
  expect(limited.stderr).toContain(`Cannot write to ${home}`)
  expect(limited.stderr).not.toContain('defect')
  expect(JSON.parse((await model(['list', '--json'])).stdout).models).toHaveLength(1)
})

test('a read-only folder of models is refused with a sentence', async () => {
  await model(['pull', CLASSIFIER])
  const models = join(home, 'models')
  const before = await readdir(models)
  await chmod(home, 0o755)
  await chmod(models, 0o555)
  onTestFinished(() => chmod(models, 0o755))
  const refused = await run(
    process.execPath,
    [bin, 'model', 'pull', CLAP],
    { EARMARK_HOME: home, HF_ENDPOINT: hub.endpoint },
    // root may write anywhere
    process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {},
  )
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('this user may not write there')
  expect(await readdir(models)).toEqual(before)
})

test('a folder that is no model is refused before anything is written', async () => {
  await mkdir(join(home, 'empty'))
  const refused = await model(['pull', 'acme/none', '--from', join(home, 'empty')])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('config.json')
})

async function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  user: { uid?: number; gid?: number } = {},
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stderr }
}
