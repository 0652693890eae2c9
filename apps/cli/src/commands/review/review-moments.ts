import type { ApiClient, Review, ReviewQuery } from '@earmark/client'
import { cleanText, writeText } from '@earmark/terminal'
import type { Context } from '../../context.js'
import { createFfplay } from './create-ffplay.js'
import { momentPage } from './moment-page.js'
import { readKeys } from './read-keys.js'

type Moment = Review['items'][number]
type Verdict = 'right' | 'wrong' | 'unsure'

const verdicts: Readonly<Record<string, Verdict>> = { y: 'right', n: 'wrong', u: 'unsure' }
const AHEAD = 20

/** Plays one moment after another and asks of each, by single keys, whether the label is right. */
export async function reviewMoments(context: Context, query: ReviewQuery): Promise<void> {
  const { stdin, stdout, signal, style } = context
  const api = await context.openApi()
  const apiUrl = await context.apiUrl()
  const player = createFfplay()
  const answered: { moment: Moment; verdict: Verdict }[] = []
  let waiting: Moment[] = []
  let version = query.labelSetVersion
  const say = (text: string) => writeText(stdout, text)

  const next = async (): Promise<Moment | undefined> => {
    if (waiting.length === 0) {
      const answer = await api.review({ ...query, limit: AHEAD }, { signal })
      version = answer.labelSet.version
      waiting = answer.items
      if (answer.note !== null) await say(`${cleanText(answer.note)}\n`)
    }
    return waiting[0]
  }
  const keep = ({ objectId: object, window }: Moment, verdict: Verdict | null) => {
    const { labelSet, label, model } = query
    const set = { labelSet, ...(version !== undefined && { labelSetVersion: Number(version) }) }
    const under = model === undefined ? {} : { model }
    return api.annotate({ object, window, label, verdict, ...set, ...under }, { signal })
  }
  const present = async (moment: Moment) => {
    const { objectId: id, bucket, key, startS, endS, probability } = moment
    const place = cleanText(`s3://${bucket}/${key}`)
    await say(
      `\n${style.bold(place)} ${startS} to ${endS} s, probability ${probability.toFixed(2)}\n`,
    )
    for (const { saidBy, verdict } of moment.said)
      await say(`${cleanText(saidBy)} said ${verdict}. `)
    const { url } = await api.createAudioUrl({ id, as: 'wav', startS, endS }, { signal })
    player.play(url)
    // Also where there is ffplay: it may have no loudspeaker.
    await say(`${style.dim(momentPage(apiUrl, moment))}\n`)
    const keys = style.dim('y yes  n no  u unsure  z back  space again  q quit')
    await say(`Is this ${style.bold(cleanText(query.label))}? ${keys} `)
  }

  try {
    let moment = await next()
    if (moment) await present(moment)
    if (moment) {
      for await (const key of readKeys(stdin)) {
        if (key === 'q') break
        const verdict = verdicts[key]
        if (verdict) {
          player.stop()
          await keep(moment, verdict)
          await say(`${verdict}\n`)
          answered.push({ moment, verdict })
          waiting.shift()
          moment = await next()
          if (!moment) break
        } else if (key === 'z') {
          const last = answered.pop()
          if (!last) continue
          await keep(last.moment, null)
          await say(`taken back: ${last.verdict}\n`)
          moment = last.moment
          waiting.unshift(moment)
        } else if (key !== ' ') continue
        await present(moment)
      }
    }
  } finally {
    player.stop()
  }
  await say(`\n${await summarise(api, query, answered)}\n`)
}

async function summarise(
  api: ApiClient,
  { labelSet, label }: ReviewQuery,
  answered: readonly { verdict: Verdict }[],
): Promise<string> {
  const count = (wanted: Verdict) => answered.filter(({ verdict }) => verdict === wanted).length
  const mine = `You answered ${answered.length} moments of ${JSON.stringify(cleanText(label))}: ${count('right')} right, ${count('wrong')} wrong, ${count('unsure')} unsure.`
  // Asked after Ctrl-C, too.
  const { moments, precision } = await api.getAgreement({ labelSet, label })
  if (!precision) return mine
  const { right, wrong } = moments
  const range = `${precision.low.toFixed(2)} to ${precision.high.toFixed(2)}`
  return `${mine} Of all that was answered, ${right} of ${right + wrong} are right: precision ${precision.share.toFixed(2)}, ${range}.`
}
