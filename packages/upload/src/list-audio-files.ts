import { opendir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { compileGlobs, judgeName } from '@earmark/source'

export type AudioFile = {
  path: string
  /** Path from the folder, with `/` between its parts: the end of the key. */
  relative: string
}

export type FoundFile = AudioFile & {
  /** Whether it is to be uploaded: audio by its extension, or what `include` names. */
  isMeant: boolean
}

/**
 * Finds files at any depth, and says of each whether it is meant. Hidden files are left out (macOS writes `._song.wav`
 * beside song.wav); links to files are followed, links to folders are not, because they can lead in a circle.
 *
 * @param folder a folder, or one file
 * @param include globs that take the place of the extensions, as in the filter of a batch
 */
export async function* listFiles(
  folder: string,
  include?: readonly string[],
): AsyncGenerator<FoundFile> {
  const isIncluded = include && include.length > 0 ? compileGlobs(include) : isAudioFile
  const judge = (file: AudioFile) => ({ ...file, isMeant: isIncluded(file.relative) })
  if ((await stat(folder)).isFile()) {
    yield judge({ path: folder, relative: basename(folder) })
    return
  }
  for await (const file of walk(folder, '')) yield judge(file)
}

/** Those of them that are meant. */
export async function* listAudioFiles(
  folder: string,
  include?: readonly string[],
): AsyncGenerator<AudioFile> {
  for await (const { isMeant, ...file } of listFiles(folder, include)) if (isMeant) yield file
}

const isAudioFile = (name: string) => judgeName(name) === 'audio'

async function* walk(folder: string, above: string): AsyncGenerator<AudioFile> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path, `${above}${entry.name}/`)
    else if (await isFile(entry, path)) yield { path, relative: above + entry.name }
  }
}

async function isFile(
  entry: { isFile: () => boolean; isSymbolicLink: () => boolean },
  path: string,
): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile()
  // A dangling link is no file.
  return stat(path).then(
    (target) => target.isFile(),
    () => false,
  )
}
