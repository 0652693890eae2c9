import { opendir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

/** Extension → content type of what counts as audio, videos with a sound track included. */
export const audioTypes: ReadonlyMap<string, string> = new Map([
  ['.wav', 'audio/wav'],
  ['.flac', 'audio/flac'],
  ['.mp3', 'audio/mpeg'],
  ['.ogg', 'audio/ogg'],
  ['.oga', 'audio/ogg'],
  ['.opus', 'audio/ogg'],
  ['.m4a', 'audio/mp4'],
  ['.m4b', 'audio/mp4'],
  ['.aac', 'audio/aac'],
  ['.aif', 'audio/aiff'],
  ['.aiff', 'audio/aiff'],
  ['.aifc', 'audio/aiff'],
  ['.wma', 'audio/x-ms-wma'],
  ['.ac3', 'audio/ac3'],
  ['.amr', 'audio/amr'],
  ['.au', 'audio/basic'],
  ['.caf', 'audio/x-caf'],
  ['.w64', 'audio/x-w64'],
  ['.wv', 'audio/x-wavpack'],
  ['.ape', 'audio/x-ape'],
  ['.tta', 'audio/x-tta'],
  ['.mka', 'audio/x-matroska'],
  ['.weba', 'audio/webm'],
  ['.mp4', 'video/mp4'],
  ['.m4v', 'video/mp4'],
  ['.mov', 'video/quicktime'],
  ['.mkv', 'video/x-matroska'],
  ['.webm', 'video/webm'],
  ['.avi', 'video/x-msvideo'],
  ['.wmv', 'video/x-ms-wmv'],
  ['.mpg', 'video/mpeg'],
  ['.mpeg', 'video/mpeg'],
])

export type AudioFile = {
  path: string
  /** Path from the folder, with `/` between its parts: the end of the key. */
  relative: string
}

/**
 * Finds audio files by extension, at any depth. Hidden files are left out (macOS writes `._song.wav` beside
 * song.wav); links to files are followed, links to folders are not, because they can lead in a circle.
 *
 * @param folder a folder, or one file, which is then listed whatever its extension
 */
export async function* listAudioFiles(folder: string): AsyncGenerator<AudioFile> {
  if ((await stat(folder)).isFile()) {
    yield { path: folder, relative: basename(folder) }
    return
  }
  yield* walk(folder, '')
}

async function* walk(folder: string, above: string): AsyncGenerator<AudioFile> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path, `${above}${entry.name}/`)
    else if (audioTypes.has(extname(entry.name).toLowerCase()) && (await isFile(entry, path))) {
      yield { path, relative: above + entry.name }
    }
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
