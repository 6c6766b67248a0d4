// JSON Feed against its schema: argument a file with {files: [..]}, answer [{file, errors: [..]}].
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.BYLINE_NODE_MODULES, "here.js"));
const Ajv = require("ajv");
const addFormats = require("ajv-formats");
const schema = require("jsonfeed-schema/v1.1");

const { files } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(schema);

const answer = files.map((file) => {
  try {
    const feed = JSON.parse(readFileSync(file, "utf8"));
    validate(feed);
    return { file, errors: (validate.errors ?? []).map((e) => `${e.instancePath || "/"} ${e.message}`) };
  } catch (error) {
    return { file, errors: [String(error)] };
  }
});
process.stdout.write(JSON.stringify(answer));
