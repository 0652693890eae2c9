import { readFile } from 'node:fs/promises'
import { main } from 'assemblyscript/asc'

const source = new URL('frame-features.ts', import.meta.url)
const options = ['--enable', 'simd', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory']

export async function compileModule() {
  let binary
  const { error, stderr } = await main(
    ['frame-features.ts', '--outFile', 'module.wasm', ...options],
    {
      readFile: (name) => (name === 'frame-features.ts' ? readFile(source, 'utf8') : null),
      writeFile: (_, contents) => {
        binary = contents
      },
      listFiles: () => [],
    },
  )
  if (error) throw new Error(stderr.toString(), { cause: error })
  return Buffer.from(binary).toString('base64')
}
