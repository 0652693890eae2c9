import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import styles from './crumbs.module.css'

/**
 * Where one is: bucket and folders, each a link, and the object's name where the path leads to one. Keys may hold marks
 * of direction: each part keeps its own to itself.
 *
 * @param path a key, or how keys begin up to and with a slash; empty: the bucket itself
 */
export function Crumbs({ bucket, path }: { bucket: string; path: string }) {
  const folders = path.split('/')
  const name = folders.pop()
  const here = name !== '' ? -1 : folders.length
  return (
    <span className={styles.crumbs}>
      <Link data-here={here === 0 || undefined} search={{ bucket }} to="/objects">
        <bdi>{bucket}</bdi>
      </Link>
      {folders.map((folder, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same name may stand twice in a key.
        <Fragment key={depth}>
          <span className={styles.slash}>/</span>
          <Link
            data-here={here === depth + 1 || undefined}
            search={{ bucket, prefix: `${folders.slice(0, depth + 1).join('/')}/` }}
            to="/objects"
          >
            <bdi>{folder}</bdi>
          </Link>
        </Fragment>
      ))}
      {name !== '' && (
        <>
          <span className={styles.slash}>/</span>
          <span data-here>
            <bdi>{name}</bdi>
          </span>
        </>
      )}
    </span>
  )
}
