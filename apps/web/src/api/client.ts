import { createApiClient } from '@earmark/client'

/** The API that served this page, asked with the cookie that signed the browser in. */
export const api = createApiClient({ url: window.location.origin })
