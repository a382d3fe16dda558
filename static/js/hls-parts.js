// Parts of segments, as far as hls.js 1.7 has to be helped with them.

/** @typedef {import('hls.js').default} Hls */
/** @typedef {typeof import('hls.js').default} HlsClass */
/** @typedef {import('hls.js').Fragment} Fragment */

/** Seconds by which the buffer may end before a segment does, and hold all of it. */
const ROUNDED = 0.001;

/**
 * hls.js' stream controller, to which a segment counts as loaded only once its last part is. By itself hls.js forgives 0.2 s: it
 * would neither load a last part that is as short as that, nor what follows. And where the buffer ends with a segment of which
 * an early part was not loaded, it would wait for that part.
 * @param {HlsClass} Engine
 */
export function streamController({ DefaultConfig }) {
  return class extends DefaultConfig.streamController {
    /** @param {ConstructorParameters<HlsClass['DefaultConfig']['streamController']>} controllers */
    constructor(...controllers) {
      super(...controllers);
      const [hls, tracker] = controllers;
      const stateOf = tracker.getState.bind(tracker);
      tracker.getState = (segment) => {
        const state = stateOf(segment);
        const partial = /** @type {typeof state} */ ('PARTIAL');
        return state === 'OK' && lacksLastPart(hls, segment) ? partial : state;
      };
    }

    /**
     * @override
     * @param {number} position
     * @param {import('hls.js').LevelDetails} details
     */
    getNextFragment(position, details) {
      const next = super.getNextFragment(position, details);
      const ends = details.partList && next && position < next.end && next.end - position < ROUNDED;
      return ends ? super.getNextFragment(next.end + ROUNDED, details) : next;
    }
  };
}

/**
 * Whether a segment was loaded by its parts, and the last one is missing.
 * @param {Hls} hls
 * @param {Fragment} segment
 */
function lacksLastPart({ lowLatencyMode, latestLevelDetails }, segment) {
  if (!lowLatencyMode) return false;
  const parts = (latestLevelDetails?.partList ?? []).filter(({ fragment }) => fragment.sn === segment.sn);
  const last = parts.at(-1);
  return last !== undefined && !last.loaded && !last.gap && parts.at(-2)?.loaded === true;
}
