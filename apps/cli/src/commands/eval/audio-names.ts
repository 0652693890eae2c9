/** Names of files that are heard. */
export const AUDIO = /\.(wav|flac|mp3|ogg|opus|m4a|aac|aiff?|wma|webm|mp4)$/i
