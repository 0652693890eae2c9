/** What a stage of an object's way takes. */
const STAGE_BUCKETS_S = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
const REQUEST_BUCKETS_S = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]

// Labels have few values, of our own making: never a bucket, a key, a label's text or an id.

/** What grows until its process ends. */
export const counters = {
  earmark_windows_heard_total: { help: 'Windows that the model has heard.', labels: [] },
  earmark_audio_heard_seconds_total: { help: 'Audio of the items that are done.', labels: [] },
  earmark_items_ended_total: {
    help: 'Items that this worker has ended, or put back for another try; code is empty where nothing was wrong.',
    labels: ['outcome', 'code'],
  },
  earmark_inference_busy_seconds_total: {
    help: 'Time that processes of the model were at work, summed over them.',
    labels: [],
  },
  earmark_inference_restarts_total: {
    help: 'Processes of the model that crashed, hung, grew too large or did not start.',
    labels: ['reason'],
  },
  earmark_s3_transferred_bytes_total: {
    help: 'Bytes read from S3 and written to it.',
    labels: ['direction'],
  },
  earmark_s3_errors_total: { help: 'Requests to S3 that failed.', labels: ['code'] },
  earmark_dispatcher_rounds_total: {
    help: 'Rounds of the dispatcher, where this worker leads.',
    labels: ['outcome'],
  },
  earmark_deliveries_total: {
    help: 'Tries to send a webhook or to write a report.',
    labels: ['kind', 'outcome'],
  },
  earmark_http_requests_total: {
    help: 'Requests answered.',
    labels: ['method', 'route', 'status'],
  },
  process_cpu_seconds_total: { help: 'Time on a core, of this process alone.', labels: [] },
} as const satisfies Record<string, Instrument>

export const histograms = {
  earmark_stage_duration_seconds: {
    help: 'Stages of an object: fetch and decode of an object, features and inference of a window, write of a transaction.',
    labels: ['stage'],
    buckets: STAGE_BUCKETS_S,
  },
  earmark_http_request_duration_seconds: {
    help: 'From a request to the end of its answer.',
    labels: ['route'],
    buckets: REQUEST_BUCKETS_S,
  },
} as const satisfies Record<string, Instrument & { buckets: readonly number[] }>

/** What is so at the time of a scrape. Those of the database and the queue come from the API. */
export const gauges = {
  earmark_batches: { help: 'Batches there are.', labels: ['state'] },
  earmark_items: {
    help: 'Items of all batches that are kept, as their counters say it.',
    labels: ['state'],
  },
  earmark_oldest_pending_item_age_seconds: {
    help: 'Since when the batch has been waited for that is the oldest one with pending items; 0 where there is none.',
    labels: [],
  },
  earmark_queue_jobs: { help: 'Jobs in the queue.', labels: ['queue', 'state'] },
  earmark_dispatcher_has_leader: {
    help: '1 where a worker holds the lead of the dispatcher.',
    labels: [],
  },
  earmark_dispatcher_is_leader: { help: '1 where this worker leads.', labels: [] },
  earmark_workers: {
    help: 'Workers that are there: at least so many, and those that say they cannot work.',
    labels: ['state'],
  },
  earmark_deliveries_waiting: {
    help: 'Webhooks and reports that are still to be delivered.',
    labels: ['kind'],
  },
  earmark_oldest_delivery_age_seconds: {
    help: 'Age of the oldest webhook or report that is still to be delivered; 0 where there is none.',
    labels: ['kind'],
  },
  earmark_database_size_bytes: { help: 'What the database takes of its disk.', labels: [] },
  earmark_database_up: {
    help: '1 where the database answered the last time that it was asked.',
    labels: [],
  },
  earmark_queue_up: {
    help: '1 where the queue answered the last time that it was asked.',
    labels: [],
  },
  earmark_inference_processes: { help: 'Processes of the model that take calls.', labels: [] },
  earmark_inference_resident_memory_bytes: {
    help: 'Memory of all processes of the model.',
    labels: [],
  },
  earmark_disk_free_bytes: {
    help: 'Free on the disk that temporary files are written to.',
    labels: [],
  },
  earmark_disk_size_bytes: {
    help: 'Size of the disk that temporary files are written to.',
    labels: [],
  },
  earmark_event_loop_delay_seconds: {
    help: 'How late this process was since the last scrape: the median, the 99th of a hundred, the worst.',
    labels: ['rank'],
  },
  process_resident_memory_bytes: { help: 'Memory of this process alone.', labels: [] },
  process_start_time_seconds: { help: 'When this process started, since 1970.', labels: [] },
} as const satisfies Record<string, Instrument>

interface Instrument {
  help: string
  labels: readonly string[]
}
