import type { api } from '../api/client'

export type StoredObject = Awaited<ReturnType<typeof api.getObject>>
export type ObjectScores = Awaited<ReturnType<typeof api.getObjectScores>>
