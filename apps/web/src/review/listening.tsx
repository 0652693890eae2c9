import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { formatDate } from '../format/format-date'
import { formatTime } from '../format/format-time'
import { useKeys } from '../keyboard/use-keys'
import { usePlayer } from '../player/player-provider'
import { Button } from '../ui/button'
import { Loading } from '../ui/loading'
import { Problem } from '../ui/problem'
import { AnswerRow } from './answer-row'
import { Gained } from './gained'
import styles from './listening.module.css'
import { MomentPicture } from './moment-picture'
import { NothingLeft } from './nothing-left'
import { ReviewHead } from './review-head'
import { placeOf, type ReviewAsked } from './review-queries'
import { SoundControls } from './sound-controls'
import { useReview } from './use-review'
import { WAYS } from './ways'

/** What sounds around a moment, in seconds, for who asks for it. */
const MARGIN_S = 5

/** The question, the sound and the answers. */
export function Listening({ asked }: { asked: ReviewAsked }) {
  const review = useReview(asked)
  const { list, current, answers } = review
  const player = usePlayer()
  const [isWide, setWide] = useState(false)
  const object = current && { ...current, id: current.objectId, codec: null }
  const heard = current && {
    startS: Math.max(0, current.startS - (isWide ? MARGIN_S : 0)),
    endS: current.endS + (isWide ? MARGIN_S : 0),
  }
  const play = () => {
    if (object && heard) player.play({ object, ...heard })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: each moment plays by itself, once.
  useEffect(play, [current && placeOf(current), isWide])
  useEffect(() => () => player.stop(), [player])
  useKeys({
    y: () => review.say('right'),
    n: () => review.say('wrong'),
    u: () => review.say('unsure'),
    z: review.takeBack,
    j: () => review.step(1),
    k: () => review.step(-1),
    w: () => setWide(!isWide),
    ' ': () => (player.getState().isPlaying ? player.stop() : play()),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key.
    ArrowUp: () => player.changeGain(1),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key.
    ArrowDown: () => player.changeGain(-1),
  })
  return (
    <>
      <ReviewHead>
        <Button isDisabled={answers.length === 0} onClick={review.takeBack}>
          Undo <kbd className={styles.key}>z</kbd>
        </Button>
      </ReviewHead>
      <div className={styles.page}>
        <section aria-label="Moment" className={styles.main}>
          {list.error && <Problem error={list.error} onRetry={list.refetch} />}
          {!list.data && !list.error && <Loading />}
          {list.data && !current && !list.isFetching && (
            <NothingLeft compared={list.data.compared} note={list.data.note} />
          )}
          {list.isFetching && list.data && !current && <Loading />}
          {current && object && heard && (
            <>
              <ol aria-label="Answers so far" className={styles.dots}>
                {answers.slice(-30).map(({ moment, verdict }) => (
                  <li data-verdict={verdict} key={placeOf(moment)}>
                    <span className="visually-hidden">{verdict}</span>
                  </li>
                ))}
                <li data-verdict="now">
                  <span className="visually-hidden">this one</span>
                </li>
              </ol>
              <h2 className={styles.question}>
                Is this <em>{asked.label}</em>?
              </h2>
              <MomentPicture heard={heard} moment={current} object={object} />
              <p className={styles.place}>
                <Link
                  params={{ id: String(current.objectId) }}
                  search={{ t: current.startS }}
                  title={`s3://${current.bucket}/${current.key}`}
                  to="/objects/$id"
                >
                  <bdi>{current.key}</bdi>
                </Link>
                <span>
                  {formatTime(current.startS)} to {formatTime(current.endS, 1)}
                </span>
              </p>
              {current.said.map(({ saidBy, verdict, annotatedAt }) => (
                <p className={styles.said} key={saidBy + annotatedAt}>
                  {saidBy} said {WAYS[verdict].word}, {formatDate(annotatedAt)}.
                </p>
              ))}
              {review.error && <Problem error={review.error} isInline />}
              <AnswerRow onSay={review.say} said={review.verdict} />
              <SoundControls
                isWide={isWide}
                onPlay={play}
                onStep={review.step}
                onWide={() => setWide(!isWide)}
              />
            </>
          )}
        </section>
        <Gained asked={asked} review={list.data} />
      </div>
    </>
  )
}
