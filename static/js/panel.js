// The chat beside the picture: folded away or not, and how wide. Both are remembered; layout.js puts them back.

import { find, isEscape, setText } from './dom.js';
import { drawer, layPanel, panelMemory, root, scale, setPanelWidth } from './layout.js';
import { remember } from './prefs.js';
import { t } from './text.js';
import { counted } from './words.js';

const STEP = 20;

export class Panel {
  /**
   * @param {HTMLElement} panel
   * @param {(open: boolean) => void} onChange
   */
  constructor(panel, onChange) {
    this.panel = panel;
    this.onChange = onChange;
    this.opener = find('#panel-open');
    this.closer = find('#panel-close');
    this.grip = find('#panel-grip');
    this.#tellWidth(this.#width);
    this.opener.hidden = this.closer.hidden = this.grip.hidden = false;

    drawer.addEventListener('change', () => this.lay(this.setting));
    this.opener.addEventListener('click', () => this.#choose('open', this.closer));
    this.closer.addEventListener('click', () => this.#choose('folded', this.opener));
    panel.addEventListener('keydown', (event) => {
      if (!isEscape(event) || !drawer.matches) return;
      event.preventDefault();
      this.#choose('folded', this.opener);
    });
    this.grip.addEventListener('pointerdown', (event) => this.#drag(event));
    this.grip.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen() {
    return root.dataset.panel === 'open';
  }

  get #width() {
    return Math.round(this.panel.offsetWidth / scale());
  }

  get setting() {
    return root.dataset.chat ?? 'enabled';
  }

  /** The streamer's setting is this now. @param {string} setting */
  lay(setting) {
    const before = root.dataset.panel;
    layPanel(setting);
    if (root.dataset.panel !== before) this.onChange(this.isOpen);
  }

  /** What came while the panel is folded. @param {number} unread */
  showUnread(unread) {
    setText(find('[data-count]', this.opener), unread > 99 ? '99+' : unread > 0 ? String(unread) : '');
    this.opener.setAttribute('aria-label', unread > 0 ? t('stream-show-chat-new', { count: counted(unread) }) : t('stream-show-chat'));
  }

  fold() {
    if (this.isOpen) this.#choose('folded', this.opener);
  }

  /**
   * @param {'open' | 'folded'} state
   * @param {HTMLElement} next what has the focus then, since the button that was pressed goes away
   */
  #choose(state, next) {
    root.dataset.panel = state;
    // a drawer is opened for a moment; that says nothing about the next visit
    if (!drawer.matches) remember(panelMemory(this.setting), state);
    next.focus();
    this.onChange(this.isOpen);
  }

  /** @param {number} width */
  #tellWidth(width) {
    this.grip.setAttribute('aria-valuenow', String(width));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    event.preventDefault();
    const { grip } = this;
    const right = this.panel.getBoundingClientRect().right;
    grip.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ at) => this.#tellWidth(setPanelWidth((right - at.clientX) / scale()));
    grip.addEventListener('pointermove', move);
    grip.addEventListener(
      'lostpointercapture',
      () => {
        grip.removeEventListener('pointermove', move);
        remember('panel-width', String(this.#width));
      },
      { once: true },
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const change = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    const width = setPanelWidth(this.#width + change);
    this.#tellWidth(width);
    remember('panel-width', String(width));
  }
}
