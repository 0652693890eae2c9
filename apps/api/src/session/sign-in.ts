import { routes } from '@earmark/contract'
import { findApiKey, openSession, redeemSignInCode } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { isSecure, requireOwnOrigin } from '../http/site/own-origin.js'
import { setSessionCookie } from './session-cookie.js'

/** Strangers may send this: it is read no further than a code or a key is long. */
const MAX_BODY_BYTES = 4096

export function signIn(app: ApiServer, { db, site }: ApiDependencies): void {
  serveRoute(
    app,
    routes.signIn,
    async (request, reply) => {
      // Another site's page would sign this browser in as somebody else.
      if (request.headers.origin !== undefined) requireOwnOrigin(site, request)
      const { body } = request
      const session =
        'code' in body ? await redeemSignInCode(db, body.code) : await signInByKey(db, body.key)
      if (!session) throw 'code' in body ? wrongCode() : wrongKey()
      setSessionCookie(reply, session.token, isSecure(site, request))
      const { name, scopes, expiresAt } = session
      return { name, scopes, expiresAt }
    },
    { bodyLimit: MAX_BODY_BYTES },
  )
}

async function signInByKey(db: ApiDependencies['db'], key: string) {
  const apiKey = await findApiKey(db, key)
  return apiKey && (await openSession(db, { apiKeyId: apiKey.id }))
}

function wrongCode(): HttpProblem {
  const message =
    'This link has been used, or is older than ten minutes. For another one, run: npx earmark sign-in. Or paste an API key.'
  return new HttpProblem(401, 'SIGN_IN_FAILED', message)
}

function wrongKey(): HttpProblem {
  const message =
    'The API key is wrong, has expired, or has been revoked. npx earmark sign-in prints a link that needs none; npx earmark key create makes a key.'
  return new HttpProblem(401, 'SIGN_IN_FAILED', message)
}
