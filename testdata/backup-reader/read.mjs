// Opens the newest backup in a folder by docs/backups.md and docs/format.md alone, and prints its boxes and items as JSON.
// It shares nothing with the program: what it cannot read, these pages do not say.
//
//   npm ci
//   node read.mjs [--show] [--vault ID] FOLDER < password
//
// With --show the values of fields come too. Sections in comments: B of backups.md, F of format.md.
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { xchacha20poly1305 } from '@noble/ciphers/chacha'
import { decode as decodeCBOR, decodeFirst, encode } from 'cborg'
import { argon2id } from 'hash-wasm'

const COMPANION = 1, CORE = 2
const BOX0 = Buffer.alloc(16)

// Words of F 1.
const text = (s) => Buffer.from(s, 'utf8')
const H = (b) => createHash('sha256').update(b).digest()
const u8 = (n) => Buffer.from([n])
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b }
const cat = (...parts) => Buffer.concat(parts)
const bind = (what, ...parts) => cat(text(`coffer/1 ${what}\0`), ...parts.flatMap((p) => [u32(p.length), p]))
const derive = (key, purpose) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(32), text(`coffer/1 ${purpose}`), 32))
const mac = (key, b) => createHmac('sha256', key).update(b).digest()
const open = (key, sealed, ad) => Buffer.from(xchacha20poly1305(key, sealed.subarray(0, 24), ad).decrypt(sealed.subarray(24)))
const strict = { strict: true, allowIndefinite: false, rejectDuplicateMapKeys: true, useMaps: true }
const decode = (b) => decodeCBOR(b, strict)

function must(holds, what) {
  if (!holds) throw new Error(what)
}

const same = (a, b, what) => must(Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0, what)

function array(value, n, what) {
  must(Array.isArray(value) && value.length === n, `${what} has other elements`)
  return value
}

const list = (value) => value ?? [] // an empty list is null

function unstamp(b) {
  const body = b.subarray(0, -8)
  same(H(body).subarray(0, 8), b.subarray(-8), 'a stamp does not fit')
  return body
}

function idText(id) {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz'
  const bits = [...id].map((b) => b.toString(2).padStart(8, '0')).join('') + '00'
  return bits.match(/.{5}/g).map((five) => letters[parseInt(five, 2)]).join('')
}

// Manifests and packs: B 1 to 4.

function manifest(file, vault) {
  const b = readFileSync(file)
  const body = b.subarray(0, -32)
  if (b.length < 32 || !H(body).equals(b.subarray(-32))) return null
  const [version, id, backup, edition, time, revision, roots, slots, packs, pairs, count, files] = array(decode(body), 12, 'a manifest')
  must(version === 1, `version ${version} is not known`)
  if (idText(id) !== vault) return null
  return { vault: id, id: idText(backup), edition, time, revision, roots, slots, packs: list(packs), pairs, count, files: list(files) }
}

function isWhole(m, dir) {
  return m.packs.every(([id, size]) => statSync(join(dir, 'p', idText(id)), { throwIfNoEntry: false })?.size === size)
}

function newest(dir, vault) {
  const all = readdirSync(join(dir, 's')).map((name) => manifest(join(dir, 's', name), vault)).filter(Boolean)
  const counting = all.filter((m) => isWhole(m, dir))
  must(counting.length > 0, 'no backup is whole')
  return counting.sort((a, b) => b.time - a.time || b.edition - a.edition)[0]
}

function readPacks(m, dir) {
  return m.packs.map(([id, size, sum]) => {
    const b = readFileSync(join(dir, 'p', idText(id)))
    must(b.length === size, 'a pack has another size')
    same(H(b), sum, 'a pack was changed')
    return b
  })
}

function body(packs, [size, sum, ranges]) {
  const b = cat(...list(ranges).map(([pack, at, n]) => packs[pack].subarray(at, at + n)))
  must(b.length === size, 'ranges have another size')
  same(H(b), sum, 'ranges give something else')
  return b
}

// Pairs by bucket and key, both in hexadecimal, in their order.
function cutPairs(b, count) {
  const buckets = new Map()
  let n = 0
  for (let at = 0; at < b.length; n++) {
    const take = (size) => { must(at + size <= b.length, 'a pair was cut'); at += size; return b.subarray(at - size, at) }
    const bucket = take(take(1)[0]).toString('hex'), key = take(take(1)[0]).toString('hex')
    const value = take(take(4).readUInt32BE())
    if (!buckets.has(bucket)) buckets.set(bucket, new Map())
    buckets.get(bucket).set(key, value)
  }
  must(n === count, 'another number of pairs')
  return buckets
}

