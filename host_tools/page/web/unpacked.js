// What the page carries compressed, as Base64: the reader of codes, the table of formats, and the words of three languages.
import { gunzipSync } from "./libraries.js";

export const unpacked = packed => gunzipSync(Uint8Array.from(atob(packed), letter => letter.charCodeAt(0)));
