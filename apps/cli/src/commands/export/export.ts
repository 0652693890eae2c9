import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addClipsCommand } from './clips.js'
import { addRowsCommand } from './rows.js'

export function addExportCommand(program: Command, context: Context): void {
  const group = program
    .command('export')
    .description('write results, detections, embeddings or clips of sound for other tools')
  for (const kind of ['results', 'detections', 'embeddings'] as const) {
    addRowsCommand(group, context, kind)
  }
  addClipsCommand(group, context)
}