// A vault is its pairs, and the keys to them.
class Vault {
  constructor(pairs) {
    this.pairs = pairs
    const [version, id, roots, slots] = array(decode(unstamp(this.get(text('keys'), text('format')))), 4, 'the format entry')
    must(version === 1, `version ${version} is not known`)
    Object.assign(this, { id, generation: roots, checksum: slots, root: {} })
  }

  bucket(name) { return [...(this.pairs.get(name.toString('hex')) ?? [])].map(([k, v]) => [Buffer.from(k, 'hex'), v]) }

  get(bucket, key) {
    const value = this.pairs.get(bucket.toString('hex'))?.get(key.toString('hex'))
    must(value, 'a pair is missing')
    return value
  }

  // F 5: from password to roots.
  async unlock(password) {
    const slots = this.bucket(text('keys')).filter(([k]) => k.subarray(0, 4).equals(text('slot')))
    same(H(cat(...slots.map(([, v]) => v))).subarray(0, 8), u64(this.checksum), 'the slots are others')
    for (const [, stored] of slots) if (await this.trySlot(unstamp(stored), password)) break
    must(this.root[CORE], 'the password opens no slot')
    for (const tier of [COMPANION, CORE]) {
      const bodies = slots.map(([, v]) => unstamp(v)).filter((b) => tier === COMPANION || decode(b)[2])
      this[`slots${tier}`] = mac(derive(this.root[tier], 'slots'), cat(bind('slots', this.id, u8(tier)), ...bodies.map((b) => bind('slot', b))))
      same(this.get(text('keys'), cat(text('mac'), u8(tier))), this[`slots${tier}`], 'a slot MAC does not fit')
    }
  }

  async trySlot(b, password) {
    const [id, kind, core, [memory, passes, lanes], salt, sealed] = array(decode(b), 6, 'a slot')
    if (kind !== 'password' || !core) return false
    must(memory <= 2097152 && passes <= 16 && lanes <= 16 && memory >= 8 * lanes && passes >= 1 && lanes >= 1, 'a slot costs too much')
    const long = await argon2id({ password, salt, memorySize: memory, iterations: passes, parallelism: lanes, hashLength: 32, outputType: 'binary' })
    const clear = encode([id, kind, core, [memory, passes, lanes], salt, null])
    try {
      const roots = open(derive(Buffer.from(long), `slot ${kind}`), Buffer.from(sealed), bind('slot', this.id, clear))
      this.root = { [CORE]: roots.subarray(0, 32), [COMPANION]: roots.subarray(32, 64) }
      return true
    } catch {
      return false
    }
  }

  // F 6: the heads of the vault, of which both say the same, and which bind those of the boxes.
  heads() {
    const [first, second] = [COMPANION, CORE].map((tier) => this.head(tier))
    for (const i of [0, 3, 4, 5, 6, 7]) same(encode(first[i]), encode(second[i]), 'the two heads differ')
    return first[0]
  }

  head(tier) {
    const sealed = this.get(text('heads'), cat(text('v'), u8(tier)))
    const head = array(decode(open(derive(this.root[tier], 'head'), sealed, bind('vault head', this.id, u8(tier), u32(this.generation)))), 8, 'a head')
    const boxes = this.bucket(text('heads')).filter(([k]) => k.length === 17 && k[16] === tier)
    same(head[1], H(cat(...boxes.map(([k, v]) => bind('head', k, v)))), 'a head of a box is another one')
    same(head[2], this[`slots${tier}`], 'the head has another slot MAC')
    const clear = this.bucket(text('clear'))
    same(head[6], clear.length ? H(cat(...clear.map(([k, v]) => bind('clear', k, v)))) : Buffer.alloc(32), 'what is in clear is something else')
    return head
  }

  boxes() {
    return this.bucket(text('heads')).filter(([k]) => k.length === 17 && k[16] === COMPANION).map(([k]) => k.subarray(0, 16)).filter((id) => !id.equals(BOX0))
  }

  // F 7: the key of a box.
  boxKey(box, tier) {
    const [epoch, sealed] = array(decode(this.get(text('keys'), cat(text('box'), box, u8(tier)))), 2, 'a box key')
    return open(derive(this.root[tier], 'wrap'), Buffer.from(sealed), bind('box key', this.id, box, u8(tier), u32(epoch)))
  }

