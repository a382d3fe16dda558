// The sections of the moderation panel, in the order of its tabs. section.js says how to add one.

import { EmotesSection } from './emotes.js';
import { FilterSection } from './filter.js';
import { HeldSection } from './held.js';
import { LogSection } from './log.js';
import { PersonSection } from './person.js';
import { ReportsSection } from './reports.js';
import { BannedSection, MutedSection } from './sanctions.js';

/** @type {(new (desk: import('./section.js').Desk) => import('./section.js').Section)[]} */
export const SECTIONS = [ReportsSection, HeldSection, MutedSection, BannedSection, FilterSection, PersonSection, LogSection, EmotesSection];
