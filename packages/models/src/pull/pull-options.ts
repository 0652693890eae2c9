import type { Dtype } from '@earmark/core'
import type { HubOptions } from '../hub/create-hub-client.js'
import type { ModelHome } from '../model-home.js'

export interface PullProgress {
  /** Waiting for another process that pulls the same model, downloading or copying, or comparing hashes. */
  phase: 'waiting' | 'downloading' | 'checking'
  /** The file at hand. */
  file: string
  /** Of all the files; total is 0 while it is not known. */
  receivedBytes: number
  totalBytes: number
}

export interface PullOptions {
  /** On the hub: "owner/name", or a known model's short form. */
  name: string
  /** Default: fp32; from a folder or a tar what that holds. */
  dtype?: string | undefined
  /** A branch, tag or commit. Default: the one in the lock file, or else main. */
  revision?: string | undefined
  /** Another place than the hub: the base address of a mirror, a folder, or a packed model (.tar). */
  from?: string | undefined
  /** The folder of models. */
  home: string
  hub?: HubOptions
  /** The checkpoint's logit_scale_a, a natural logarithm, where it cannot be read. */
  logitScaleA?: number | undefined
  onProgress?: (progress: PullProgress) => void
  signal?: AbortSignal | undefined
}

/** What every way of pulling works with. */
export interface PullContext extends Omit<PullOptions, 'home' | 'dtype' | 'onProgress'> {
  home: ModelHome
  /** In full. */
  name: string
  dtype: Dtype | undefined
  onProgress: (progress: PullProgress) => void
}
