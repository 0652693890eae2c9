import { createWindowMemory, type WindowMemory } from './window-memory.js'

export interface WindowSpec {
  /** Hz */
  sampleRate: number
  /** The window's length. */
  windowSamples: number
  /** From one window's start to the next one's: the window's length for windows side by side, less for overlap. */
  hopSamples: number
}

export interface AudioWindow {
  index: number
  startS: number
  endS: number
  /** Unpadded, at most windowSamples. */
  samples: Float32Array
}

/** A last part shorter than this is dropped unless the clip has no other window. */
const MIN_TAIL_SECONDS = 1

/**
 * Cuts a stream of mono samples into windows; memory does not grow with its length. Window k starts at k · hop. It is
 * emitted where k = 0, or where at least one second of samples lies beyond the end of the window before: 25 s give
 * 0–10, 10–20 and 20–25 s; 10.5 s give 0–10 s only; with overlap no window merely repeats the tail of another.
 * A stream without samples has no windows.
 *
 * @param samples blocks of any length, in order; none is kept
 * @param memory where the windows lie; by default, each in memory of its own
 * @throws RangeError where the spec's numbers are not positive integers
 */
export async function* cutWindows(
  samples: AsyncIterable<Float32Array>,
  spec: WindowSpec,
  memory: WindowMemory = createWindowMemory(spec.windowSamples),
): AsyncGenerator<AudioWindow> {
  const { sampleRate, windowSamples, hopSamples } = checkSpec(spec)
  const neededAtEnd = countNeededAtEnd(spec)
  const neededBeforeEnd = Math.max(windowSamples, neededAtEnd)

  const buffer = new Float32Array(neededBeforeEnd)
  let held = 0 // samples in the buffer, the first of which is the next window's first
  let skip = 0 // samples between two windows that belong to neither (hop > window)
  let index = 0

  function takeWindow(): AudioWindow {
    const length = Math.min(held, windowSamples)
    const start = index * hopSamples
    const copy = memory.take().subarray(0, length)
    copy.set(buffer.subarray(0, length))
    const window = {
      index,
      startS: start / sampleRate,
      endS: (start + length) / sampleRate,
      samples: copy,
    }
    const dropped = Math.min(held, hopSamples)
    buffer.copyWithin(0, dropped, held)
    held -= dropped
    skip = hopSamples - dropped
    index += 1
    return window
  }

  for await (const block of samples) {
    let read = 0
    while (read < block.length) {
      const skipped = Math.min(skip, block.length - read)
      skip -= skipped
      read += skipped
      const part = block.subarray(read, read + buffer.length - held)
      buffer.set(part, held)
      held += part.length
      read += part.length
      while (held >= (index === 0 ? windowSamples : neededBeforeEnd)) yield takeWindow()
    }
  }
  while (held >= (index === 0 ? 1 : neededAtEnd)) yield takeWindow()
}

/**
 * Cuts a clip that is in memory as a whole: the very windows of cutWindows, as views of the clip, since touching fresh
 * memory for each costs more than the cutting.
 *
 * @throws RangeError where the spec's numbers are not positive integers
 */
export function cutClip(samples: Float32Array, spec: WindowSpec): AudioWindow[] {
  const { sampleRate, windowSamples, hopSamples } = checkSpec(spec)
  const neededAtEnd = countNeededAtEnd(spec)
  const windows: AudioWindow[] = []
  for (
    let start = 0;
    samples.length - start >= (start === 0 ? 1 : neededAtEnd);
    start += hopSamples
  ) {
    const end = Math.min(start + windowSamples, samples.length)
    windows.push({
      index: windows.length,
      startS: start / sampleRate,
      endS: end / sampleRate,
      samples: samples.subarray(start, end),
    })
  }
  return windows
}

/**
 * The samples of the longest clip that has at most so many windows: one more would make another.
 *
 * @throws RangeError where the spec's numbers are not positive integers
 */
export function longestClipSamples(spec: WindowSpec, maxWindows: number): number {
  return maxWindows * checkSpec(spec).hopSamples + countNeededAtEnd(spec) - 1
}

/** Samples from a window's start on, without which it is not emitted, unless it is the only one. */
function countNeededAtEnd({ sampleRate, windowSamples, hopSamples }: WindowSpec): number {
  const overlap = Math.max(0, windowSamples - hopSamples)
  // Windows shorter than a second exist too: one whole window is always enough to be one.
  return overlap + Math.min(MIN_TAIL_SECONDS * sampleRate, windowSamples)
}

function checkSpec(spec: WindowSpec): WindowSpec {
  for (const [name, value] of Object.entries(spec)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a whole number of at least 1; received ${value}.`)
    }
  }
  return spec
}
