import { Link } from '@tanstack/react-router'
import { formatDate } from '../../format/format-date'
import { formatBytes } from '../../format/format-number'
import { VirtualList } from '../../ui/virtual-list'
import type { BucketObject } from './browse-queries'
import styles from './entry-list.module.css'

type Entry = { folder: string } | { object: BucketObject }

/** Folders first, then objects; only what is in sight is on the page, however many there are. */
export function EntryList({
  bucket,
  prefix,
  folders,
  objects,
  isMoreWanted,
  onMore,
}: {
  bucket: string
  prefix: string
  folders: readonly string[]
  objects: readonly BucketObject[]
  isMoreWanted: boolean
  onMore: () => unknown
}) {
  const count = folders.length + objects.length
  const entryAt = (index: number): Entry =>
    index < folders.length
      ? { folder: folders[index]! }
      : { object: objects[index - folders.length]! }
  return (
    <VirtualList
      count={count}
      isMoreWanted={isMoreWanted}
      label={`Objects in ${bucket}/${prefix}`}
      onMore={onMore}
      renderRow={(index) => {
        const entry = entryAt(index)
        return 'folder' in entry ? (
          <Folder bucket={bucket} folder={entry.folder} prefix={prefix} />
        ) : (
          <ObjectRow object={entry.object} prefix={prefix} />
        )
      }}
    />
  )
}

function Folder({ bucket, folder, prefix }: { bucket: string; folder: string; prefix: string }) {
  return (
    <Link className={styles.row} search={{ bucket, prefix: folder }} to="/objects">
      <span className={styles.name}>
        <bdi>{folder.slice(prefix.length)}</bdi>
      </span>
    </Link>
  )
}

function ObjectRow({ object, prefix }: { object: BucketObject; prefix: string }) {
  const { objectId, key, size, lastModified } = object
  const content = (
    <>
      <span className={styles.name}>
        <bdi>{key.slice(prefix.length)}</bdi>
      </span>
      <span className={styles.heard}>{objectId === null ? '' : '✓ heard'}</span>
      <span className={styles.size}>{formatBytes(size)}</span>
      <span className={styles.date}>{lastModified === null ? '' : formatDate(lastModified)}</span>
    </>
  )
  if (objectId === null) {
    return (
      <span className={styles.row} data-unheard>
        {content}
      </span>
    )
  }
  return (
    <Link className={styles.row} params={{ id: String(objectId) }} to="/objects/$id">
      {content}
    </Link>
  )
}
