import type { Playable } from './playable'

export type Moment = {
  object: Playable
  startS: number
  /** Where it ends by itself; default: at the object's end. */
  endS?: number
}

export type PlayerState = {
  /** What is in the player; null before anything has been played. */
  object: Playable | null
  isPlaying: boolean
  /** While the first sound is on its way. */
  isWaiting: boolean
  rate: number
  /** In dB; 0 is as recorded. */
  gainDb: number
  /** Played again and again. */
  loop: { startS: number; endS: number } | null
  problem: string | null
}

export type Player = ReturnType<typeof createPlayer>

const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4]
const MAX_GAIN_DB = 40
const GAIN_STEP_DB = 5

/** The one thing on the page that sounds. */
export function createPlayer(audio: HTMLAudioElement) {
  const listeners = new Set<() => void>()
  let state: PlayerState = {
    object: null,
    isPlaying: false,
    isWaiting: false,
    rate: 1,
    gainDb: 0,
    loop: null,
    problem: null,
  }
  let endS: number | undefined
  /** Where the play head was last put: a source that fails forgets it. */
  let wantedS = 0
  let isTurned = false
  /** The source failed, or its connection broke off: it has to be asked for anew. */
  let isBroken = false
  let gain: GainNode | undefined

  function change(part: Partial<PlayerState>): void {
    state = { ...state, ...part }
    for (const listener of listeners) listener()
  }

  function currentS(): number {
    return audio.currentTime
  }

  function load(object: Playable, startS: number): void {
    wantedS = startS
    if (state.object?.id !== object.id || audio.src === '') {
      isTurned = false
      reload(object)
      return
    }
    audio.currentTime = startS
    audio.playbackRate = state.rate
  }

  /** Asks for a source anew, from where the play head was last put. */
  function reload({ id }: Playable): void {
    // In ranges: the object itself or, where browsers do not play its kind, WAV.
    audio.src = `/v1/objects/${id}/audio${isTurned ? '?as=wav' : ''}`
    audio.currentTime = wantedS
    audio.playbackRate = state.rate
    isBroken = false
  }

  /** What this browser does not play, although most do, is turned into what every browser plays. */
  function turn(object: Playable): void {
    isTurned = true
    reload(object)
    if (state.isPlaying || state.isWaiting) start()
  }

  function play({ object, startS, endS: until }: Moment): void {
    endS = until
    load(object, startS)
    change({ object, problem: null, isWaiting: true, loop: null })
    start()
  }

  function start(): void {
    if (isBroken && state.object) {
      reload(state.object)
      change({ problem: null })
    }
    audio.play().catch((error: unknown) => {
      // A new source ends the wait for the one before; that is nobody's problem. A source that fails tells so itself.
      const { name } = error instanceof DOMException ? error : { name: '' }
      if (name === 'AbortError' || name === 'NotSupportedError') return
      change({ isPlaying: false, isWaiting: false, problem: explain(error) })
    })
  }

  function seek(toS: number): void {
    if (!state.object) return
    const durationS = state.object.durationS ?? Number.POSITIVE_INFINITY
    endS = undefined
    const wasPlaying = !audio.paused
    load(state.object, Math.max(0, Math.min(toS, durationS - 0.05)))
    if (wasPlaying) start()
    change({})
  }

  function setGain(gainDb: number): void {
    const clamped = Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, gainDb))
    if (clamped !== 0 && !gain) gain = routeThroughGain(audio)
    if (gain) gain.gain.value = 10 ** (clamped / 20)
    change({ gainDb: clamped })
  }

  audio.addEventListener('playing', () => change({ isPlaying: true, isWaiting: false }))
  audio.addEventListener('pause', () => change({ isPlaying: false, isWaiting: false }))
  audio.addEventListener('waiting', () => change({ isWaiting: true }))
  audio.addEventListener('seeked', () => change({}))
  audio.addEventListener('ended', () => change({ isPlaying: false, isWaiting: false }))
  audio.addEventListener('error', () => {
    const { object } = state
    const isUnknown = audio.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED
    if (object && isUnknown && !isTurned) turn(object)
    else if (audio.error) {
      if (audio.error.code === MediaError.MEDIA_ERR_NETWORK) wantedS = currentS()
      // Neither came: who is away may be back by the next press, which begins with the object itself.
      else if (isUnknown) isTurned = false
      isBroken = true
      // Otherwise it goes on wanting to play, and the next press would be a pause.
      audio.pause()
      change({ isPlaying: false, isWaiting: false, problem: explain(audio.error) })
    }
  })
  audio.addEventListener('timeupdate', () => {
    const { loop } = state
    if (loop && currentS() >= loop.endS) load(state.object!, loop.startS)
    else if (endS !== undefined && currentS() >= endS) audio.pause()
  })

  return {
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** Seconds from the object's start. */
    currentS,
    play,
    seek,
    /** Puts the play head there, without a sound. */
    cue(moment: Moment) {
      audio.pause()
      endS = moment.endS
      load(moment.object, moment.startS)
      change({ object: moment.object, problem: null, loop: null })
    },
    toggle() {
      if (!state.object) return
      // Also while its first sound is on its way.
      if (!audio.paused) audio.pause()
      else {
        endS = undefined
        start()
      }
    },
    stop: () => audio.pause(),
    changeRate(direction: 1 | -1) {
      const rate = RATES[RATES.indexOf(state.rate) + direction] ?? state.rate
      audio.playbackRate = rate
      change({ rate })
    },
    changeGain: (direction: 1 | -1) => setGain(state.gainDb + direction * GAIN_STEP_DB),
    setLoop: (loop: PlayerState['loop']) => {
      endS = undefined
      change({ loop })
    },
  }
}

/** Louder than recorded is only to be had through the browser's mixer. */
function routeThroughGain(audio: HTMLAudioElement): GainNode {
  const context = new AudioContext()
  const gain = context.createGain()
  context.createMediaElementSource(audio).connect(gain).connect(context.destination)
  context.resume().catch(() => {})
  return gain
}

function explain(error: unknown): string {
  const code = error instanceof MediaError ? error.code : undefined
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return 'The browser plays nothing before a click. Press play.'
  }
  if (code === MediaError.MEDIA_ERR_NETWORK) return 'The sound broke off. Press play to go on.'
  return 'This browser cannot play this kind of sound, the object is gone from S3, or the API is away. Press play to try again, or download it to see.'
}
