import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createTemporaryHome } from '../src/create-temporary-home.js'

let parent: string

beforeEach(async () => {
  parent = await mkdtemp('/tmp/temporary-')
  vi.stubEnv('TMPDIR', parent)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(parent, { recursive: true, force: true })
  })
})

function openHome() {
  const onSwept = vi.fn()
  const home = createTemporaryHome({ onSwept })
  onTestFinished(() => home.close())
  return { home, onSwept }
}

/** Another process with a home in the same place, inside a piece of work. */
async function startOther() {
  const entry = new URL('../dist/index.js', import.meta.url).href
  const script = `
    import { writeFileSync } from 'node:fs'
    import { createTemporaryHome } from ${JSON.stringify(entry)}
    await createTemporaryHome().withFolder(async (folder) => {
      writeFileSync(folder + '/object', 'half of it')
      console.log(folder)
      await new Promise((resolve) => setTimeout(resolve, 1e9))
    })
  `
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void other.kill('SIGKILL'))
  await once(other.stdout, 'data')
  return other
}

test('work gets a folder of its own, and nothing is left of it, nor of the home when it is closed', async () => {
  const { home } = openHome()
  const folders = await Promise.all(
    [1, 2].map((n) =>
      home.withFolder(async (folder) => {
        await writeFile(join(folder, 'object'), String(n))
        expect(await readdir(folder)).toEqual(['object'])
        return folder
      }),
    ),
  )
  expect(new Set(folders).size).toBe(2)
  const [name] = await readdir(parent)
  expect((await readdir(join(parent, name!))).toSorted()).toEqual(['host', 'lock'])
  await home.close()
  expect(await readdir(parent)).toEqual([])
})

test('the folder is gone also where the work fails, with the work’s own error', async () => {
  const { home } = openHome()
  const work = home.withFolder(async (folder) => {
    await mkdir(join(folder, 'a/b'), { recursive: true })
    throw new Error('the object is no sound')
  })
  await expect(work).rejects.toThrow('the object is no sound')
  const [name] = await readdir(parent)
  expect(await readdir(join(parent, name!))).toHaveLength(2)
})

test('what a killed process has left is removed by the next one', async () => {
  const other = await startOther()
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(await readdir(parent)).toHaveLength(1)
  const { home, onSwept } = openHome()
  await home.check(1)
  expect(onSwept).toHaveBeenCalledExactlyOnceWith(1)
  expect(await readdir(parent)).toHaveLength(1)
})

test.each(['at work', 'stopped'])('what a process has that is %s stays', async (state) => {
  const other = await startOther()
  if (state === 'stopped') other.kill('SIGSTOP')
  const [theirs] = await readdir(parent)
  const long = new Date('2001-01-01')
  await utimes(join(parent, theirs!), long, long)
  const { home, onSwept } = openHome()
  await home.check(1)
  expect(onSwept).not.toHaveBeenCalled()
  expect(await readdir(parent)).toContain(theirs)
})

test('folders that are not ours stay, and one without a lock for the time that it takes to make it', async () => {
  await mkdir(join(parent, 'earmark-elsewhere'))
  await mkdir(join(parent, 'earmark-run-fresh1'))
  await mkdir(join(parent, 'earmark-run-stale1'))
  const long = new Date('2001-01-01')
  await utimes(join(parent, 'earmark-run-stale1'), long, long)
  await openHome().home.check(1)
  const left = await readdir(parent)
  expect(left).toHaveLength(3)
  expect(left).toEqual(expect.arrayContaining(['earmark-elsewhere', 'earmark-run-fresh1']))
})

test('on a disk that machines share, another machine’s folder stays while it is written to', async () => {
  const other = await startOther()
  other.kill('SIGKILL')
  await once(other, 'exit')
  const [theirs] = await readdir(parent)
  await writeFile(join(parent, theirs!, 'host'), 'another-machine')
  await openHome().home.check(1)
  expect(await readdir(parent)).toContain(theirs)
  const long = new Date('2001-01-01')
  await utimes(join(parent, theirs!), long, long)
  await openHome().home.check(1)
  expect(await readdir(parent)).not.toContain(theirs)
})

test('a home that the system has cleaned away is made again', async () => {
  const { home } = openHome()
  await home.check(1)
  for (const name of await readdir(parent)) await rm(join(parent, name), { recursive: true })
  await Promise.all([home.check(1), home.check(1), home.check(1)])
  expect(await readdir(parent)).toHaveLength(1)
})

test('says that TMPDIR is missing, and works again when it is there', async () => {
  const { home } = openHome()
  vi.stubEnv('TMPDIR', join(parent, 'missing'))
  await expect(home.check(1)).rejects.toMatchObject({
    code: 'FOLDER_UNWRITABLE',
    message: `The folder for temporary files cannot be used: ${parent}/missing: it does not exist. Make room in it, or set TMPDIR to another.`,
  })
  await mkdir(join(parent, 'missing'))
  await home.check(1)
})

test('says where the path is too long for sockets', async () => {
  vi.stubEnv('TMPDIR', `/tmp/${'x'.repeat(90)}`)
  expect(tmpdir()).toContain('xxx')
  await expect(openHome().home.check(1)).rejects.toThrow('Set TMPDIR to one of at most')
})

test.runIf(process.platform === 'linux')(
  'work that finds the disk full says so, and no other failure of work is taken for that',
  async () => {
    const { home } = openHome()
    const save = (path: string) => home.withFolder(() => writeFile(path, 'sound'))
    await expect(save('/dev/full')).rejects.toMatchObject({
      code: 'FOLDER_UNWRITABLE',
      message: expect.stringContaining(`${parent}: its disk is full`),
    })
    await expect(save(join(parent, 'missing', 'object'))).rejects.toMatchObject({ code: 'ENOENT' })
  },
)
