// What axe says about the accessibility of a page.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules that the colours of a theme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block']

export const THEMES = ['default', 'dark', 'light', 'contrast']

/** What breaks a rule on the page as it is. With `colours`, only the rules about colours are looked at. */
export async function violations(page, { colours = false } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const found = await page.evaluate(
    ([colours, COLOURS]) => window.axe.run(document, { resultTypes: ['violations'], ...(colours && { runOnly: { type: 'rule', values: COLOURS } }) }),
    [colours, COLOURS],
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}

/**
 * What breaks a rule on the page in any theme. Themes set the same tokens, nearly all of them colours, so the rules about
 * other things are looked at once.
 */
export async function violationsInThemes(page) {
  const shown = await page.evaluate(() => document.documentElement.dataset.theme)
  const found = (await violations(page)).map((it) => `${shown}: ${it}`)
  for (const theme of THEMES.filter((theme) => theme !== shown)) {
    await wear(page, theme)
    found.push(...(await violations(page, { colours: true })).map((it) => `${theme}: ${it}`))
  }
  await wear(page, shown)
  return found
}

/** Puts a theme on by the page's own menu, and has every colour fade to its own at once. */
export async function wear(page, theme) {
  await page.evaluate((theme) => document.querySelector(`#themes button[value="${theme}"]`).click(), theme)
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, theme)
  await page.evaluate(async () => {
    // the frame in which the new colours begin to fade in
    await new Promise(requestAnimationFrame)
    for (const fading of document.getAnimations()) if (fading instanceof CSSTransition) fading.finish()
  })
}
