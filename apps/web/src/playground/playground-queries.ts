import {
  keepPreviousData,
  queryOptions,
  skipToken,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { api } from '../api/client'

export type Clip = Awaited<ReturnType<typeof api.createClip>>
export type ClipScores = Awaited<ReturnType<typeof api.scoreClip>>

export interface Sound {
  file: File
  /** Of the file, for the browser to play. */
  url: string
  /** What the API heard in it. */
  clip: Clip
}

const soundKey = ['playground', 'sound']

/** The sound that was dropped last. It goes with whoever signs out, and with the page. */
export function useSound(): Sound | undefined {
  return useQuery<Sound>({
    queryKey: soundKey,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  }).data
}

/** Sends a sound, in windows of so many seconds, each half over the one before; the model's own where it is not said. */
export function useHear() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ file, windowS }: { file: File; windowS: number | undefined }) =>
      api.createClip({
        file,
        request: windowS === undefined ? {} : { windowS, hopS: Math.max(0.1, windowS / 2) },
      }),
    onSuccess(clip, { file }) {
      const before = queries.getQueryData<Sound>(soundKey)
      const isSame = before?.file === file
      if (before && !isSame) URL.revokeObjectURL(before.url)
      const url = isSame ? before.url : URL.createObjectURL(file)
      queries.setQueryData<Sound>(soundKey, { file, url, clip })
    },
  })
}

/** What a clip sounds like; what it sounded like before stays while one types. */
export function clipScoresQuery(clip: Clip | undefined, labels: string[], template: string) {
  const hasOwnLabels = clip?.labels != null
  return queryOptions({
    queryKey: ['playground', 'scores', clip?.id, hasOwnLabels ? [] : labels, template],
    queryFn: ({ signal }) =>
      api.scoreClip(
        {
          id: clip!.id,
          ...(!hasOwnLabels && { labels, ...(template !== '' && { template }) }),
        },
        { signal },
      ),
    enabled: clip !== undefined && (hasOwnLabels || labels.length > 0),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // Of each word that was typed there is one.
    gcTime: 60_000,
  })
}
