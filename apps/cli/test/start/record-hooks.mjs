import { appendFileSync } from 'node:fs'

export async function load(url, context, nextLoad) {
  appendFileSync(process.env.RECORDED_MODULES, `${url}\n`)
  return nextLoad(url, context)
}
