// Signs in by the device flow with oauth4webapi, which checks each answer as the RFCs have it. Prints what it was told, in JSON.
import * as oauth from 'oauth4webapi'

const site = process.argv[2]
const as = { issuer: site, device_authorization_endpoint: `${site}/sandbox/device_authorization`, token_endpoint: `${site}/sandbox/token` }
const insecure = { [oauth.allowInsecureRequests]: true } // the site is on loopback, without TLS

const ways = {
  none: [{ client_id: 'test' }, oauth.None()],
  basic: [{ client_id: 'te st:ก+%' }, oauth.ClientSecretBasic('p%ss:w d')],
  post: [{ client_id: 'test' }, oauth.ClientSecretPost('s&=é')],
}

async function authorize(client, auth) {
  const res = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'practice' }, insecure)
  return oauth.processDeviceAuthorizationResponse(as, client, res)
}

async function redeem(client, auth, code) {
  const res = await oauth.deviceCodeGrantRequest(as, client, auth, code, insecure)
  try {
    return await oauth.processDeviceCodeResponse(as, client, res)
  } catch (e) {
    if (e instanceof oauth.ResponseBodyError) return { error: e.error, status: e.status }
    if (e instanceof oauth.WWWAuthenticateChallengeError) return { error: 'challenge', status: e.status, scheme: e.cause[0].scheme }
    throw e
  }
}

// answer is what a phone posts that has opened the code.
async function answer(grant, what) {
  const path = new URL(grant.verification_uri_complete).pathname
  const res = await fetch(`${site}${path}/${what}`, { method: 'POST', redirect: 'manual', headers: { origin: site } })
  if (res.status !== 303) throw new Error(`the phone's ${what} is answered ${res.status}`)
}

const told = {}
for (const [name, [client, auth]] of Object.entries(ways)) {
  const grant = await authorize(client, auth)
  const seen = [await redeem(client, auth, grant.device_code), await redeem(client, auth, grant.device_code)]
  await answer(grant, 'approve')
  seen.push(await redeem({ client_id: 'other' }, oauth.None(), grant.device_code))
  const token = await redeem(client, auth, grant.device_code)
  seen.push({ error: token.error ?? 'none: ' + token.token_type + ' ' + token.scope })
  seen.push(await redeem(client, auth, grant.device_code))
  told[name] = seen.map(s => s.error)
}

const [client, auth] = ways.none
const declined = await authorize(client, auth)
await answer(declined, 'deny')
const short = await oauth.processDeviceAuthorizationResponse(as, client, await oauth.deviceAuthorizationRequest(as, client, auth, { ttl: '5' }, insecure))
await new Promise(resolve => setTimeout(resolve, short.expires_in * 1000 + 100))
told.otherwise = [
  (await redeem(client, auth, declined.device_code)).error,
  (await redeem(client, auth, short.device_code)).error,
  (await redeem(client, auth, 'nonesuch')).error,
  (await redeem(client, (_, __, ___, headers) => headers.set('authorization', 'Basic ???'), short.device_code)).scheme,
]
console.log(JSON.stringify(told))
