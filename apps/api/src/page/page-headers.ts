/** The page runs what came with it, talks to its own server, and stands in no frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  // Its address may hold a code that signs in, or what somebody looks for.
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'microphone=(self)',
}

/** The documents are the same but for the colours of their code, which stand with each word. */
export const helpHeaders = {
  ...pageHeaders,
  'content-security-policy': contentSecurityPolicy.replace(
    "style-src 'self'",
    "style-src 'self'; style-src-attr 'unsafe-inline'",
  ),
  'permissions-policy': 'microphone=()',
}
