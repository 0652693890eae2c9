import type { Admission } from '../classify/create-admission.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { createClipMemory } from './clip-memory.js'
import { createClip } from './create-clip.js'
import { scoreClip } from './score-clip.js'
import { createWordMemory } from './word-memory.js'

/** With a thousand windows each, 64 MB. */
const BOUNDS = { clips: 32, audioS: 10 * 3600, keptMs: 15 * 60_000 }

export function registerClips(
  app: ApiServer,
  deps: ApiDependencies & { admission: Admission },
): void {
  const clips = createClipMemory(BOUNDS)
  createClip(app, { ...deps, clips })
  scoreClip(app, { ...deps, clips, words: createWordMemory(deps) })
}
