import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isLeftOut } from '../docker-context.js'
import { type Instruction, readDockerfile, repository } from './read-dockerfile.js'

const run = promisify(execFile)
const IMAGES = ['api', 'worker']
const USER = 1000

const pick = (instructions: Instruction[] | undefined, keyword: string) =>
  (instructions ?? []).filter((one) => one.keyword === keyword).map(({ text }) => text)

describe.each(IMAGES)('the image of the %s', (image) => {
  const { stages, problems } = readDockerfile(`deploy/${image}.Dockerfile`)
  const final = stages.at(-1)

  test('is without a fault for a linter', () => {
    expect(problems).toEqual([])
  })

  test('is made from a base of one full version, the same in each stage', () => {
    const bases = stages.map((stage) => pick(stage, 'FROM')[0]?.replace(/ AS .*/, ''))
    expect(new Set(bases).size).toBe(1)
    expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-[a-z]+-slim$/)
    expect(pick(final, 'LABEL').join()).toContain(`docker.io/library/${bases[0]}`)
  })

  test('runs as nobody in particular, by a number, and starts Node as its first process', () => {
    expect(pick(final, 'USER')).toEqual([`${USER}:${USER}`])
    const [command] = pick(final, 'CMD')
    expect(JSON.parse(command ?? '')).toEqual(['node', `apps/${image}/dist/main.js`])
    expect(final?.some(({ keyword }) => keyword === 'ENTRYPOINT')).toBe(false)
  })

  test('says what it is', () => {
    const labels = pick(final, 'LABEL').join()
    const { version } = JSON.parse(
      execFileSync('cat', [join(repository, 'package.json')], { encoding: 'utf8' }),
    )
    for (const label of [
      `version="${version}"`,
      'licenses="Apache-2.0"',
      'revision="',
      'title="',
    ]) {
      expect(labels).toContain(`org.opencontainers.image.${label}`)
    }
  })

  test('is healthy where its program says so, and not where nobody answers', async () => {
    let status = 200
    const server = createServer((request, response) => {
      expect(request.url).toBe('/healthz')
      response.writeHead(status).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = String((server.address() as AddressInfo).port)
    const [check = ''] = pick(final, 'HEALTHCHECK')
    const [, ...args] = JSON.parse(check.slice(check.indexOf('['))) as string[]
    const ask = async () => {
      const asking = spawn(process.execPath, args, {
        env: { API_PORT: port, WORKER_HEALTH_PORT: port },
      })
      return (await once(asking, 'exit'))[0]
    }
    expect(await ask()).toBe(0)
    status = 503
    expect(await ask()).toBe(1)
    server.close()
    await once(server, 'close')
    expect(await ask()).toBe(1)
  })
})

// Without a Docker engine: what the steps that build do, in a clean folder with the files that Docker would be sent.
describe('what the images are built of', () => {
  let folder: string
  const rootOf = (image: string) => join(folder, image)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earmark-images-'))
    await chmod(folder, 0o755)
    const source = join(folder, 'source')
    const { stdout } = await run('git', ['ls-files', '-coz', '--exclude-standard'], {
      cwd: repository,
    })
    for (const path of stdout.split('\0')) {
      if (path !== '' && !isLeftOut(path)) {
        await cp(join(repository, path), join(source, path), { dereference: false })
      }
    }
    const done = new Set<string>()
    for (const image of IMAGES) {
      const [build] = readDockerfile(`deploy/${image}.Dockerfile`).stages
      for (const step of pick(build, 'RUN')) {
        if (done.has(step)) continue
        done.add(step)
        const { status, stdout, stderr } = spawnSync(
          'sh',
          ['-c', step.replace(/ \/earmark\b/g, ` ${rootOf(image)}`)],
          {
            cwd: source,
            encoding: 'utf8',
            env: { ...process.env, NODE_ENV: '', TURBO_TELEMETRY_DISABLED: '1' },
          },
        )
        if (status !== 0) throw new Error(`${step} failed:\n${stdout}\n${stderr}`)
      }
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(IMAGES)('the %s has no dependency that only builds or tests need', async (image) => {
    const modules = await readdir(join(rootOf(image), 'node_modules'))
    expect(modules).toContain('zod')
    for (const name of ['vitest', 'typescript', 'turbo', 'vite', '@biomejs', '.cache']) {
      expect(modules).not.toContain(name)
    }
  })

  test.each(IMAGES)('the %s lists what is in it, with versions', async (image) => {
    const bill = JSON.parse(await readFile(join(rootOf(image), 'sbom.cdx.json'), 'utf8'))
    expect(bill.bomFormat).toBe('CycloneDX')
    const names = bill.components.map(({ name }: { name: string }) => name)
    expect(names).toContain('onnxruntime-node')
    expect(names).toContain('bullmq')
    expect(names).not.toContain('vitest')
    for (const { version } of bill.components) expect(version).toMatch(/^\d/)
  })

  test.each(IMAGES)('the %s starts for a user who may read it and no more', async (image) => {
    const user = process.getuid?.() === 0 ? { uid: USER, gid: USER } : {}
    const started = spawnSync(process.execPath, [`apps/${image}/dist/main.js`], {
      cwd: rootOf(image),
      encoding: 'utf8',
      env: {},
      ...user,
    })
    expect(started.stderr).toContain('DATABASE_URL is not set')
    expect(started.status).toBe(1)
  })

  test('the API brings the page, the documents and the command line', async () => {
    const root = rootOf('api')
    expect(await readdir(join(root, 'apps/web/dist'))).toContain('index.html')
    expect(await readdir(join(root, 'site/dist'))).toContain('index.html')
    const { stdout } = await run(process.execPath, ['apps/cli/bin/earmark.js', '--version'], {
      cwd: root,
    })
    expect(stdout).toMatch(/\d+\.\d+\.\d+/)
  })
})
