import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[]
  samples: number[]
  timeDeltas: number[]
}

const SHOWN = 12

/** Where the time of each process went that left a CPU profile in a folder: its busiest functions, as lines. */
export async function summariseProfiles(folder: string): Promise<string[]> {
  const lines: string[] = []
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith('.cpuprofile')) continue
    const profile = JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile
    const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, describe(callFrame)]))
    const spent = new Map<string, number>()
    let busyMs = 0
    for (const [i, id] of profile.samples.entries()) {
      const place = places.get(id) ?? ''
      const ms = (profile.timeDeltas[i] ?? 0) / 1000
      if (place === '(idle)') continue
      busyMs += ms
      spent.set(place, (spent.get(place) ?? 0) + ms)
    }
    lines.push(`${name}: ${Math.round(busyMs)} ms busy`)
    const busiest = [...spent].sort(([, a], [, b]) => b - a).slice(0, SHOWN)
    for (const [place, ms] of busiest)
      lines.push(`  ${((100 * ms) / busyMs).toFixed(1).padStart(5)} %  ${place}`)
  }
  return lines
}

function describe({ functionName, url }: { functionName: string; url: string }): string {
  const name = functionName || '(anonymous)'
  return url === '' ? name : `${name}  ${basename(url)}`
}
