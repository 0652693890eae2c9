import { basename, join } from 'node:path'
import { EarmarkError } from '../errors.js'
import { type ClassifierFeatureSpec, classifierWindow } from '../features/classifier-features.js'
import { validateLabelSet } from '../labels/validate-label-set.js'
import type { ProblemType } from '../scores/classifier-probabilities.js'
import { findRevision } from './find-revision.js'
import type { ClassifierModel, Dtype } from './model.js'
import { fileSize, modelInvalid, modelUnsupported } from './model-file.js'
import { MANIFEST_FILE } from './model-manifest.js'
import { missingOnnxFile, onlyDtype, onnxFile } from './onnx-file.js'
import { parseClassifierPreprocessor } from './parse-classifier-preprocessor.js'
import type { ModelSource } from './read-clap-model.js'

/** The case of readModel for models with labels of their own. */
export async function readClassifierModel(
  source: ModelSource,
  extractor: ClassifierFeatureSpec['extractor'],
  dtype?: Dtype,
): Promise<ClassifierModel> {
  const { dir, manifest } = source
  const { features, labels, problemType } = readClassifierDescription(source, extractor)
  const chosen = dtype ?? (await onlyDtype(dir, 'model'))
  const model = onnxFile('model', chosen)
  if ((await fileSize(dir, model)) === undefined) throw missingOnnxFile(dir, model)
  const used = ['config.json', 'preprocessor_config.json', model]
  const { sampleRate, windowSamples } = classifierWindow(features)
  return {
    kind: 'classifier',
    name: manifest?.name ?? basename(dir),
    revision: await findRevision({ dir, manifest, dtype: chosen, used }),
    dtype: chosen,
    dir,
    sampleRate,
    windowSamples,
    windowSeconds: windowSamples / sampleRate,
    labels,
    problemType,
    features,
    ...(manifest?.license === undefined ? {} : { license: manifest.license }),
    files: { model: join(dir, model) },
  }
}

/** What can be said without the network itself. @throws EarmarkError where it is no classifier that can be run */
export function readClassifierDescription(
  source: ModelSource,
  extractor: ClassifierFeatureSpec['extractor'],
): Pick<ClassifierModel, 'features' | 'labels' | 'problemType'> {
  const { dir, manifest, preprocessor } = source
  if (manifest !== undefined && manifest.kind !== 'classifier') {
    throw modelInvalid(
      `${dir}/${MANIFEST_FILE} says that the model is of kind ${manifest.kind}, but its feature extractor is ${extractor}.`,
    )
  }
  const file = join(dir, 'preprocessor_config.json')
  return {
    features: parseClassifierPreprocessor(extractor, preprocessor, file),
    labels: readLabels(source),
    problemType: readProblemType(source),
  }
}

/** `id2label` by its numbers, 0 to n - 1, each once. transformers would make up LABEL_0 … where it is missing. */
function readLabels({ dir, config }: ModelSource): string[] {
  const file = join(dir, 'config.json')
  const byId = config.id2label
  if (typeof byId !== 'object' || byId === null || Array.isArray(byId)) {
    throw modelUnsupported(
      `${file} has no labels (id2label): only models that were trained to classify can be used.`,
    )
  }
  const named = new Map(Object.entries(byId))
  const labels = Array.from({ length: named.size }, (_, id) => named.get(String(id)))
  const missing = labels.indexOf(undefined)
  if (missing >= 0) throw modelUnsupported(`${file} has no label number ${missing} (id2label).`)
  try {
    return validateLabelSet({ labels: labels as string[] }).labels
  } catch (cause) {
    if (!(cause instanceof EarmarkError)) throw cause
    throw modelUnsupported(`${file} has labels (id2label) that cannot be used: ${cause.message}`)
  }
}

function readProblemType({ dir, config }: ModelSource): ProblemType {
  const value = config.problem_type ?? 'single_label_classification'
  if (value === 'single_label_classification' || value === 'multi_label_classification') {
    return value
  }
  throw modelUnsupported(
    `${dir}/config.json has problem_type ${JSON.stringify(value)}; supported are "single_label_classification" and "multi_label_classification".`,
  )
}
