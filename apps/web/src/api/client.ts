import { createApiClient } from '@earmark/client'

/** The API that served this page, asked with the cookie that signed the browser in. */
export const api = createApiClient({ url: window.location.origin })

/** The same, for what may have to encode thousands of labels before it answers: with a large model, minutes. */
export const patientApi = createApiClient({
  url: window.location.origin,
  timeoutMs: 30 * 60_000,
})
