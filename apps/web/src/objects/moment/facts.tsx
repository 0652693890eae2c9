import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatDate } from '../../format/format-date'
import { formatBytes } from '../../format/format-number'
import { formatDuration } from '../../format/format-time'
import type { StoredObject } from '../shapes'
import styles from './facts.module.css'

export function Facts({ object }: { object: StoredObject }) {
  const hearing = object.hearings[0]
  return (
    <section>
      <h2 className="visually-hidden">Facts</h2>
      <dl className={styles.facts}>
        <Fact name="Length">
          {object.durationS === null ? 'not heard yet' : formatDuration(object.durationS)}
        </Fact>
        <Fact name="Audio">{describeAudio(object)}</Fact>
        <Fact name="Size">{formatBytes(object.size)}</Fact>
        {hearing && (
          <>
            <Fact name="Heard">
              {hearing.windowS} s windows, hop {hearing.hopS} s
            </Fact>
            <Fact name="Model">
              {hearing.model} {hearing.modelRevision}
            </Fact>
          </>
        )}
        {object.batches.slice(0, 3).map((batch) => (
          <Fact key={batch.id} name="In batch">
            <Link className={styles.link} params={{ id: String(batch.id) }} to="/batches/$id">
              {batch.name ?? `batch ${batch.id}`}
              {batch.finishedAt !== null && `, ${formatDate(batch.finishedAt)}`}
            </Link>
          </Fact>
        ))}
        <Fact name="Key">
          <code>
            <bdi>{object.key}</bdi>
          </code>
        </Fact>
        <Fact name="ETag">
          <code>{object.etag}</code>
        </Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function describeAudio({ codec, sampleRate, channels, heardChannel }: StoredObject): string {
  const parts = [
    codec,
    sampleRate === null ? null : `${sampleRate / 1000} kHz`,
    channels === null ? null : channelsText(channels),
    heardChannel === null ? null : `channel ${heardChannel} heard alone`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'unknown' : parts.join(', ')
}

function channelsText(channels: number): string {
  if (channels === 1) return 'mono'
  return channels === 2 ? 'stereo' : `${channels} channels`
}
