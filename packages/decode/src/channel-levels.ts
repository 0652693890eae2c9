/** Decibels of digital silence, as volumedetect gives them for 16 bits: below it all is one. */
const SILENCE_DB = -90

/** What ffmpeg's filters measured before the channels were mixed, as they log it when an input has come to its end. */
export class ChannelLevels {
  /** By channel, dB of full scale, of the one input that astats looked at. */
  readonly rmsDb: number[] = []
  readonly #measured = new Map<string, { samples: number; energy: number; next: number }>()
  #channel = 0

  /**
   * @param component the filter that speaks, such as `volumedetect@3` for the fourth input
   * @returns whether the message was a measurement's
   */
  read(component: string, message: string): boolean {
    if (component.startsWith('volumedetect@')) this.#readVolume(component, message)
    else if (component.startsWith('astats@')) this.#readStatistics(message)
    else return false
    return true
  }

  /** The mean power of an input's channels (1: square waves at full scale); 0 for silence, or where it was not measured. */
  meanPower(input: number): number {
    const measured = this.#measured.get(`volumedetect@${input}`)
    return measured && measured.samples > 0 ? measured.energy / measured.samples : 0
  }

  /** Where a file changes its format midway, each part has figures of its own. */
  #readVolume(component: string, message: string): void {
    const sum = this.#measured.get(component) ?? { samples: 0, energy: 0, next: 0 }
    this.#measured.set(component, sum)
    const samples = /^n_samples: (\d+)/.exec(message)
    if (samples) sum.next = Number(samples[1])
    const mean = /^mean_volume: (-?[\d.]+) dB/.exec(message)
    if (!mean) return
    sum.samples += sum.next
    if (Number(mean[1]) > SILENCE_DB) sum.energy += sum.next * 10 ** (Number(mean[1]) / 10)
  }

  #readStatistics(message: string): void {
    const channel = /^Channel: (\d+)/.exec(message)
    if (channel) this.#channel = Number(channel[1]) - 1
    const level = /^RMS level dB: (-?[\d.]+|-inf)/.exec(message)
    if (level) this.rmsDb[this.#channel] = level[1] === '-inf' ? -Infinity : Number(level[1])
  }
}
