// The operations of a room that sections of the studio ask for, by the names of docs/api.md. A test compares them.

/** @type {Record<string, string>} */
export const ROUTES = {
  'list-members': 'GET /members',
  'list-roles': 'GET /roles',
  'add-moderator': 'PUT /moderators/{user}',
  'remove-moderator': 'DELETE /moderators/{user}',
  'set-title': 'PUT /titles/{role}',
  'add-vip': 'PUT /vips/{user}',
  'remove-vip': 'DELETE /vips/{user}',
  'add-bot': 'PUT /bots/{user}',
  'remove-bot': 'DELETE /bots/{user}',
  'mute': 'POST /mutes',
  'unmute': 'DELETE /mutes/{user}',
  'list-mutes': 'GET /mutes',
  'ban': 'POST /bans',
  'unban': 'DELETE /bans/{user}',
  'list-bans': 'GET /bans',
  'kick': 'POST /kicks',
  'decline-appeal': 'DELETE /appeals/{user}',
  'list-held': 'GET /held',
  'approve-message': 'POST /held/{id}',
  'reject-message': 'DELETE /held/{id}',
  'list-reports': 'GET /reports',
  'settle-report': 'POST /reports/{id}',
  'list-acts': 'GET /acts',
  'show-person': 'GET /people/{user}/card',
  'add-note': 'POST /people/{user}/notes',
  'remove-note': 'DELETE /notes/{id}',
  'show-chat-rules': 'GET /chat-rules',
  'change-chat-rules': 'PATCH /chat-rules',
  'set-lockdown': 'PUT /lockdown',
  'list-filter-rules': 'GET /filter',
  'add-filter-rule': 'POST /filter',
  'remove-filter-rule': 'DELETE /filter/{id}',
  'try-filter-rule': 'POST /filter/try',
  'list-stream-emotes': 'GET /emotes',
  'upload-stream-emote': 'PUT /emotes/{alias}',
  'remove-stream-emote': 'DELETE /emotes/{alias}',
};

/**
 * The request of an operation. Pure.
 * @param {string} id
 * @param {Record<string, unknown>} parameters
 * @returns {{ path: string, method: string, body?: unknown }}
 */
export function requestOf(id, parameters = {}) {
  const [method = 'GET', route = ''] = (ROUTES[id] ?? '').split(' ');
  const rest = new Map(Object.entries(parameters));
  let path = route.replace(/\{(\w+)\}/g, (_, name) => {
    const value = String(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value);
  });
  if (method === 'GET' || method === 'DELETE') {
    const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)]));
    if (rest.size > 0) path += `?${query}`;
    return { path, method };
  }
  return { path, method, body: Object.fromEntries(rest) };
}
