// The thread of create-learner.ts: one call, then its end.
import { parentPort, workerData } from 'node:worker_threads'
import { learnDetector } from '../detectors/learn-detector.js'
import { trainDetector } from './train-detector.js'

const calls = { learnDetector, trainDetector }

export type LearnerCalls = typeof calls

const { name, teaching } = workerData as { name: keyof LearnerCalls; teaching: never }
parentPort?.postMessage(calls[name](teaching))
