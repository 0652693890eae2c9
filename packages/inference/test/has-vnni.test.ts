import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hasVnni } from '../src/has-vnni.js'

async function machine(cpuinfo: string | null): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'earmark-cpu-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'proc'))
  if (cpuinfo !== null) await writeFile(join(root, 'proc/cpuinfo'), cpuinfo)
  return root
}

test.each([
  ['flags\t\t: fpu avx2 avx512f avx512_vnni rdpid', true],
  ['flags\t\t: fpu avx2 avx_vnni', true],
  ['Features\t: fp asimd asimddp sve', true],
  ['flags\t\t: fpu avx2 avx512f', false],
  ['model name\t: avx512_vnni by name only\nflags\t\t: fpu avx2', false],
])('of a processor with "%s": %s', async (cpuinfo, expected) => {
  expect(hasVnni(await machine(`processor\t: 0\n${cpuinfo}\nbugs\t:\n`))).toBe(expected)
})

test('is not known where the system does not tell', async () => {
  expect(hasVnni(await machine(null))).toBeNull()
})
