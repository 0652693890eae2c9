import type { LiveInput } from '@earmark/decode'
import { openHttpStream } from './open-http-stream.js'
import type { NamedInput } from './parse-input.js'

/**
 * Opens what a person named.
 *
 * @param attempt counted from 0: of several microphones each gets its turn
 * @throws EarmarkError as openHttpStream
 */
export async function openInput(
  input: NamedInput,
  attempt: number,
  { environment, signal }: { environment: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<LiveInput> {
  if (input.kind === 'rtsp') return { kind: 'rtsp', url: input.url }
  if (input.kind === 'http') {
    return { kind: 'bytes', source: await openHttpStream(input, signal), raw: null }
  }
  const { candidates } = input
  return { kind: 'device', ...candidates[attempt % candidates.length]!, environment }
}
