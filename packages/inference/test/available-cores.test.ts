import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { availableCores } from '../src/available-cores.js'

/** A machine's files under a folder of their own. */
async function machineWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'earmark-cores-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

const v1 = 'sys/fs/cgroup/cpu,cpuacct'

test.each([
  ['no cgroups', {}, 8],
  [
    'v2 without a limit',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': 'max 100000\n' },
    8,
  ],
  [
    'v2 in a container',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '200000 100000\n' },
    2,
  ],
  [
    'a share of a core',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '50000 100000\n' },
    1,
  ],
  [
    'two and a half',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '250000 100000\n' },
    2,
  ],
  [
    'more than there are',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '6400000 100000\n' },
    8,
  ],
  [
    'v2 with the limit on a group above',
    {
      'proc/self/cgroup': '0::/system.slice/earmark.service/worker\n',
      'sys/fs/cgroup/system.slice/earmark.service/cpu.max': '300000 100000\n',
      'sys/fs/cgroup/system.slice/earmark.service/worker/cpu.max': 'max 100000\n',
    },
    3,
  ],
  [
    'v1',
    {
      'proc/self/cgroup': '5:memory:/other\n3:cpu,cpuacct:/docker/abc\n',
      [`${v1}/docker/abc/cpu.cfs_quota_us`]: '400000\n',
      [`${v1}/docker/abc/cpu.cfs_period_us`]: '100000\n',
    },
    4,
  ],
  [
    'v1 without a limit',
    {
      'proc/self/cgroup': '3:cpu,cpuacct:/\n',
      [`${v1}/cpu.cfs_quota_us`]: '-1\n',
      [`${v1}/cpu.cfs_period_us`]: '100000\n',
    },
    8,
  ],
  [
    'v1 in a container that sees only its own group',
    {
      'proc/self/cgroup': '3:cpu,cpuacct:/docker/abc\n',
      [`${v1}/cpu.cfs_quota_us`]: '150000\n',
      [`${v1}/cpu.cfs_period_us`]: '50000\n',
    },
    3,
  ],
])('counts the cores a process may use: %s', async (_, files, expected) => {
  expect(availableCores({ root: await machineWith(files), parallelism: 8 })).toBe(expected)
})

test('this machine has at least one, and no more than it has', () => {
  expect(availableCores()).toBeGreaterThanOrEqual(1)
  expect(availableCores()).toBeLessThanOrEqual(availableParallelism())
})
