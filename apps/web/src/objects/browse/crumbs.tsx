import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import styles from '../object-title.module.css'

/** Where one is in a bucket, each folder a link. */
export function Crumbs({ bucket, prefix }: { bucket: string; prefix: string }) {
  const folders = prefix.split('/').filter((part) => part !== '')
  return (
    <span className={styles.title}>
      <Link search={{ bucket }} to="/objects">
        {folders.length === 0 ? (
          <b>
            <bdi>{bucket}</bdi>
          </b>
        ) : (
          <bdi>{bucket}</bdi>
        )}
      </Link>
      {folders.map((folder, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same name may stand twice in a key.
        <Fragment key={depth}>
          <span className={styles.slash}>/</span>
          <Link
            search={{ bucket, prefix: `${folders.slice(0, depth + 1).join('/')}/` }}
            to="/objects"
          >
            {depth === folders.length - 1 ? (
              <b>
                <bdi>{folder}</bdi>
              </b>
            ) : (
              <bdi>{folder}</bdi>
            )}
          </Link>
        </Fragment>
      ))}
    </span>
  )
}
