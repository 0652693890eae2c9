import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Route, routes, tags } from '../src/index.js'

const all = Object.entries<Route>(routes)

test('a route is listed under the name that clients call it by', () => {
  for (const [name, { operationId }] of all) expect(operationId).toBe(name)
})

test('each chapter that a route stands in has a title page, and each title page has routes', () => {
  const used = new Set(all.map(([, { tag }]) => tag))
  expect([...used].toSorted()).toEqual(tags.map(({ name }) => name).toSorted())
})

test('no two routes are served at one place', () => {
  const places = all.map(([, { method, path }]) => `${method} ${path}`)
  expect(new Set(places).size).toBe(places.length)
})

test.each(all)('%s has a parameter for each hole of its path, and no other', (_, route) => {
  const holes = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  expect(Object.keys(route.params?.shape ?? {})).toEqual(holes)
})

test.each(all)(
  'no field of %s stands in two places: clients give them in one object',
  (_, route) => {
    const { params, query, body } = route
    const names = [params, query, body].flatMap((part) => (part ? fieldsOf(part) : []))
    expect(new Set(names).size).toBe(names.length)
  },
)

/** Of an object that may be missing, or of which there are several kinds, all. */
function fieldsOf(schema: z.ZodType): string[] {
  const { properties = {}, anyOf = [], oneOf = [] } = z.toJSONSchema(schema, { io: 'input' })
  const nested = [...anyOf, ...oneOf].flatMap((one) =>
    typeof one === 'object' ? Object.keys(one.properties ?? {}) : [],
  )
  return [...new Set([...Object.keys(properties), ...nested])]
}
