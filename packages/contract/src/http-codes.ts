type HttpCodeDescription = {
  code: string
  /** Null of a code that the client gives, where there is no answer of the API. */
  status: number | null
  meaning: string
  remedy: string
}

/** Codes of what goes wrong only where one asks over HTTP, beside those of Earmark itself. */
export const httpCodes = [
  {
    code: 'METHOD_NOT_ALLOWED',
    status: 405,
    meaning: 'The route is there, but does not take this method.',
    remedy: 'Use one of the methods in the header `Allow`.',
  },
  {
    code: 'UPLOAD_TOO_SLOW',
    status: 408,
    meaning: 'An upload comes too slowly, or takes too long: it holds a place in the line.',
    remedy: 'Put the file into S3 and name it by its key.',
  },
  {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    status: 415,
    meaning: 'The body has a content-type that the route does not take.',
    remedy:
      'Send `application/json`; a clip as `multipart/form-data`, metadata also as `text/csv` or `application/x-ndjson`.',
  },
  {
    code: 'RANGE_NOT_SATISFIABLE',
    status: 416,
    meaning: 'The range of bytes begins behind the end of the sound.',
    remedy: 'Ask for bytes below the size in `Content-Range`, or without `Range` for all.',
  },
  {
    code: 'TOO_MANY_REQUESTS',
    status: 429,
    meaning: 'As many are at it as may: of all, or of this API key.',
    remedy: 'Ask again after `Retry-After` seconds.',
  },
  {
    code: 'API_UNREACHABLE',
    status: null,
    meaning: 'Nothing answers at the address, or the answer broke off.',
    remedy: 'Start the API (`npm start`), or set `EARMARK_API_URL` to where it is.',
  },
  {
    code: 'API_UNEXPECTED',
    status: null,
    meaning:
      "What answers is not Earmark's API, or one of another version; a proxy may be between.",
    remedy: 'Compare `EARMARK_API_URL` and the versions of client and API.',
  },
] as const satisfies readonly HttpCodeDescription[]

export type HttpCode = (typeof httpCodes)[number]['code']