  // F 6 and 9: every set of a box is what its head says.
  checkSets(box, tier) {
    const key = this.boxKey(box, tier), by = derive(key, 'set')
    const plain = open(derive(key, 'head'), this.get(text('heads'), cat(box, u8(tier))), bind('box head', this.id, box, u8(tier)))
    for (const [space, [count, sum]] of list(array(decode(plain), 2, 'a box head')[1])) {
      const records = this.bucket(cat(box, u8(space))).filter(([k]) => space === 0x78 || k.at(-1) === tier)
      const total = records.reduce((all, [k, v]) => {
        const revision = space === 0x78 ? Buffer.alloc(0) : v.subarray(4, 8)
        return (all + BigInt('0x' + mac(by, cat(u8(space), u8(k.length), k, revision, v.subarray(-16))).toString('hex'))) % (1n << 256n)
      }, 0n)
      const said = sum.reduce((all, word, i) => all + (BigInt(word) << BigInt(64 * i)), 0n)
      must(records.length === Number(count) && total === said, 'a box lacks records, or has too many')
    }
  }

  // F 8: a record without sub.
  record(box, space, id, tier) {
    const stored = this.get(cat(box, text(space)), cat(id, u8(tier)))
    const ad = cat(text('coffer/1 record\0'), this.id, box, text(space), u8(tier), id, u32(0), stored.subarray(0, 8))
    const padded = open(derive(this.boxKey(box, tier), 'records'), stored.subarray(8), ad)
    const end = 4 + padded.readUInt32BE()
    must(end <= padded.length && padded.subarray(end).every((b) => b === 0), 'a record is padded with something')
    return padded.subarray(4, end)
  }
}

function u64(n) {
  const b = Buffer.alloc(8)
  b.writeBigUInt64BE(BigInt(n))
  return b
}

// F 12: boxes and items.

function readBox(v, box, show) {
  for (const tier of [COMPANION, CORE]) v.checkSets(box, tier)
  const [name, note] = array(decode(v.record(box, 's', BOX0, CORE)), 5, 'a box')
  const ids = v.bucket(cat(box, text('i'))).filter(([k]) => k.length === 17 && k[16] === COMPANION).map(([k]) => k.subarray(0, 16))
  return { name, ...(note && { note }), items: ids.map((id) => readItem(v, box, id, show)) }
}

function readItem(v, box, id, show) {
  const [label, after] = decodeFirst(v.record(box, 'i', id, COMPANION), strict)
  const [folder, title, template, , tags, , created, , , trashed] = array(label, 11, 'a label')
  const [fields, attachments] = array(decode(after), 3, 'the rest of an item')
  const [digest, values] = array(decode(v.record(box, 'i', id, CORE)), 4, 'what an item keeps in core')
  same(digest, H(encode([box, folder, title, template, around(fields), attachments])), 'what surrounds a secret was changed')
  const secrets = [...list(values)]
  return {
    id: idText(id), folder: list(folder), title, template, tags: list(tags), created, ...(trashed && { trashed }),
    fields: list(fields).map((f) => readField(f, secrets, show)),
    attachments: list(attachments).map(([name, size]) => ({ name, size })),
  }
}

const around = (fields) => fields && fields.map(([name, kind, tier, value]) => [name, kind, tier, kind === 'url' && tier === COMPANION ? value : null])

function readField([name, kind, tier, value], secrets, show) {
  const bytes = Buffer.from((tier === CORE ? secrets.shift() : value) ?? [])
  const f = { name, kind, tier: tier === CORE ? 'core' : 'companion' }
  return show ? { ...f, value: kind === 'file' ? bytes.toString('base64') : bytes.toString('utf8') } : f
}

function arguments_() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'boolean' }, vault: { type: 'string' } } })
  must(positionals.length === 1, 'usage: node read.mjs [--show] [--vault ID] FOLDER < password')
  const there = readdirSync(positionals[0]).filter((name) => name.length === 26)
  must(values.vault || there.length === 1, `choose one with --vault: ${there.join(' ')}`)
  return { show: values.show, folder: positionals[0], vault: values.vault ?? there[0] }
}

async function main() {
  const { show, folder, vault } = arguments_()
  const password = text(readFileSync(0, 'utf8').replace(/\n$/, '').normalize('NFC'))
  const dir = join(folder, vault)
  const m = newest(dir, vault)
  const packs = readPacks(m, dir)
  const v = new Vault(cutPairs(body(packs, m.pairs), m.count))
  same(v.id, m.vault, 'a backup of another vault')
  await v.unlock(password)
  const revision = v.heads()
  must(m.revision === 0 || m.revision === revision, 'the manifest says another revision')
  for (const [, file] of m.files) body(packs, file)
  const boxes = v.boxes().map((box) => readBox(v, box, show))
  console.log(JSON.stringify({ vault, backup: m.id, time: new Date(m.time * 1000).toISOString(), revision, files: m.files.length, boxes }, null, 2))
}

try {
  await main()
} catch (err) {
  console.error(`read.mjs: ${err.message}`)
  process.exit(1)
}
