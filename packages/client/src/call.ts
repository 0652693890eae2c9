import type { OperationId, Route, Routes, StreamedType } from '@earmark/contract'
import type { z } from 'zod'
import type { OnceOptions } from './send-once.js'

export type CallOptions = { signal?: AbortSignal | undefined }

/** Of a call that makes something. */
export type CreateOptions = CallOptions & OnceOptions

/** As it is sent: dates are ISO 8601 texts. */
type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [Key in keyof T]: Json<T[Key]> }
      : T

/** Numbers of a path or a query may be given as numbers, although a URL has only texts. */
type Widened<Sent, Read> = {
  [Key in keyof Sent]: Sent[Key] | (Key extends keyof Read ? Read[Key] : never)
}
type Parameters<Schema> = Schema extends z.ZodType
  ? // Of an object without fields, zod says that it has all of them.
    string extends keyof z.input<Schema>
    ? unknown
    : Widened<z.input<Schema>, z.output<Schema>>
  : unknown

type BodyOf<R extends Route> = R['body'] extends z.ZodType
  ? NonNullable<z.input<R['body']>> | (R['form'] extends z.ZodType ? z.input<R['form']> : never)
  : unknown

/** Parameters, query and body in one. */
type Argument<R extends Route> = Parameters<R['params']> & Parameters<R['query']> & BodyOf<R>

type ReadAnswer<One> = One extends { type: 'application/json'; schema: infer Schema }
  ? Schema extends z.ZodType
    ? Json<z.output<Schema>>
    : never
  : One extends { type: null }
    ? undefined
    : never

type Streamed = { type: StreamedType }

/** What the call resolves to: of several answers any, of a stream its bytes as they arrive. */
type AnswerOf<R extends Route> = R['answers'] extends { 200: Streamed }
  ? AsyncIterable<Uint8Array>
  : ReadAnswer<R['answers'][keyof R['answers']]>

type OptionsOf<R extends Route> = R extends { creates: true } ? CreateOptions : CallOptions

export type Call<R extends Route> =
  // biome-ignore lint/complexity/noBannedTypes: an argument of which nothing is required.
  {} extends Argument<R>
    ? (argument?: Argument<R>, options?: OptionsOf<R>) => Promise<AnswerOf<R>>
    : (argument: Argument<R>, options?: OptionsOf<R>) => Promise<AnswerOf<R>>

/** What an operation answers. */
export type Answered<Id extends OperationId> = AnswerOf<Routes[Id]>
/** What is asked of an operation, in its query. */
export type Query<Id extends OperationId> = Parameters<
  Routes[Id] extends { query: infer Q } ? Q : never
>
/** What is sent to an operation, in its body. */
export type Sent<Id extends OperationId> = BodyOf<Routes[Id]>
