import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { sendProblem } from './error-handler.js'
import { HttpProblem } from './http-problem.js'
import { shortenText } from './shorten.js'

/** Collects the routes as they are registered, to tell a wrong method (405) from an unknown route (404). */
export function createNotFoundHandler() {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  return {
    onRoute({ url, method }: RouteOptions): void {
      if (url === '*' || url.endsWith('/*')) return
      const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`)
      routes.push({ pattern, methods: [method].flat() })
    },
    handleNotFound(request: FastifyRequest, reply: FastifyReply) {
      const path = request.url.split('?', 1)[0]!
      const methods = routes
        .filter((route) => route.pattern.test(path))
        .flatMap((route) => route.methods)
      return sendProblem(describe(request.method, path, [...new Set(methods)]), request, reply)
    },
  }
}

function describe(method: string, path: string, methods: string[]): HttpProblem {
  const shown = shortenText(path)
  if (methods.length === 0) {
    return new HttpProblem(404, 'NOT_FOUND', `There is no route ${method} ${shown}. See /docs.`)
  }
  const allow = methods.join(', ')
  return new HttpProblem(
    405,
    'METHOD_NOT_ALLOWED',
    `${shown} does not take ${method}; it takes ${allow}.`,
    { headers: { allow } },
  )
}
