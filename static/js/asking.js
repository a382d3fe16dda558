// The pages that ask somebody to sign in: those who see one cannot enter, so other pages need no link there.

import { find } from './dom.js';
import { forgetWays } from './prefs.js';

// unless they are signed in, and only asked once more
if (find('main').dataset.again === undefined) forgetWays();
