const SAMPLE_RATE = 8_000
const SECONDS = 1

/** A WAV file of two tones whose pitches are its number's own. */
export function makeTone(index: number): Buffer {
  const samples = SAMPLE_RATE * SECONDS
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(SAMPLE_RATE, 24)
  file.writeUInt32LE(SAMPLE_RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  const low = 100 + (index % 997)
  const high = 1_000 + (index % 2_003)
  for (let i = 0; i < samples; i++) {
    const t = (2 * Math.PI * i) / SAMPLE_RATE
    file.writeInt16LE(Math.round(8_000 * (Math.sin(low * t) + Math.sin(high * t))), 44 + i * 2)
  }
  return file
}
