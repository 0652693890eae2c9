import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How much of an installation is on the disk: npm itself says nothing before it has finished. */
export function describeInstallation(repository) {
  const wanted = Object.keys(
    JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages,
  ).filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)).length
  const there = countPackages(join(repository, 'node_modules'))
  return there === 0 ? 'fetching packages' : `${there} of up to ${wanted} packages`
}

function countPackages(folder) {
  let count = 0
  for (const name of list(folder)) {
    if (name.startsWith('.')) continue
    count += name.startsWith('@') ? list(join(folder, name)).length : 1
  }
  return count
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Which workspaces turbo has begun to build, of its lines such as "@earmark/core:build: cache miss, executing 1a2b". */
export function describeBuild(output) {
  const begun = new Set(
    [...output.matchAll(/^@earmark\/([\w-]+):build: cache /gm)].map((m) => m[1]),
  )
  if (begun.size === 0) return ''
  return `${begun.size} ${begun.size === 1 ? 'part' : 'parts'}, now ${[...begun].slice(-2).join(' and ')}`
}
