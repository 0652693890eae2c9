import type { FilePin } from '../known-models.js'

/** What a source says of a file before it is fetched. */
export interface SourceFile {
  bytes: number
  /** Where the source knows it; the hub does for large files. */
  sha256?: string
  /** Name of the content in git; the hub has it for small files. */
  gitSha1?: string
}

/** Where a model's files come from: the hub or a folder. */
export interface ModelSource {
  /** For messages. */
  label: string
  /** Fixed name of what the source holds now; none where it has no versions. */
  commit: string | undefined
  /** @returns nothing where there is no such file */
  describe(path: string): Promise<SourceFile | undefined>
  /**
   * Brings a file's content to `target`. What is there already is gone on with.
   *
   * @param onBytes gets the bytes that are there so far
   */
  fetch(
    path: string,
    file: SourceFile,
    target: string,
    onBytes: (bytes: number) => void,
  ): Promise<void>
  /** @throws EarmarkError where the file has no such part */
  readPart(path: string, start: number, length: number): Promise<Buffer>
}

/** One statement of what a file's bytes must be, and whose it is. */
export interface Expectation extends Partial<FilePin> {
  says: string
  gitSha1?: string
}
