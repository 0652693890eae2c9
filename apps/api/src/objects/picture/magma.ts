/** Of matplotlib's magma (CC0) every sixteenth colour and the last: between them the eye sees no difference to a straight line. */
const STOPS = [
  0x000004, 0x0b0924, 0x20114b, 0x3b0f70, 0x57157e, 0x721f81, 0x8c2981, 0xa8327d, 0xc43c75,
  0xde4968, 0xf1605d, 0xfa7f5e, 0xfe9f6d, 0xfebf84, 0xfddea0, 0xfcfdbf,
]

/** 256 colours from black to bright, red, green and blue of each: the brighter, the more. */
export const magma = Uint8Array.from({ length: 256 * 3 }, (_, i) => {
  const at = (Math.floor(i / 3) / 255) * (STOPS.length - 1)
  const stop = Math.min(STOPS.length - 2, Math.floor(at))
  const shift = 16 - 8 * (i % 3)
  const from = (STOPS[stop]! >> shift) & 255
  const to = (STOPS[stop + 1]! >> shift) & 255
  return Math.round(from + (to - from) * (at - stop))
})
