// An S3 service with one bucket, in memory. What is signed is checked by another implementation than the server's.

import aws4 from 'aws4'
import { createServer } from 'node:http'

export const KEYS = { accessKeyId: 'an-id', secretAccessKey: 'an-equally-secret-text' }
const REGION = 'eu-test-1'

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/**
 * Starts it, on a port of this machine.
 *
 * - `objects`: what is there, by key: { body, type, modified }
 * - `asked`: the requests so far, as { method, key, isSigned, origin }
 * - `state.fails`: whether it answers with an error instead
 * - `state.isPublic`: whether objects in live/ can be read without a signature
 * - `state.hangs`: whether it answers nothing that is to be stored
 */
export async function startBucket(name = 'media') {
  const objects = new Map()
  const asked = []
  const state = { fails: false, hangs: false, isPublic: false }

  const isSigned = ({ method, headers, url }) => {
    const { searchParams, pathname } = new URL(url, 'http://x')
    const signature = searchParams.get('X-Amz-Signature')
    if (!signature) return false
    for (const parameter of ['X-Amz-Signature', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-SignedHeaders']) searchParams.delete(parameter)
    const begun = Date.parse(searchParams.get('X-Amz-Date').replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'))
    if (Date.now() > begun + Number(searchParams.get('X-Amz-Expires')) * 1000) return false
    const again = aws4.sign({ host: headers.host, method, path: `${pathname}?${searchParams}`, service: 's3', region: REGION, signQuery: true }, KEYS)
    return new URL(again.path, 'http://x').searchParams.get('X-Amz-Signature') === signature
  }

  const refuse = (response, status, code, message) => {
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`)
  }

  const list = (prefix) => {
    const rows = [...objects].filter(([key]) => key.startsWith(prefix)).map(
      ([key, { body, modified }]) => `<Contents><Key>${escaped(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>"x"</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    )
    return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${name}</Name><Prefix>${prefix}</Prefix><KeyCount>${rows.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>${rows.join('')}</ListBucketResult>`
  }

  const server = createServer(async (request, response) => {
    const { method, headers, url } = request
    const { pathname, searchParams } = new URL(url, 'http://x')
    const key = decodeURIComponent(pathname.slice(`/${name}/`.length))
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const signed = isSigned(request)
    asked.push({ method, key, isSigned: signed, origin: headers.origin })
    response.setHeader('access-control-allow-origin', '*')
    if (state.fails) return refuse(response, 503, 'SlowDown', 'Please reduce your request rate.')
    if (!signed && !(state.isPublic && method === 'GET' && key.startsWith('live/'))) return refuse(response, 403, 'AccessDenied', 'Access Denied')
    if (method === 'PUT' && state.hangs) return
    if (method === 'PUT') {
      if (headers['transfer-encoding']) return refuse(response, 411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
      objects.set(key, { body, type: headers['content-type'], modified: new Date() })
      return response.end()
    }
    if (method === 'DELETE') {
      objects.delete(key)
      response.writeHead(204)
      return response.end()
    }
    if (method === 'GET' && searchParams.has('list-type')) {
      response.setHeader('content-type', 'application/xml')
      return response.end(list(searchParams.get('prefix') ?? ''))
    }
    const found = objects.get(key)
    if (!found) return refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.')
    response.setHeader('content-type', found.type)
    response.end(found.body)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${server.address().port}`

  return {
    url,
    objects,
    asked,
    state,
    /** What the server is told of it. */
    settings: { name, endpoint: url, region: REGION, access_key_id: KEYS.accessKeyId, secret_access_key: KEYS.secretAccessKey },
    /** Where anybody can read it while it is public. */
    publicUrl: `${url}/${name}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
