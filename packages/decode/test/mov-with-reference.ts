const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'dinf']

/**
 * A copy of a MOV that is silent itself, and whose sound track's samples are said to lie in another file, by
 * an `alis` record as QuickTime wrote them (libavformat's mov_read_dref reads its layout).
 */
export function movWithReference(mov: Buffer, path: string): Buffer {
  return Buffer.concat(boxesOf(mov).map((box) => rewrite(box, path)))
}

type Box = { type: string; content: Buffer }

function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      content: bytes.subarray(at + 8, at + size),
    })
    at += size
  }
  return boxes
}

function rewrite({ type, content }: Box, path: string): Buffer {
  if (type === 'dref') return box('dref', Buffer.concat([uint32(0), uint32(1), alias(path)]))
  if (type === 'mdat') return box('mdat', Buffer.alloc(content.length))
  if (!CONTAINERS.includes(type)) return box(type, content)
  return box(type, Buffer.concat(boxesOf(content).map((inner) => rewrite(inner, path))))
}

function alias(path: string): Buffer {
  const record = Buffer.alloc(150)
  const volume = 'disk'
  record.writeUInt8(volume.length, 10)
  record.write(volume, 11, 'latin1')
  const name = path.split('/').at(-1) ?? ''
  record.writeUInt8(name.length, 50)
  record.write(name, 51, 'latin1')
  // How many folders lie between the alias and its target: none are known, so that only the path counts.
  record.writeUInt16BE(0xffff, 130)
  record.writeUInt16BE(0xffff, 132)
  const absolute = Buffer.from(`${volume}${path.replaceAll('/', ':')}`, 'latin1')
  const padding = Buffer.alloc(absolute.length % 2)
  const entry = Buffer.concat([uint16(2), uint16(absolute.length), absolute, padding])
  const end = Buffer.concat([uint16(0xffff), uint16(0)])
  return box('alis', Buffer.concat([uint32(0), record, entry, end]))
}

function box(type: string, content: Buffer): Buffer {
  return Buffer.concat([uint32(content.length + 8), Buffer.from(type, 'latin1'), content])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
