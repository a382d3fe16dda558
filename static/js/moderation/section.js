// What a section of the moderation panel is, and the desk that each of them works at.
//
// To add one, write a module beside this one with a class that is a `Section`, and put the class into sections.js. The server
// sends staff events to moderators and the streamer alone; a section listens to them from its constructor on, says `changed`
// when its count is another, and asks operations of docs/api.md by `desk.ask`. Between `render` and `close` it keeps what it
// shows up to date.

/**
 * @typedef {object} Desk
 * @property {import('../chat/connection.js').Connection} connection for staff events
 * @property {import('../chat/feed.js').Feed} feed who is here, who is muted, what stands in the list
 * @property {(id: string, parameters?: Record<string, unknown>) => Promise<any>} ask performs an operation and returns its outcome;
 *   rejects with a `Refused`, whose message is for people
 * @property {(work: Promise<unknown>) => void} report shows in the panel why some work failed
 * @property {(words: string) => void} say for screen readers, where what happened can be seen
 * @property {() => void} changed a section's count is another
 * @property {(name: string, button: HTMLElement) => void} menu opens the chat's menu about somebody, beside a button
 *
 * @typedef {object} Section
 * @property {string} title
 * @property {string} icon a name of icons-chat.html
 * @property {number} count what waits for somebody, or 0
 * @property {boolean} [absent] whether it has no tab now
 * @property {(place: HTMLElement) => void} render into an empty element
 * @property {() => void} close what was rendered goes away
 */

/** Why the server refused an operation, in words for people. */
export class Refused extends Error {}
