import type { ReviewQuery } from '@earmark/client'
import { cleanJson, cleanText, createTable, writeText } from '@earmark/terminal'
import type { Context } from '../../context.js'
import { momentPage } from './moment-page.js'

/** Lists the next moments to listen to, each with its page. */
export async function listMoments(
  context: Context,
  query: ReviewQuery,
  { json }: { json?: true },
): Promise<void> {
  const { stdout, signal, style } = context
  const api = await context.openApi()
  const answer = await api.review(query, { signal })
  if (json) return writeText(stdout, `${cleanJson(answer, 2)}\n`)
  if (answer.note !== null) return writeText(stdout, `${cleanText(answer.note)}\n`)
  const apiUrl = await context.apiUrl()
  const table = createTable(
    [
      { title: 'seconds', align: 'right' },
      { title: answer.thresholdOf, align: 'right' },
      { title: 'object', maxWidth: 80, isPath: true },
      { title: 'page', maxWidth: 200 },
    ],
    style,
  )
  const rows = answer.items.map((moment) => [
    `${moment.startS}–${moment.endS}`,
    moment[answer.thresholdOf].toFixed(2),
    `s3://${moment.bucket}/${moment.key}`,
    momentPage(apiUrl, moment),
  ])
  await writeText(stdout, table.format(rows))
}
