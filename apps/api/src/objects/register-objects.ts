import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { createAudioUrl } from './audio/create-audio-url.js'
import { getObjectAudio } from './audio/get-object-audio.js'
import { getObject } from './get-object.js'
import { getObjectScores } from './get-object-scores.js'
import { listObjects } from './list-objects.js'
import { getObjectSpectrogram } from './picture/get-object-spectrogram.js'
import { getObjectWaveform } from './picture/get-object-waveform.js'
import { createSounds } from './sound/create-sounds.js'

export function registerObjects(app: ApiServer, deps: ApiDependencies): void {
  const sounds = createSounds(deps)
  app.addHook('onClose', () => sounds.close())
  listObjects(app, deps)
  getObject(app, deps)
  getObjectScores(app, deps)
  getObjectAudio(app, deps, sounds)
  createAudioUrl(app, deps)
  getObjectWaveform(app, deps, sounds)
  getObjectSpectrogram(app, deps, sounds)
}
