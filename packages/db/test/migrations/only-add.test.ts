import { expect, test } from 'vitest'
import { findTakenAway, HARMLESS } from './harmless.js'
import { unreleased } from './released.js'

test('migrations that no release has only add, or it is said in harmless.ts why they do no harm', () => {
  const found = unreleased.flatMap(({ tag, statements }) => {
    const takesAway = findTakenAway(statements)
    return takesAway.length > 0 ? [[tag, takesAway]] : []
  })
  const said = Object.entries(HARMLESS).map(([tag, { takesAway }]) => [tag, takesAway])
  expect(found).toEqual(said)
})
