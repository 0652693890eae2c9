import { expect, test } from 'vitest'
import { compileModule } from '../../simd/compile-module.mjs'
import { frameFeaturesModule } from '../../src/features/frame-features-module.js'

test('the module is what its source is compiled to', async () => {
  expect(await compileModule(), 'run npm run build:simd -w @earmark/core').toBe(frameFeaturesModule)
})
