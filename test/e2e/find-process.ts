import { readdir, readFile } from 'node:fs/promises'

/** The process of a program, such as `apps/api/dist/main.js`, that runs on a home. @returns its id */
export async function findProcess(home: string, program: string): Promise<number> {
  const read = async (pid: string, file: string): Promise<string[]> => {
    // It may have ended since.
    const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    return text.split('\0')
  }
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const words = await read(pid, 'cmdline')
    if (!words.some((word) => word.endsWith(program))) continue
    if ((await read(pid, 'environ')).includes(`EARMARK_HOME=${home}`)) return Number(pid)
  }
  throw new Error(`${program} does not run on ${home}`)
}
