import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import styles from './object-title.module.css'
import type { StoredObject } from './shapes'

/** Bucket and folders, each a link, then the name. Keys may hold marks of direction: each part keeps its own to itself. */
export function ObjectTitle({ object: { bucket, key } }: { object: StoredObject }) {
  const parts = key.split('/')
  const folders = parts.slice(0, -1)
  return (
    <span className={styles.title}>
      <Link search={{ bucket }} to="/objects">
        <bdi>{bucket}</bdi>
      </Link>
      {folders.map((folder, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same name may stand twice in a key.
        <Fragment key={depth}>
          <span className={styles.slash}>/</span>
          <Link
            search={{ bucket, prefix: `${folders.slice(0, depth + 1).join('/')}/` }}
            to="/objects"
          >
            <bdi>{folder}</bdi>
          </Link>
        </Fragment>
      ))}
      <span className={styles.slash}>/</span>
      <b>
        <bdi>{parts.at(-1)}</bdi>
      </b>
    </span>
  )
}
