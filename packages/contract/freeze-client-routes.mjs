// Part of the build: puts what client-routes.js computes in the place of what computes it.
import { rmSync, writeFileSync } from 'node:fs'

const file = new URL('dist/client/client-routes.js', import.meta.url)
const { clientRoutes } = await import(file.href)
writeFileSync(file, `export const clientRoutes = ${JSON.stringify(clientRoutes)}\n`)
rmSync(new URL(`${file.href}.map`), { force: true })
