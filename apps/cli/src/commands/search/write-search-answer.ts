import type { SearchResult } from '@earmark/client'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import type { Context } from '../../context.js'
import { inOwnWords } from '../../errors/in-own-words.js'

/** Prints what was found, the nearest first, with the best moments of each object; on stderr what could be quicker. */
export function writeSearchAnswer(
  { stdout, stderr, style }: Pick<Context, 'stdout' | 'stderr' | 'style'>,
  answer: SearchResult,
  { json }: { json?: true },
): Promise<void> {
  if (json) return writeText(stdout, `${cleanJson(answer, 2)}\n`)
  if (answer.note) stderr.write(`${cleanText(inOwnWords(answer.note))}\n`)
  // A search finds the nearest there is: where it finds nothing, there is nothing to be near.
  if (answer.hits.length === 0) {
    return writeText(stdout, 'Nothing that was heard passes these filters.\n')
  }
  const table = formatTable(
    [
      { title: 'similarity', align: 'right' },
      { title: 'best moments', maxWidth: 48 },
      { title: 'object', isPath: true },
    ],
    answer.hits.map(({ bucket, key, similarity, moments }) => [
      similarity.toFixed(3),
      moments.map(({ startS, endS }) => `${startS.toFixed(1)}–${endS.toFixed(1)} s`).join(', '),
      `s3://${bucket}/${key}`,
    ]),
    style,
  )
  return writeText(stdout, table)
}
