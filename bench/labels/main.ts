// npm run bench:labels
//
// Asks the embedded model about the demo archive in many ways, prints what docs/choosing-labels.md and docs/scores.md say of it,
// and draws their pictures into docs/images. The figures are the same on every machine.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawCalibration } from './draw/calibration.js'
import { drawSimilarity } from './draw/similarity.js'
import { drawSoftmax } from './draw/softmax.js'
import { hearDemo } from './hear-demo.js'
import { measureAbsence } from './measure-absence.js'
import { measureCalibration } from './measure-calibration.js'
import { measureWords } from './measure-words.js'
import { labelsOf, openScorer, scoreOne } from './score-words.js'

const images = join(import.meta.dirname, '../../docs/images')
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** A sound and the words that it is asked for by, as the documents show them. */
const QUESTIONS = [
  ['nature/thunder.wav', 'thunder', 'rain', 'wind'],
  ['nature/thunder.wav', 'thunder', 'rolling thunder', 'thunderstorm', 'lightning', 'rain', 'wind'],
  ['nature/thunder.wav', 'dog bark', 'keyboard typing', 'flute'],
  ['nature/thunder.wav', 'dog bark', 'keyboard typing', 'flute', 'background noise'],
  ['home/doorbell.flac', 'doorbell', 'telephone ringing', 'church bell'],
  ['home/doorbell.flac', 'ding dong at the front door', 'telephone ringing', 'church bell'],
  ['nature/frog.opus', 'frog croaking', 'bird singing', 'dog bark'],
  ['nature/frog.opus', 'no frog', 'bird singing', 'dog bark'],
] as const

const { model, windows } = await hearDemo()
const scorer = await openScorer(model)
const sounds = windows.filter(({ truth, key }) => truth.length === 1 && !key.startsWith('scenes/'))

console.table(
  (await measureWords(model, sounds, scorer)).map(({ probability, margin, ...row }) => ({
    ...row,
    'right label': percent(probability),
    margin: margin.toFixed(3),
  })),
)
const answers = []
for (const [key, ...names] of QUESTIONS) {
  const { embedding } = windows.find((window) => window.key === key)!
  const scores = scoreOne(model, embedding, await scorer.vectorsOf(labelsOf(names)))
  const answer = names.map((name, at) => ({
    name,
    similarity: scores.similarities[at]!,
    probability: scores.probabilities[at]!,
  }))
  answers.push({ key, answer })
  const said = answer.map(
    ({ name, ...it }) => `${name} ${percent(it.probability)} (${it.similarity.toFixed(2)})`,
  )
  console.log(`${key}: ${said.join(', ')}`)
}
const absence = await measureAbsence(model, sounds, scorer)
const { present, absent, ...figures } = absence
console.log({
  ...figures,
  nearestPresent: Math.min(...present),
  nearestAbsent: Math.max(...absent),
})
const calibration = await measureCalibration(model, windows, scorer)
for (const { label, mean, deviation, dots } of calibration) {
  const found = dots.filter(({ z }) => z >= 3)
  const right = found.filter(({ isThere }) => isThere).length
  const there = dots.filter(({ isThere }) => isThere).length
  console.log(
    `${label}: mean ${mean.toFixed(3)}, deviation ${deviation.toFixed(3)}, above z = 3: ${found.length}, ${right} of them right, of ${there}`,
  )
}
await scorer.close()

await writeFile(join(images, 'scores-softmax.svg'), drawSoftmax(answers[0]!, answers[2]!))
await writeFile(join(images, 'scores-similarity.svg'), drawSimilarity(absence))
await writeFile(join(images, 'scores-calibration.svg'), drawCalibration(calibration))
