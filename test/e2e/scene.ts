import type { Site } from './start-site.js'

export const SCENE_KEY = 'scenes/a-day-in-95-seconds.ogg'

/** The object's number, which its page has in its path. */
export async function findObject(
  { url, apiKey }: Pick<Site, 'url' | 'apiKey'>,
  bucket: string,
  key: string,
): Promise<number> {
  const query = new URLSearchParams({ prefix: key })
  const answer = await fetch(`${url}/v1/buckets/${bucket}/objects?${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  const { items } = (await answer.json()) as { items: { key: string; objectId: number | null }[] }
  const id = items.find((item) => item.key === key)?.objectId
  if (id == null) throw new Error(`s3://${bucket}/${key} has not been heard`)
  return id
}
