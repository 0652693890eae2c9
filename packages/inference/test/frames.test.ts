import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameReader, type Frame, writeFrame } from '../src/frames.js'

interface Sent {
  message: unknown
  numbers: Float32Array
}

function bytesOf(frames: Sent[]): Buffer {
  const stream = new PassThrough()
  for (const { message, numbers } of frames) writeFrame(stream, message, numbers)
  return stream.read() ?? Buffer.alloc(0)
}

const sent = fc.record({
  message: fc.jsonValue(),
  numbers: fc.float32Array({ maxLength: 40, noNaN: true }),
})

test('frames arrive as they were sent, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(sent),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (frames, sizes) => {
        const received: Frame<unknown>[] = []
        const read = createFrameReader((frame) => received.push(frame))
        const bytes = bytesOf(frames)
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const end = at + sizes[i % sizes.length]!
          read(bytes.subarray(at, end))
          at = end
        }
        // JSON has no -0, and that is no business of the frames.
        const expected = frames.map((f) => ({
          ...f,
          message: JSON.parse(JSON.stringify(f.message)),
        }))
        expect(received).toEqual(expected)
      },
    ),
  )
})

test('a frame may come without numbers', () => {
  const stream = new PassThrough()
  writeFrame(stream, { type: 'text' })
  const received: Frame<unknown>[] = []
  createFrameReader((frame) => received.push(frame))(stream.read())
  expect(received).toEqual([{ message: { type: 'text' }, numbers: new Float32Array(0) }])
})

test('numbers sent from the middle of a buffer are the right ones', () => {
  const middle = Float32Array.of(0, 1, 2, 3, 4).subarray(1, 4)
  const received: Frame<unknown>[] = []
  createFrameReader((frame) => received.push(frame))(bytesOf([{ message: null, numbers: middle }]))
  expect([...received[0]!.numbers]).toEqual([1, 2, 3])
})

test('two buffers in turn hold the numbers of the last two frames', () => {
  const received: Frame<unknown>[] = []
  const read = createFrameReader((frame) => received.push(frame), { reusedBuffers: 2 })
  const frames = [[1, 1, 1], [2], [3, 3], [4, 4, 4, 4]].map((numbers) => ({
    message: null,
    numbers: Float32Array.from(numbers),
  }))
  for (const [i, frame] of frames.entries()) {
    read(bytesOf([frame]))
    expect(received[i]!.numbers).toEqual(frame.numbers)
    if (i > 0) expect(received[i - 1]!.numbers).toEqual(frames[i - 1]!.numbers)
  }
  expect(received[2]!.numbers.buffer).toBe(received[0]!.numbers.buffer)
})
