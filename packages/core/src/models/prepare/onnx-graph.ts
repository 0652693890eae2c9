import protobuf from 'protobufjs/light.js'

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id })
/** As ONNX's own: a zero that is written is told from none. */
const message = (fields: Record<string, { type: string; id: number }>) => ({
  edition: 'proto2',
  fields,
})

/** The part of onnx.proto that is looked at here; what it leaves out is carried along as it is. */
const schema = protobuf.Root.fromJSON({
  nested: {
    Model: message({ graph: one('Graph', 7) }),
    Graph: message({
      node: many('Node', 1),
      initializer: many('Tensor', 5),
      input: many('Value', 11),
      output: many('Value', 12),
      valueInfo: many('Value', 13),
    }),
    Node: message({
      input: many('string', 1),
      output: many('string', 2),
      opType: one('string', 4),
      attribute: many('Attribute', 5),
    }),
    Attribute: message({
      name: one('string', 1),
      f: one('float', 2),
      i: one('int64', 3),
      s: one('bytes', 4),
      type: one('int32', 20),
    }),
    Tensor: message({
      dims: many('int64', 1),
      dataType: one('int32', 2),
      int64Data: many('int64', 7),
      name: one('string', 8),
      rawData: one('bytes', 9),
    }),
    Value: message({ name: one('string', 1), type: one('ValueType', 2) }),
    ValueType: message({ tensorType: one('TensorType', 1) }),
    TensorType: message({ elemType: one('int32', 1), shape: one('Shape', 2) }),
    Shape: message({ dim: many('Dimension', 1) }),
    Dimension: message({ dimValue: one('int64', 1), dimParam: one('string', 2) }),
  },
})
const modelType = schema.lookupType('Model')

/** Numbers of 64 bits as protobufjs has them. */
export type Int64 = number | { toNumber(): number }

export interface OnnxAttribute {
  name: string
  f?: number
  i?: Int64
  s?: Uint8Array
  type?: number
}

export interface OnnxNode {
  input: string[]
  output: string[]
  opType: string
  attribute: OnnxAttribute[]
}

export interface OnnxTensor {
  name: string
  dims: Int64[]
  dataType: number
  int64Data?: Int64[]
  rawData?: Uint8Array
}

export interface OnnxValue {
  name: string
  type?: {
    tensorType?: {
      elemType?: number
      shape?: { dim: { dimValue?: Int64; dimParam?: string }[] }
    }
  }
}

export interface OnnxGraph {
  node: OnnxNode[]
  initializer: OnnxTensor[]
  input: OnnxValue[]
  output: OnnxValue[]
  valueInfo: OnnxValue[]
}

export interface OnnxModel {
  graph?: OnnxGraph
}

export const FLOAT = 1
export const INT64 = 7
/** An attribute's type: one integer. */
export const INT_ATTRIBUTE = 2

/** Weights stay views of these bytes. @throws Error where they are no protocol buffer of this shape */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const reader = protobuf.Reader.create(bytes)
  reader.discardUnknown = false
  return modelType.decode(reader) as unknown as OnnxModel
}

export function encodeModel(model: OnnxModel): Uint8Array {
  return modelType.encode(model as unknown as Record<string, unknown>).finish()
}

/** The numbers of a tensor of INT64. */
export function readIntegers({ rawData, int64Data = [] }: OnnxTensor): number[] {
  if (rawData === undefined || rawData.length === 0) return int64Data.map(Number)
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength)
  const count = Math.floor(rawData.byteLength / 8)
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)))
}

export function floatTensor(name: string, dims: number[], values: Float32Array): OnnxTensor {
  return { name, dims, dataType: FLOAT, rawData: new Uint8Array(values.buffer) }
}

export function integerTensor(name: string, dims: number[], values: number[]): OnnxTensor {
  const numbers = BigInt64Array.from(values, BigInt)
  return { name, dims, dataType: INT64, rawData: new Uint8Array(numbers.buffer) }
}
