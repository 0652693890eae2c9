import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

export type Clip = { label: string; fold: number; objectId: string; embedding: Float32Array }

/** Reads a CSV, gzipped or not, of label, fold, recording and embedding (in JSON, quoted). */
export async function readClips(path: string): Promise<Clip[]> {
  const bytes = await readFile(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [head, ...lines] = text.trim().split(/\r?\n/)
  if (head !== 'label,fold,recording,embedding') {
    throw new Error(`${path} begins with ${head}, not with label,fold,recording,embedding`)
  }
  return lines.map((line, n) => {
    const parts = line.match(/^([^,]*),(\d+),([^,]*),"(.*)"$/)
    if (!parts) throw new Error(`Line ${n + 2} of ${path} is not label,fold,recording,"[…]".`)
    const [, label, fold, objectId, numbers] = parts
    const embedding = Float32Array.from(JSON.parse(numbers!) as number[])
    return { label: label!, fold: Number(fold), objectId: objectId!, embedding }
  })
}
