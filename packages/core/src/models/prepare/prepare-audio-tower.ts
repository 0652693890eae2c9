import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cosineSimilarity } from '../../scores/cosine-similarity.js'
import type { ClapModel } from '../model.js'
import { openAudioTower } from '../open-audio-tower.js'
import { fixBatch } from './fix-batch.js'
import { decodeModel, encodeModel, FLOAT, type OnnxGraph, type OnnxNode } from './onnx-graph.js'
import { removeIdlePads } from './remove-idle-pads.js'
import { replaceResize } from './replace-resize.js'

/** A protocol buffer is no longer than this, and what is longer keeps its weights in other files. */
const MAX_BYTES = 2 ** 31
/** How alike the embeddings of both graphs must be. */
const MIN_COSINE = 0.9999999

/** Of this very graph nothing can be made; trying again gives the same. */
export class UnfitGraph extends Error {}

/**
 * Writes an audio tower that says the same faster: for one window at a time, with all that depends on sizes alone computed
 * beforehand, without padding by nothing, and with a product in place of Resize. What is written is plain ONNX of the
 * source's own operators, good on any machine; it appears in one step, after its embeddings were compared with the
 * source's.
 *
 * To be called in a process of its own: it holds several copies of the weights and computes on the calling thread.
 *
 * @param model whose `files.audio` is the source
 * @param target is replaced where it is there
 * @throws UnfitGraph where there is nothing to prepare or the embeddings would differ, and what else goes wrong; then
 *   nothing is written
 */
export async function prepareAudioTower(model: ClapModel, target: string): Promise<void> {
  const folded = `${target}.${process.pid}.folded`
  const staged = `${target}.${process.pid}.staged`
  await mkdir(dirname(target), { recursive: true })
  try {
    const shapes = await fold(model.files.audio, folded)
    await writeWhole(staged, await improve(folded, shapes))
    await rm(folded)
    await compare(model, { ...model, files: { ...model.files, audio: staged } })
    await rename(staged, target)
  } finally {
    await rm(folded, { force: true })
    await rm(staged, { force: true })
  }
}

type Shapes = ReadonlyMap<string, readonly number[]>

/** Fixes the batch, and has ONNX Runtime compute what is constant then. @returns the shapes around each Resize */
async function fold(source: string, target: string): Promise<Shapes> {
  if ((await stat(source)).size > MAX_BYTES) throw new UnfitGraph('it is larger than 2 GB')
  const model = decodeModel(await readFile(source))
  const graph = graphOf(model)
  if (!fixBatch(graph)) throw new UnfitGraph('it takes one window at a time as it comes')
  // As outputs, so that ONNX Runtime says their shapes.
  const watched = resizesIn(graph).flatMap(({ input, output }) => [input[0]!, output[0]!])
  for (const name of watched) {
    graph.output.push({ name, type: { tensorType: { elemType: FLOAT } } })
  }
  const { InferenceSession } = await import('onnxruntime-node')
  const session = await InferenceSession.create(encodeModel(model), {
    executionProviders: ['cpu'],
    // What is more is bound to a kind of processor, and is done when the file is opened.
    graphOptimizationLevel: 'basic',
    optimizedModelFilePath: target,
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  const shapes = new Map<string, readonly number[]>()
  for (const output of session.outputMetadata) {
    if (output.isTensor && watched.includes(output.name)) {
      shapes.set(output.name, output.shape.map(Number))
    }
  }
  await session.release()
  return shapes
}

async function improve(file: string, shapes: Shapes): Promise<Uint8Array> {
  const model = decodeModel(await readFile(file))
  const graph = graphOf(model)
  graph.output = graph.output.filter(({ name }) => !shapes.has(name))
  for (const node of resizesIn(graph)) {
    const from = shapes.get(node.input[0]!)
    const to = shapes.get(node.output[0]!)
    if (from && to) replaceResize(graph, node, { from, to })
  }
  removeIdlePads(graph)
  return encodeModel(model)
}

function graphOf({ graph }: { graph?: OnnxGraph }): OnnxGraph {
  if (graph !== undefined) return graph
  throw new UnfitGraph('it holds no graph')
}

function resizesIn({ node }: OnnxGraph): OnnxNode[] {
  return node.filter(
    ({ opType, input, output }) =>
      opType === 'Resize' && input[0] !== undefined && output[0] !== undefined,
  )
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync() // the name must not outlive a power cut that the bytes do not
  } finally {
    await file.close()
  }
}

async function compare(source: ClapModel, prepared: ClapModel): Promise<void> {
  const expected = await embedExamples(source)
  const found = await embedExamples(prepared)
  for (const [i, embedding] of expected.entries()) {
    const cosine = cosineSimilarity(embedding, found[i]!)
    if (cosine < MIN_COSINE) {
      throw new UnfitGraph(
        `its embeddings would differ: a cosine of ${cosine} instead of ${MIN_COSINE}`,
      )
    }
  }
}

/** Of noise, of a tone and of silence, as far apart as sounds are. */
async function embedExamples(model: ClapModel): Promise<Float32Array[]> {
  const samples = (length: number, sampleAt: (i: number) => number) =>
    Float32Array.from({ length }, (_, i) => sampleAt(i))
  const examples = [
    samples(model.windowSamples, (i) => Math.sin(i * i * 0.37) / 3),
    samples(model.sampleRate, (i) => Math.sin(i / 20) / 4),
    samples(model.sampleRate, () => 0),
  ]
  const tower = await openAudioTower(model)
  try {
    const embeddings: Float32Array[] = []
    for (const example of examples) embeddings.push(await tower.embed(example))
    return embeddings
  } finally {
    await tower.close()
  }
}
