import { InferenceSession, Tensor } from 'onnxruntime-node'

/** The audio tower alone on ONNX Runtime, with the features of one window of noise. @returns runs it once */
export async function openSession(file: string): Promise<() => Promise<unknown>> {
  const session = await InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  })
  const frames = 1001
  const bands = 64
  const features = Float32Array.from({ length: frames * bands }, (_, i) => -60 + 40 * Math.sin(i))
  const input = new Tensor('float32', features, [1, 1, frames, bands])
  return () => session.run({ input_features: input }, ['audio_embeds'])
}
