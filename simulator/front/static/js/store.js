// What the server said last, and who wants to know. Parts of the page never talk to each other but through here.

/**
 * Shapes are those of PROTOCOL.md.
 * @typedef {{name: string, role: "desk" | "booth", display: {width: number, height: number}, keys: string[],
 *   printer: {width_dots: number, cutter: boolean}}} TerminalPlan
 * @typedef {{part: string, id: string, label: string, kind: "switch" | "slider" | "choice" | "button" | "text",
 *   expect?: string, min?: number, max?: number, step?: number, unit?: string, choices?: string[],
 *   example?: string}} Fault
 * @typedef {{id: string, kind: string, title: string, note: string, picture: string, where: string,
 *   pin?: string, codes?: number, slip?: string, terminal?: string, number?: number, booth?: number}} Item
 * @typedef {{kind: "title" | "line" | "choice", text: string, language?: string, id?: string,
 *   says?: Record<string, string>, focus?: boolean, marked?: boolean}} Piece
 * @typedef {{powered: boolean, polls: string, page: Piece[], lit: boolean, keys_down: string[], busy: boolean,
 *   faults: Record<string, any>, clock: string,
 *   printer: {busy: boolean, paper_mm: number | null, near_end: boolean, cover_open: boolean}}} TerminalState
 */

class Store {
  constructor() {
    /** @type {any} */ this.hello = null;
    /** @type {any} */ this.state = null;
    /** @type {Item[]} */ this.tray = [];
    /** @type {Map<string, ((value: any) => void)[]>} */
    this.listeners = new Map();
  }

  /** @param {string} kind @param {(value: any) => void} listener */
  on(kind, listener) {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
  }

  /** @param {string} kind @param {any} [value] */
  tell(kind, value) {
    for (const listener of this.listeners.get(kind) ?? []) listener(value);
  }

  /** @returns {TerminalPlan[]} */
  get terminals() {
    return this.hello?.terminals ?? [];
  }

  /** @param {string} name @returns {TerminalState | undefined} */
  terminal(name) {
    return this.state?.terminals?.[name];
  }

  /** @param {string} id @returns {Item | undefined} */
  item(id) {
    return this.tray.find((item) => item.id === id);
  }
}

export const store = new Store();
