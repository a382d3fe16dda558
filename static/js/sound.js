// Sound: its volume is remembered, and it is on from the start wherever the browser allows that.

import { find, setText } from './dom.js';
import { recall, remember } from './prefs.js';
import { t } from './text.js';

export class Sound {
  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLButtonElement} hint shown while the browser keeps the stream silent or still
   * @param {boolean} silently whether it starts without sound even where the browser allows it
   */
  constructor(video, hint, silently) {
    this.video = video;
    this.hint = hint;
    this.silently = silently;
    /** True while it is the page or the browser, not the viewer, who wants silence. */
    this.silenced = false;
    const volume = recall('volume');
    if (volume !== null) video.volume = Math.min(1, Math.max(0, Number(volume) || 0));
    video.muted = recall('muted') === 'yes';
    video.addEventListener('volumechange', () => this.#onChange());
    video.addEventListener('playing', () => {
      if (!this.silenced) this.#hint(null);
    });
    hint.addEventListener('click', () => this.#onHint());
  }

  /** Starts playing, silently if that is all the browser allows before a click. */
  async begin() {
    if (this.silently) {
      // a stream that begins again keeps the sound that the viewer has chosen since
      this.silently = false;
      return this.#beginSilently();
    }
    try {
      await this.video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      await this.#beginSilently();
    }
  }

  async #beginSilently() {
    if (!this.video.muted) {
      this.silenced = true;
      this.video.muted = true;
    }
    try {
      await this.video.play();
      if (this.silenced) this.#hint(t('stage-unmute'));
    } catch {
      this.#hint(t('stage-play'));
    }
  }

  #onHint() {
    this.#unsilence();
    void this.video.play().catch(() => {});
  }

  #unsilence() {
    if (!this.silenced) return;
    this.silenced = false;
    this.video.muted = false;
  }

  #onChange() {
    const { video } = this;
    if (this.silenced && video.muted) return;
    this.silenced = false;
    this.#hint(null);
    remember('volume', String(video.volume));
    remember('muted', video.muted ? 'yes' : null);
  }

  /** @param {string | null} word */
  #hint(word) {
    this.hint.hidden = word === null;
    if (word === null) return;
    setText(find('span', this.hint), word);
  }
}
