import type { RequestSpan, Tracing } from './tracing.js'

const TRACER = 'earmark'

/**
 * Sends spans to an OpenTelemetry collector by OTLP over HTTP. OpenTelemetry is loaded here, so that a process nobody traces
 * never loads it. A collector that is away costs spans and nothing else.
 *
 * @param endpoint such as http://127.0.0.1:4318
 */
export async function openTracing({
  endpoint,
  serviceName,
}: {
  endpoint: string
  serviceName: string
}): Promise<Tracing> {
  const [otel, { OTLPTraceExporter }, { resourceFromAttributes }, sdk, { BullMQOtel }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
      import('bullmq-otel'),
    ])
  const { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = otel
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  // Contexts and propagation are the process's own: libraries find them by OpenTelemetry's API.
  provider.register()
  const tracer = provider.getTracer(TRACER)

  return {
    telemetry: new BullMQOtel({ tracerName: TRACER }),
    isActive: () => trace.getActiveSpan() !== undefined,
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work()
        } catch (error) {
          // Its message may name a key; the log has it.
          span.setAttribute('error.type', (error as { code?: string }).code ?? 'unknown')
          span.setStatus({ code: SpanStatusCode.ERROR })
          throw error
        } finally {
          span.end()
        }
      }),
    request(name, headers): RequestSpan {
      const parent = propagation.extract(ROOT_CONTEXT, headers)
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent)
      const below = trace.setSpan(parent, span)
      return {
        within: (work) => context.with(below, work),
        end(attributes, isFailure) {
          span.setAttributes(attributes)
          if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    traceparent() {
      const carrier: { traceparent?: string } = {}
      propagation.inject(context.active(), carrier)
      return carrier.traceparent ?? null
    },
    link(traceparent) {
      const linked = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))
      if (linked) trace.getActiveSpan()?.addLink({ context: linked })
    },
    ids() {
      const active = trace.getActiveSpan()?.spanContext()
      return active ? { traceId: active.traceId, spanId: active.spanId } : {}
    },
    close: async () => {
      await provider.shutdown().catch(() => {})
      // Another may be opened in this process.
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}
