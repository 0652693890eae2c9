import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'

export const repository = join(import.meta.dirname, '../..')

export interface Instruction {
  /** In capitals: RUN, COPY … */
  keyword: string
  /** What follows it, with lines joined. */
  text: string
}

/** A Dockerfile's stages, each with its instructions in order, and what a linter says of it. */
export function readDockerfile(path: string): { stages: Instruction[][]; problems: string[] } {
  const content = readFileSync(join(repository, path), 'utf8')
  const stages: Instruction[][] = []
  for (const instruction of DockerfileParser.parse(content).getInstructions()) {
    const keyword = instruction.getKeyword()
    if (keyword === 'FROM') stages.push([])
    const text = instruction.getArgumentsContent()?.replace(/\\\n\s*/g, ' ') ?? ''
    stages.at(-1)?.push({ keyword, text })
  }
  return {
    stages,
    problems: validate(content).map(({ message }) =>
      typeof message === 'string' ? message : message.value,
    ),
  }
}
