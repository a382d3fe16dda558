// Waiting for real processes: always for a condition, never for time alone.

/**
 * Asks `probe` until it answers something truthy, and returns that.
 * Fails, saying `what` was awaited and what was last seen, after `within` milliseconds.
 */
export async function until(what, probe, { within = 30_000, every = 50 } = {}) {
  const deadline = Date.now() + within
  let last
  for (;;) {
    try {
      last = await probe()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${within} ms for ${what}; last: ${last instanceof Error ? last.message : last}`)
    }
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}

/** Milliseconds until `probe` answers something truthy, as [`until`] does. */
export async function timed(what, probe, options) {
  const start = Date.now()
  await until(what, probe, options)
  return Date.now() - start
}
