/** transformers.js in a process of its own: decoded clips → its features → its audio tower → probabilities, one by one. */
import { readFile } from 'node:fs/promises'
import {
  AutoProcessor,
  AutoTokenizer,
  ClapAudioModelWithProjection,
  ClapTextModelWithProjection,
  env,
} from '@huggingface/transformers'

env.allowRemoteModels = false
const [dir, logitScale] = process.argv.slice(2)
const processor = await AutoProcessor.from_pretrained(dir)
const audioTower = await ClapAudioModelWithProjection.from_pretrained(dir, { dtype: 'fp32' })
const tokenizer = await AutoTokenizer.from_pretrained(dir)
const textTower = await ClapTextModelWithProjection.from_pretrained(dir, { dtype: 'fp32' })
const rowsOf = ({ data, dims: [rows, width] }) =>
  Array.from({ length: rows }, (_, i) => unit(data.slice(i * width, (i + 1) * width)))

async function tag(clips, texts) {
  const answers = []
  for (const samples of clips) {
    const { audio_embeds } = await audioTower(await processor(samples))
    const [embedding] = rowsOf(audio_embeds)
    answers.push(softmax(texts.map((text) => Number(logitScale) * dot(text, embedding))))
  }
  return answers
}

function unit(vector) {
  const length = Math.sqrt(dot(vector, vector))
  return vector.map((value) => value / length)
}

function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i]
  return sum
}

function softmax(logits) {
  const top = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp(logit - top))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

process.on('message', async ({ files, labels }) => {
  const clips = await Promise.all(
    files.map(async (file) => {
      const { buffer, byteOffset, byteLength } = await readFile(file)
      return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
    }),
  )
  const inputs = tokenizer(labels, { padding: true, truncation: true })
  const texts = rowsOf((await textTower(inputs)).text_embeds)
  await tag(clips.slice(0, 2), texts)
  const begun = performance.now()
  const answers = await tag(clips, texts)
  process.send({ seconds: (performance.now() - begun) / 1000, clips: answers.length })
})
process.send({ isReady: true })
