import { type Tracing, traced } from './tracing.js'

/**
 * The same object, of which calls of some methods are spans, below one that is at work. Nothing of what they are called with
 * is told: it may be anybody's.
 *
 * @param part what the spans' names begin with
 */
export function traceCalls<Target extends object>(
  tracing: Tracing | undefined,
  part: string,
  target: Target,
  methods: readonly (keyof Target & string)[],
): Target {
  if (!tracing) return target
  const wanted: ReadonlySet<PropertyKey> = new Set(methods)
  return new Proxy(target, {
    get(from, name) {
      const value: unknown = Reflect.get(from, name)
      if (!wanted.has(name) || typeof value !== 'function') return value
      return (...args: unknown[]) =>
        traced(tracing, `${part} ${String(name)}`, async () => value.apply(from, args))
    },
  })
}
