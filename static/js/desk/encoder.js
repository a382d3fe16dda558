// What to enter into OBS.

import { made } from '../dom.js';
import { copied } from './parts.js';

/**
 * The server, and how to find the place for it.
 * @param {string} server empty where nginx takes the streams
 */
export function encoderFields(server) {
  const way = made('p', 'desk-hint', 'Settings, Stream, Service: Custom. Then Settings, Output, Keyframe Interval: 1 s.');
  if (server !== '') return [way, copied('Server', server)];
  const usual = copied('Server', `rtmp://${location.hostname}/live`);
  usual.append(made('p', 'desk-hint', 'nginx-rtmp takes the streams of this site: this is its address as in the configuration that comes with PyStreaming. Where it is another, the administrator knows it.'));
  return [way, usual];
}
