// The player's controls, and what they say.

import { t } from './text.js';

/**
 * Defines the elements of the controls.
 * @param {string} library address of media-chrome
 */
export async function defineControls(library) {
  /** @type {{ define(language: string, words: Record<string, string>): Promise<void> }} */
  const { define } = await import(library);
  const [captionsOn, captionsOff] = [t('controls-captions-on'), t('controls-captions-off')];
  const [fullscreen, fullscreenEnd] = [t('controls-fullscreen'), t('controls-fullscreen-end')];
  const [pip, pipEnd] = [t('controls-pip'), t('controls-pip-end')];
  const [play, pause] = [t('stage-play'), t('controls-pause')];
  const [mute, unmute] = [t('controls-mute'), t('stage-unmute')];
  const quality = t('controls-quality');
  // media-chrome says some of them alone and some in sentences, which English begins with a capital
  await define(document.documentElement.lang, {
    Play: play,
    play,
    Pause: pause,
    pause,
    Mute: mute,
    mute,
    Unmute: unmute,
    unmute,
    volume: t('controls-volume'),
    'seek to live': t('controls-to-live'),
    'playing live': t('controls-live'),
    seek: t('controls-position'),
    'video not loaded, unknown time.': t('controls-no-time'),
    '{currentTime} of {totalTime}': t('controls-time-of', { time: '{currentTime}', total: '{totalTime}' }),
    '{time} remaining': t('controls-time-left', { time: '{time}' }),
    hour: t('controls-hour'),
    hours: t('controls-hours'),
    minute: t('controls-minute'),
    minutes: t('controls-minutes'),
    second: t('controls-second'),
    seconds: t('controls-seconds'),
    'Enable captions': captionsOn,
    'Disable captions': captionsOff,
    'closed captions': t('controls-captions'),
    'Enter picture in picture mode': pip,
    'enter picture in picture mode': pip,
    'Exit picture in picture mode': pipEnd,
    'exit picture in picture mode': pipEnd,
    'Enter fullscreen mode': fullscreen,
    'enter fullscreen mode': fullscreen,
    'Exit fullscreen mode': fullscreenEnd,
    'exit fullscreen mode': fullscreenEnd,
    'media loading': t('controls-loading'),
    'video player': t('controls-player'),
    Quality: quality,
    quality,
    Auto: t('controls-auto'),
  });
}
