import type { EarmarkErrorOptions, ErrorCode, ExecutionProvider, Model } from '@earmark/core'

/** The first message to a child. */
export interface StartMessage {
  type: 'start'
  model: Model
  executionProvider: ExecutionProvider
  /** As in nice(1). */
  niceness: number
}

/** The windows' samples are the message's numbers, one window after the other. */
export interface AudioMessage {
  type: 'audio'
  /** Samples of each window. */
  lengths: number[]
}

export interface TextMessage {
  type: 'text'
  prompts: string[]
}

export type RunMessage = AudioMessage | TextMessage

/** One answer for each message, in the same order; after `done`, its numbers are the embeddings one after the other, or a classifier's logits. */
export interface AnswerMessage {
  type: 'done' | 'failed'
  /** Memory that the child holds. */
  rssBytes: number
  /** What it took, and how much of that the features of its windows took. */
  runMs: number
  featuresMs: number
  error?: { code: ErrorCode; message: string } & Pick<EarmarkErrorOptions, 'permanent'>
}
