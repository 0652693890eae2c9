import type { ObjectStorage } from '@earmark/storage'

export type SourceDeps = {
  storage: Pick<ObjectStorage, 'headObject' | 'listObjects' | 'openObject'>
}
