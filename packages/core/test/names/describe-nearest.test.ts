import { expect, test } from 'vitest'
import { describeNearest, findNearestNames } from '../../src/index.js'

test('a slip of the finger, other capitals and a part of a name lead to the name', () => {
  const names = ['dog', 'church bell', 'rain', 'wind', 'bird singing']
  expect(findNearestNames('dgo', names)[0]).toBe('dog')
  expect(findNearestNames('RAIN', names)[0]).toBe('rain')
  expect(findNearestNames('bell', names)[0]).toBe('church bell')
  expect(findNearestNames('bird singing loudly', names)[0]).toBe('bird singing')
})

test('the nearest three are named, each once', () => {
  expect(describeNearest('wnid', ['wind', 'wind', 'rain', 'bird singing', 'church bell'])).toBe(
    'The nearest are "wind", "rain" and "bird singing".',
  )
  expect(describeNearest('x', ['sounds'])).toBe('The nearest is "sounds".')
  expect(describeNearest('x', [])).toBe('')
})

test('names of any length are compared in no time', () => {
  const long = (letter: string) => letter.repeat(100_000)
  expect(findNearestNames(long('a'), [long('b'), 'aa', long('c')])[0]).toBe('aa')
})
