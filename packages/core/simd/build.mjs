// npm run build:simd -w @earmark/core: compiles frame-features.ts and writes the module into src, as text, so that whoever loads the
// sources or the built package has it without a file beside them. A test compares what is there with what is compiled.
import { writeFile } from 'node:fs/promises'
import { compileModule } from './compile-module.mjs'

const target = new URL('../src/features/frame-features-module.ts', import.meta.url)
await writeFile(
  target,
  `// Written by simd/build.mjs.\n\n/** The WebAssembly module of simd/frame-features.ts, in base64. */\nexport const frameFeaturesModule =\n  '${await compileModule()}'\n`,
)
