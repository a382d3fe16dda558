// Other sites by which people sign in: a real provider of OpenID Connect, one that lies, and a Mastodon instance.

import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const CLIENT = { client_id: 'live', client_secret: 'a secret of this test' }

/** Serves until it is stopped; `handle` may be replaced. */
async function serve(handle) {
  const server = createServer((request, response) => site.handle(request, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site = {
    handle,
    host: `127.0.0.1:${server.address().port}`,
    get url() {
      return `http://${site.host}`
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
  return site
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateJwk = ({ privateKey }, kid) => ({ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' })

/** A real provider. `callback` is where it may send people back. */
export async function startProvider(callback) {
  const site = await serve((_, response) => response.end())
  const make = (kid) => {
    const provider = new Provider(site.url, {
      clients: [{ ...CLIENT, redirect_uris: [callback] }],
      claims: { profile: ['preferred_username'], email: ['email', 'email_verified'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
      jwks: { keys: [privateJwk(newKey(), kid)] },
      cookies: { keys: ['of this test'] },
    })
    site.handle = provider.callback()
  }
  make('first')
  return Object.assign(site, { settings: { issuer: site.url, ...CLIENT }, rotate: () => make(randomUUID()) })
}

/**
 * A provider that knows everybody at once, and signs what `lie` makes of its tokens: `claims` changes them, `header` the
 * header, `signed` signs them in another way. While it `holds`, it shows where it would send people back.
 */
export async function startLiar() {
  const key = newKey()
  const codes = new Map()
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const site = await serve((request, response) => {
    const url = new URL(request.url, site.url)
    const json = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration') {
      return json({
        issuer: site.url,
        authorization_endpoint: `${site.url}/authorize`,
        token_endpoint: `${site.url}/token`,
        jwks_uri: `${site.url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      })
    }
    if (url.pathname === '/jwks') return json({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] })
    if (url.pathname === '/authorize') {
      const code = randomUUID()
      codes.set(code, url.searchParams.get('nonce'))
      const back = new URL(url.searchParams.get('redirect_uri'))
      back.search = new URLSearchParams({ code, state: url.searchParams.get('state') })
      return site.holds ? response.end(back.href) : response.writeHead(302, { location: back.href }).end()
    }
    if (url.pathname === '/token') {
      let body = ''
      request.on('data', (piece) => (body += piece))
      request.on('end', () => {
        const nonce = codes.get(new URLSearchParams(body).get('code'))
        const now = Math.floor(Date.now() / 1000)
        const claims = { iss: site.url, sub: 'somebody', aud: CLIENT.client_id, iat: now, exp: now + 60, nonce, preferred_username: 'somebody', ...site.lie.claims }
        const head = `${encoded({ alg: 'RS256', kid: 'k', ...site.lie.header })}.${encoded(claims)}`
        const signature = (site.lie.signed ?? ((text) => sign('sha256', Buffer.from(text), key.privateKey)))(head)
        json({ access_token: 'x', token_type: 'Bearer', id_token: `${head}.${Buffer.from(signature).toString('base64url')}` })
      })
      return undefined
    }
    return response.writeHead(404).end()
  })
  const publicKey = key.publicKey.export({ type: 'spki', format: 'pem' })
  const byHmac = (secret) => (text) => createHmac('sha256', secret).update(text).digest()
  return Object.assign(site, {
    settings: { issuer: site.url, ...CLIENT },
    lie: {},
    lies: {
      'another nonce': { claims: { nonce: 'another' } },
      'no nonce': { claims: { nonce: undefined } },
      'an expired token': { claims: { exp: Math.floor(Date.now() / 1000) - 1 } },
      'a token for somebody else': { claims: { aud: 'another' } },
      'a token for somebody else, too': { claims: { aud: [CLIENT.client_id, 'another'] } },
      'a token of another issuer': { claims: { iss: 'https://another.example' } },
      'a token without a signature': { header: { alg: 'none', kid: undefined }, signed: () => '' },
      'a token signed with the client secret': { header: { alg: 'HS256' }, signed: byHmac(CLIENT.client_secret) },
      'a token signed with the public key as a secret': { header: { alg: 'HS256' }, signed: byHmac(publicKey) },
      'a token signed with another key': { signed: (text) => sign('sha256', Buffer.from(text), newKey().privateKey) },
      'a login of long ago': { again: true, claims: { auth_time: Math.floor(Date.now() / 1000) - 3600 } },
    },
  })
}

/** An instance that answers as Mastodon documents it. `person` is who has signed in there; `answer` replaces all answers. */
export async function startInstance() {
  const apps = new Map()
  const codes = new Map()
  const tokens = new Set()
  const site = await serve((request, response) => {
    if (site.answer) return site.answer(response)
    const url = new URL(request.url, site.url)
    const json = (status, value) => response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(body))
      const app = apps.get(form.client_id ?? url.searchParams.get('client_id'))
      const isApp = app && app.client_secret === form.client_secret
      switch (`${request.method} ${url.pathname}`) {
        case 'POST /api/v1/apps': {
          const { client_name: name, redirect_uris: redirect, scopes, website } = form
          if (!name || !redirect) return json(422, { error: 'Validation failed: Redirect URI must be an absolute URI.' })
          const made = { id: String(apps.size + 1), name, website, scopes: [scopes], redirect_uri: redirect, client_id: randomUUID(), client_secret: randomUUID() }
          apps.set(made.client_id, made)
          return json(200, made)
        }
        case 'GET /oauth/authorize': {
          const wanted = Object.fromEntries(url.searchParams)
          if (!app || wanted.redirect_uri !== app.redirect_uri || wanted.scope !== app.scopes[0]) return json(400, { error: 'invalid_client' })
          const code = randomUUID()
          codes.set(code, wanted)
          const back = new URL(wanted.redirect_uri)
          back.search = new URLSearchParams(site.denies ? { error: 'access_denied', state: wanted.state } : { code, state: wanted.state })
          return response.writeHead(302, { location: back.href }).end()
        }
        case 'POST /oauth/token': {
          const asked = codes.get(form.code)
          codes.delete(form.code)
          const challenge = createHash('sha256').update(form.code_verifier ?? '').digest('base64url')
          const fits = isApp && asked && asked.redirect_uri === form.redirect_uri && asked.code_challenge === challenge
          if (!fits || form.grant_type !== 'authorization_code') return json(400, { error: 'invalid_grant' })
          const token = randomUUID()
          tokens.add(token)
          return json(200, { access_token: token, token_type: 'Bearer', scope: asked.scope, created_at: 1_573_979_017 })
        }
        case 'GET /api/v1/accounts/verify_credentials':
          if (!tokens.has(request.headers.authorization?.replace('Bearer ', ''))) return json(401, { error: 'The access token is invalid' })
          return json(200, { id: '14715', username: site.person, acct: site.person, display_name: '', locked: false, bot: false, source: {} })
        case 'POST /oauth/revoke':
          if (!isApp) return json(403, { error: 'unauthorized_client' })
          tokens.delete(form.token)
          return json(200, {})
        default:
          return json(404, { error: 'Record not found' })
      }
    })
    return undefined
  })
  return Object.assign(site, { person: 'Gargron', apps, tokens })
}
