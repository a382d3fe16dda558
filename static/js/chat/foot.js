// The foot of the pane shows one of four things: the invitation to write, the form to join or to change one's name, the
// composer, or the form that asks for the stream's password.

import { find, setText } from '../dom.js';
import { t } from '../text.js';

/**
 * @typedef {import('./people.js').Person} Person
 *
 * @typedef {object} FootOptions
 * @property {HTMLElement} pane
 * @property {import('./composer.js').Composer} composer
 * @property {import('./entry.js').EntryForm} entry
 * @property {import('./lock.js').LockForm} lock
 * @property {() => void} onWriter somebody is about to write
 */

export class Foot {
  /** @param {FootOptions} options */
  constructor(options) {
    this.options = options;
    const { pane } = options;
    this.foot = find('.chat-foot', pane);
    this.invite = find('#chat-invite', pane);
    this.form = find('#chat-composer', pane);
    this.title = find('#chat-as', pane);
    this.ownActions = ['#chat-change', '#chat-leave'].map((id) => find(id, pane));
  }

  /**
   * The composer for members, the invitation for readers.
   * @param {Person | null} me
   * @param {{ focus?: boolean, invitation?: string }} [options]
   */
  show(me, { focus = false, invitation = t('chat-say') } = {}) {
    const { composer, entry, lock, onWriter } = this.options;
    entry.close();
    this.invite.hidden = me !== null || lock.isOpen;
    this.form.hidden = me === null;
    setText(find('[data-words]', this.invite), invitation);
    for (const action of this.ownActions) action.hidden = me === null;
    this.nameMember(me);
    if (focus) this.focus();
    if (me === null) return;
    composer.resize();
    onWriter();
  }

  /**
   * @param {Person | null} me who wants another name or colour; nobody joins
   * @param {{ focus?: boolean }} [options]
   */
  showEntry(me, options) {
    const { entry, lock, onWriter } = this.options;
    if (lock.isOpen) return;
    this.invite.hidden = true;
    this.form.hidden = true;
    entry.open(me ?? undefined, options);
    onWriter();
  }

  /** If the composer had the focus, the password field gets it. */
  lock() {
    const { lock } = this.options;
    const focus = this.foot.contains(document.activeElement);
    this.show(null);
    this.invite.hidden = true;
    lock.open({ focus });
  }

  /** @param {Person | null} me */
  nameMember(me) {
    setText(this.title, me ? t('chat-you-are', { name: me.username }) : t('chat-reading'));
  }

  /** Whether the focus is in the composer. */
  get isWriting() {
    return this.form.contains(document.activeElement);
  }

  focus() {
    (this.form.hidden ? this.invite : this.options.composer.field).focus();
  }
}
