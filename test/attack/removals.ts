import type { Mutant } from '../mutants/mutants.js'

const api = 'apps/api/src'
const tests = {
  buckets: 'packages/storage/test/restrict-buckets.test.ts',
  expiry: 'packages/db/test/keys/api-keys.test.ts',
  keys: 'apps/api/test/keys/keys.test.ts',
  limits: 'apps/api/test/limits/limit-keys.test.ts',
  session: 'apps/api/test/session/session.test.ts',
}

/** Defences, each taken away by an exact replacement in a source: the attack then succeeds, so that its test must fail. */
export const removals: Mutant[] = [
  {
    name: 'any key is right',
    file: `${api}/http/authenticate.ts`,
    from: "if (!apiKey) throw refuse('The API key is wrong, has expired, or has been revoked.')",
    to: "if (!apiKey) return { id: 1, name: 'a', scopes: ['submit'], sessionEndsAt: null }",
    test: { file: 'apps/api/test/http/strangers.test.ts', name: 'without a right key' },
  },
  {
    name: 'a key may do everything',
    file: `${api}/http/require-scope.ts`,
    from: 'if (scopes.includes(scope)) return',
    to: 'if (scopes.length > 0) return',
    test: { file: 'apps/api/test/keys/scopes.test.ts', name: 'alone is taken by its routes' },
  },
  {
    name: 'a key gives away scopes that it lacks',
    file: `${api}/keys/create-key.ts`,
    from: 'for (const scope of scopes) requireScope(request, scope)',
    to: '',
    test: { file: tests.keys, name: 'may do no more than it may' },
  },
  {
    name: 'a key never ends',
    file: 'packages/db/src/queries/keys/key-in-use.ts',
    from: ' and (k.expires_at is null or k.expires_at > now())',
    to: '',
    test: { file: tests.expiry, name: 'has expired opens nothing' },
  },
  {
    name: "another site's page sends this browser's cookie",
    file: `${api}/http/authenticate.ts`,
    from: 'if (isHarmful(request)) requireOwnOrigin(site, request)',
    to: '',
    test: { file: tests.session, name: 'what changes something needs a page of this very API' },
  },
  {
    name: "a stranger's name points at this machine",
    file: `${api}/app.ts`,
    from: "app.addHook('onRequest', createHostGuard(deps.site))",
    to: '',
    test: { file: tests.session, name: 'a host that is not this machine is refused' },
  },
  {
    name: 'answers may load what they like',
    file: `${api}/http/site/add-security-headers.ts`,
    from: `defaultSrc: ["'none'"]`,
    to: `defaultSrc: ['*']`,
    test: {
      file: 'apps/api/test/http/security-headers.test.ts',
      name: 'is loaded, framed and guessed at by nobody',
    },
  },
  {
    name: 'statements read all tables',
    file: 'packages/db/migrations/0028_when_and_where.sql',
    from: 'grant usage on schema earmark to earmark_reader;',
    to: 'grant usage on schema earmark to earmark_reader; grant select on earmark.objects to earmark_reader;',
    test: { file: 'packages/db/test/reader.test.ts', name: 'reads no table and no other view' },
  },
  {
    name: 'every bucket may be named',
    file: 'packages/storage/src/restrict-buckets.ts',
    from: 'if (allowed === undefined || allowed.includes(bucket)) return',
    to: 'if (bucket !== undefined) return',
    test: { file: tests.buckets, name: 'a bucket that is not allowed' },
  },
  {
    name: 'webhooks go to internal networks',
    file: 'apps/worker/src/deliver/create-address-guard.ts',
    from: 'isOpen: (address) => contains(allowed, address) || isPublic(address)',
    to: 'isOpen: () => true',
    test: { file: 'apps/worker/test/deliver/create-address-guard.test.ts', name: '' },
  },
  {
    name: 'a forged webhook is taken',
    file: 'examples/is-genuine.ts',
    from: '.some((signature) => signature.length === right.length && timingSafeEqual(signature, right))',
    to: '.some((signature) => signature.length === right.length || timingSafeEqual(right, right))',
    test: {
      file: 'apps/worker/test/deliver/verify-webhook.test.ts',
      name: 'refuses what was changed',
    },
  },
  {
    name: 'a key asks as often as it likes',
    file: `${api}/limits/limit-keys.ts`,
    from: 'max: perKey.requestsPerMinute',
    to: 'max: Number.MAX_SAFE_INTEGER',
    test: { file: tests.limits, name: 'so many requests a minute' },
  },
  {
    name: 'a key has as many batches as it likes',
    file: `${api}/limits/require-few-batches.ts`,
    from: 'if ((await countActiveBatches(db, id)) < most) return',
    to: 'if ((await countActiveBatches(db, id)) >= 0) return',
    test: { file: tests.limits, name: 'so many batches that have not ended' },
  },
  {
    name: 'the audit log is changed',
    file: 'packages/db/migrations/0035_audit.sql',
    from: 'before update or delete on earmark.audit',
    to: 'before delete on earmark.audit',
    test: { file: 'packages/db/test/audit/audit.test.ts', name: 'changed by nobody' },
  },
  {
    name: 'control characters reach the terminal',
    file: 'packages/terminal/src/clean-text.ts',
    from: '[\\p{Cc}\\p{Bidi_Control}',
    to: '[\\p{Bidi_Control}',
    test: { file: 'packages/terminal/test/clean-text.test.ts', name: 'no text whatever keeps' },
  },
  {
    name: 'ffmpeg may take all of the machine',
    file: 'packages/decode/src/ffmpeg/confine.ts',
    from: "return [prlimit, [...bounds, '--', program, ...args]]",
    to: 'return [program, bounds.length > 0 ? args : []]',
    test: { file: 'packages/decode/test/limits.test.ts', name: 'write no file' },
  },
]
