// The pages of accounts. Other pages of this browser learn here that somebody signed in or out.

import { find } from './dom.js';
import { offerPasskeys } from './passkeys.js';
import { forgetWays, recall, remember } from './prefs.js';
import { tick } from './times.js';

const name = find('main').dataset.account ?? '';
const former = recall('account');
if ((former ?? '') !== name) {
  remember('account', name || null);
  // where the former account could go says nothing about this one
  if (former !== null) forgetWays();
}
tick();
offerPasskeys();
