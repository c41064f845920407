// The camera, frame by frame, at no more than half of the phone's time.
import { pixels } from "./pictures.js";

const SIZES = [1280, 1280, 1920]; // pixels of the longer side, frame after frame
const LEAST_PAUSE_MS = 30;

export class Camera {
  #stream = null;
  #video;
  frames = 0;

  constructor(video) {
    this.#video = video;
  }

  get isOn() {
    return this.#stream !== null;
  }

  /** Start, and call `seen` with the pixels of each frame, until `stop`. The word of words.tsv for what is in the way, or "". */
  async start(seen) {
    if (!navigator.mediaDevices?.getUserMedia) return "why_no_camera";
    const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted });
      this.#video.srcObject = this.#stream;
      await this.#video.play();
    } catch (error) {
      this.stop();
      return error.name === "NotAllowedError" ? "why_denied" : "why_no_camera";
    }
    this.#watch(seen);
    return "";
  }

  async #watch(seen) {
    const [stream, video] = [this.#stream, this.#video];
    while (this.#stream === stream) {
      const began = performance.now();
      if (video.videoWidth) {
        const size = Math.min(SIZES[this.frames % SIZES.length], Math.max(video.videoWidth, video.videoHeight));
        this.frames++;
        await seen(pixels(video, [0, 0, video.videoWidth, video.videoHeight], size));
      }
      const worked = performance.now() - began;
      await new Promise(resolve => setTimeout(resolve, Math.max(LEAST_PAUSE_MS, worked)));
    }
  }

  /** Whether the phone has a lamp that the page may switch. */
  get hasLamp() {
    return Boolean(this.#stream?.getVideoTracks()[0].getCapabilities?.().torch);
  }

  async light(isOn) {
    await this.#stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}
