/** What a file's bytes must be, whoever hands them over. */
export interface FilePin {
  bytes: number
  sha256: string
}

/** A model whose checkpoint and nature are known, so that its name is enough. */
export interface KnownModel {
  /** On the hub: the repository with the ONNX files. */
  name: string
  /** The repository that the ONNX files were made from; it holds the logit scale. */
  checkpoint: string
  license: string
  languages: readonly string[]
  trainingData: string
  limits: string
  /** By path: files whose bytes are published; others are recorded on first use. */
  pins: Readonly<Record<string, FilePin>>
}

const CLAP_LIMITS =
  'Understands English prompts; other languages give unreliable scores. Hears sound events, scenes and music, not what is said. Probabilities are relative to the label set: a sound that no label names still gets the nearest one. Windows of 10 s at 48 kHz: events of a fraction of a second may be missed.'

export const knownModels: readonly KnownModel[] = [
  {
    name: 'Xenova/clap-htsat-unfused',
    checkpoint: 'laion/clap-htsat-unfused',
    license: 'apache-2.0',
    languages: ['en'],
    trainingData:
      'LAION-Audio-630K: 633,526 pairs of audio and text, 4,325 hours from eight sources such as Freesound and BBC Sound Effects.',
    limits: CLAP_LIMITS,
    pins: {
      'onnx/audio_model_quantized.onnx': {
        bytes: 34_301_667,
        sha256: '3fcff2c8824e7bcb83a983f2a49edab3b60cbcf4872ac70efee517355173bd1f',
      },
      'onnx/text_model_quantized.onnx': {
        bytes: 126_603_263,
        sha256: '1a3df8b197e249816e08415fd040434c44762b2eea7eb7bf8a48a0f0bf3c14e5',
      },
    },
  },
  {
    name: 'Xenova/larger_clap_general',
    checkpoint: 'laion/larger_clap_general',
    license: 'apache-2.0',
    languages: ['en'],
    trainingData: 'General audio, music and speech: the larger LAION CLAP for all of them.',
    limits: CLAP_LIMITS,
    pins: {},
  },
  {
    name: 'Xenova/larger_clap_music_and_speech',
    checkpoint: 'laion/larger_clap_music_and_speech',
    license: 'apache-2.0',
    languages: ['en'],
    trainingData: 'Music and speech: the larger LAION CLAP for these two.',
    limits: `${CLAP_LIMITS} Less sure of environmental sounds than the general models.`,
    pins: {},
  },
]

/** By its own name, its checkpoint's, or either without the owner; case does not count. */
export function findKnownModel(name: string): KnownModel | undefined {
  const wanted = name.toLowerCase()
  return knownModels.find(({ name, checkpoint }) => {
    const names = [name, checkpoint].map((full) => full.toLowerCase())
    return names.includes(wanted) || names.some((full) => full.split('/')[1] === wanted)
  })
}
