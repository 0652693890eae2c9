import type { RequestSpan, Tracing } from '@earmark/tracing'
import type { ApiServer } from '../http/api-server.js'

/** Makes each request a span, named by its route, below its caller's; what it asks of others is below it. */
export function traceRequests(app: ApiServer, tracing: Tracing | undefined): void {
  if (!tracing) return
  const spans = new WeakMap<object, RequestSpan>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request
    const span = tracing.request(`${method} ${routeOptions.url ?? 'no route'}`, headers)
    spans.set(request, span)
    span.within(done)
  })
  // A body that came meanwhile has led out of the span.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request)
    if (span) span.within(done)
    else done()
  })
  app.addHook('onResponse', async (request, reply) => {
    const status = reply.statusCode
    spans.get(request)?.end({ 'http.response.status_code': status }, status >= 500)
  })
}
