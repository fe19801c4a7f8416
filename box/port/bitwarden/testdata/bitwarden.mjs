// Another implementation of Bitwarden's protected JSON, of Node's crypto alone, which knows no Argon2id: that is
// taken from the package hash-wasm.
//
//   node bitwarden.mjs PACKAGES < jobs.json
//
// PACKAGES is a folder with node_modules. A job is {"cost", "secret", "text"}: with a cost, which has the members of a
// protected file, text is JSON that is protected with the password, without one a protected file that is opened. What it
// writes is a list of {"text"} or {"error"}, one for each job.
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const packages = path.resolve(process.argv[2]);

async function argon2id(file, secret) {
  const load = createRequire(packages + "/");
  return Buffer.from(await load("hash-wasm").argon2id({
    password: secret, salt: crypto.createHash("sha256").update(file.salt).digest(), iterations: file.kdfIterations,
    memorySize: file.kdfMemory * 1024, parallelism: file.kdfParallelism, hashLength: 32, outputType: "binary",
  }));
}

async function keysOf(file, secret) {
  let master;
  switch (file.kdfType) {
    case 0: master = crypto.pbkdf2Sync(secret, file.salt, file.kdfIterations, 32, "sha256"); break;
    case 1: master = await argon2id(file, secret); break;
    default: throw new Error("a way to make keys that is not known");
  }
  const expand = (info) => crypto.createHmac("sha256", master).update(info).update(Buffer.from([1])).digest();
  return { enc: expand("enc"), mac: expand("mac") };
}

function decrypt(text, keys) {
  if (!text.startsWith("2.")) throw new Error("another kind of encrypted text");
  const [iv, data, mac] = text.slice(2).split("|").map((part) => Buffer.from(part, "base64"));
  const want = crypto.createHmac("sha256", keys.mac).update(iv).update(data).digest();
  if (!crypto.timingSafeEqual(mac, want)) throw new Error("the MAC does not fit");
  const d = crypto.createDecipheriv("aes-256-cbc", keys.enc, iv);
  return Buffer.concat([d.update(data), d.final()]).toString("utf8");
}

function encrypt(text, keys) {
  const iv = crypto.randomBytes(16);
  const c = crypto.createCipheriv("aes-256-cbc", keys.enc, iv);
  const data = Buffer.concat([c.update(text, "utf8"), c.final()]);
  const mac = crypto.createHmac("sha256", keys.mac).update(iv).update(data).digest();
  return "2." + [iv, data, mac].map((part) => part.toString("base64")).join("|");
}

function open(file, keys) {
  if (!file.encrypted || !file.passwordProtected) throw new Error("not a protected file");
  const guid = decrypt(file.encKeyValidation_DO_NOT_EDIT, keys);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid)) throw new Error("the validation is no GUID");
  const plain = decrypt(file.data, keys);
  JSON.parse(plain);
  return plain;
}

async function protect({ cost, secret, text }) {
  const file = { encrypted: true, passwordProtected: true, salt: crypto.randomBytes(16).toString("base64"), ...cost };
  const keys = await keysOf(file, secret);
  file.encKeyValidation_DO_NOT_EDIT = encrypt(crypto.randomUUID(), keys);
  file.data = encrypt(text, keys);
  return JSON.stringify(file, null, "  ");
}

async function done(job) {
  try {
    if (job.cost) return { text: await protect(job) };
    const file = JSON.parse(job.text);
    return { text: open(file, await keysOf(file, job.secret)) };
  } catch (err) {
    return { error: err.message };
  }
}

const all = [];
for (const job of JSON.parse(fs.readFileSync(0, "utf8"))) all.push(await done(job));
process.stdout.write(JSON.stringify(all));
