import { counters, gauges, histograms } from './instruments.js'
import type { CounterName, GaugeName, HistogramName, Metrics } from './metrics.js'
import { noteProcess } from './note-process.js'

export interface ReadableMetrics extends Metrics {
  contentType: string
  /** All that was noted, as Prometheus reads it. Several who ask at once share an answer. */
  read(): Promise<string>
  close(): void
}

/**
 * Makes the instruments of a process. prom-client is loaded here, so that a process nobody watches never loads it. An
 * instrument that was never used stays out of what is read, but for those without labels.
 */
export async function createMetrics(options: {
  onError: (error: unknown) => void
}): Promise<ReadableMetrics> {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const made = {
    counters: mapEntries(
      counters,
      (name, { help, labels }) => new Counter({ name, help, labelNames: labels, registers }),
    ),
    histograms: mapEntries(
      histograms,
      (name, { help, labels, buckets }) =>
        new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers }),
    ),
    // One that nobody sets is not there at all: 0 would be a figure.
    gauges: new Map<GaugeName, InstanceType<typeof Gauge>>(),
  }
  const collectors: (() => Promise<void> | void)[] = []
  let reading: Promise<string> | undefined

  const gauge = (name: GaugeName) => {
    let known = made.gauges.get(name)
    if (!known) {
      const { help, labels } = gauges[name]
      known = new Gauge({ name, help, labelNames: labels, registers })
      made.gauges.set(name, known)
    }
    return known
  }

  async function read(): Promise<string> {
    for (const collect of collectors) {
      try {
        await collect()
      } catch (error) {
        options.onError(error)
      }
    }
    return registry.metrics()
  }

  const metrics: Metrics = {
    add: (name: CounterName, labels, by = 1) => made.counters[name].inc(labels, by),
    observe: (name: HistogramName, labels, seconds) =>
      made.histograms[name].observe(labels, seconds),
    set: (name, labels, value) => gauge(name).set(labels, value),
    forget(name) {
      made.gauges.delete(name)
      registry.removeSingleMetric(name)
    },
    beforeScrape: (collect) => void collectors.push(collect),
  }
  const stopNoting = noteProcess(metrics)
  return {
    ...metrics,
    contentType: registry.contentType,
    read() {
      reading ??= read().finally(() => {
        reading = undefined
      })
      return reading
    },
    close: stopNoting,
  }
}

function mapEntries<Name extends string, Definition, Made>(
  definitions: Record<Name, Definition>,
  make: (name: Name, definition: Definition) => Made,
): Record<Name, Made> {
  const entries = Object.entries(definitions) as [Name, Definition][]
  return Object.fromEntries(
    entries.map(([name, definition]) => [name, make(name, definition)]),
  ) as Record<Name, Made>
}
