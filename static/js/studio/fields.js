// Fields that more than one section of the studio has.

import { t } from '../text.js';

/** @type {import('../desk/form.js').Field} */
export const TITLE = { name: 'title', label: t('stream-title'), kind: 'text', hint: t('stream-title-hint') };
/** @type {import('../desk/form.js').Field} */
export const TAGS = { name: 'tags', label: t('front-tags'), kind: 'words', hint: t('stream-tags-hint') };
