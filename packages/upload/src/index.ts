export { countFiles, type FileCount } from './count-files.js'
export { type AudioFile, listAudioFiles, listFiles } from './list-audio-files.js'
export { type UploadEvent, type UploadTotals, uploadFolder } from './upload-folder.js'
