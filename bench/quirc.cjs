// Reads the name of a grey picture (PGM) on each line and answers with the texts of the QR codes in it, as JSON.
const fs = require("fs"), path = require("path"), readline = require("readline");
const dist = path.join(process.argv[2], "node_modules", "quirc", "dist");
const { Quirc } = require(path.join(dist, "cjs", "index.js"));
const quirc = new Quirc(new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(path.join(dist, "libquirc.wasm")))));
readline.createInterface({ input: process.stdin }).on("line", (file) => {
  const bytes = fs.readFileSync(file), [, width, height] = bytes.toString("latin1", 0, 40).split(/\s/).map(Number);
  const grey = bytes.subarray(bytes.length - width * height);
  const found = quirc.decode(grey.buffer.slice(grey.byteOffset, grey.byteOffset + grey.length), width, height);
  console.log(JSON.stringify(found.map((code) => Buffer.from(code.data.payload).toString()).join(" ")));
});
