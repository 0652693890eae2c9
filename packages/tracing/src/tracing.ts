import type { Telemetry } from 'bullmq'

export type Attributes = Record<string, string | number | boolean>

/** Where there is nobody to tell, there is none: `traced(tracing, …)` then only does the work. */
export interface Tracing {
  /** For BullMQ: who queues a job hands its trace to who works on it. */
  telemetry: Telemetry
  /** Does some work in a span of its own, below the one that is at work, if any. */
  span<Result>(name: string, attributes: Attributes, work: () => Promise<Result>): Promise<Result>
  /** Whether a span is at work here. */
  isActive(): boolean
  /** Begins the span of a request, below the caller's where `headers` has a traceparent. */
  request(name: string, headers: Record<string, unknown>): RequestSpan
  /** The span that is at work, as W3C's traceparent; null where none is. */
  traceparent(): string | null
  /** Says of the span that is at work that it comes of another one, perhaps of long ago: `traceparent` names it. */
  link(traceparent: string): void
  /** Ids of the span that is at work, for log lines. */
  ids(): { traceId?: string; spanId?: string }
  /** Sends what is left. */
  close(): Promise<void>
}

export interface RequestSpan {
  /** Calls `work`, which is below the span with all that follows from it. */
  within(work: () => void): void
  end(attributes: Attributes, isFailure: boolean): void
}

/** Does work in a span below the one that is at work; where none is, or nobody is told, only the work. */
export function traced<Result>(
  tracing: Tracing | undefined,
  name: string,
  work: () => Promise<Result>,
  attributes: Attributes = {},
): Promise<Result> {
  return tracing?.isActive() ? tracing.span(name, attributes, work) : work()
}
