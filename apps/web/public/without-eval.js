// zod compiles its schemas by `new Function` unless told not to before the first is made; the page's
// Content-Security-Policy refuses that and reports it. A module of the bundle may come after those that make schemas.
globalThis.__zod_globalConfig = { jitless: true }
