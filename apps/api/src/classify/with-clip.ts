import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiKey } from '../http/authenticate.js'
import { invalidRequest } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import type { Admission } from './create-admission.js'
import { fetchClip } from './fetch-clip.js'
import { receiveClip } from './receive-clip.js'
import { withinUploadTime } from './within-upload-time.js'

const NO_BODY = 'body is missing; send a JSON object, or a multipart form with the clip.'

export interface OpenedClip {
  path: string
  name: string
}

/**
 * Does something with a clip that a request brings, as a file or by its key in S3, when it is its turn. Before the upload
 * it has a place in the line: where that is full, nothing is received.
 *
 * @param prepare checks what is asked, before an object is fetched, and says what to do with the clip
 * @throws HttpProblem 400 where there is no body, 429 where the line is full, 408 where the upload is too slow
 */
export async function withClip<Question extends z.ZodType, Result>(
  deps: ApiDependencies & { admission: Admission },
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  schema: Question,
  prepare: (
    question: z.output<Question>,
  ) => Promise<(clip: OpenedClip, signal: AbortSignal) => Promise<Result>>,
): Promise<Result> {
  const place = deps.admission.enter(request.getDecorator<ApiKey>('apiKey').id)
  try {
    return await deps.temporary.withFolder(async (folder) => {
      const signal = requestSignal(reply)
      const { question, open } = await read(folder, signal)
      const work = await prepare(question)
      const clip = await open()
      await place.start(signal)
      return work(clip, signal)
    })
  } finally {
    place.leave()
  }

  async function read(
    folder: string,
    signal: AbortSignal,
  ): Promise<{ question: z.output<Question>; open: () => Promise<OpenedClip> }> {
    if (!request.isMultipart()) {
      // Of a route that takes bodies of several types, Fastify lets pass a request without any.
      if (request.body === undefined) throw invalidRequest([{ field: 'body', message: NO_BODY }])
      const body = request.body as z.output<Question> & { source: { key: string } }
      return { question: body, open: () => fetchClip(deps, body.source.key, folder, signal) }
    }
    const { question, clip } = await withinUploadTime(request, deps.limits.upload, () =>
      receiveClip(request, folder, deps.limits, schema),
    )
    return { question, open: async () => clip }
  }
}
