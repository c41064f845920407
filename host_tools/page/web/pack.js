// Standard input, compressed, on standard output, by a locked zlib: its bytes are the same on any computer.
import { readFileSync, writeSync } from "node:fs";
import { gzip } from "pako";

const packed = gzip(readFileSync(0), { level: 9, memLevel: 9 });
for (let at = 0; at < packed.length; ) at += writeSync(1, packed, at);
