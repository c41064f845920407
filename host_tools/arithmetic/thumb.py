"""Lines of MicroPython's inline assembler for Thumb-2, with `data` for the instructions that it lacks.

Encodings: ARMv7-M Architecture Reference Manual (DDI 0403), A7.7. Every `data` line carries its instruction as a
comment, and a test disassembles them all.
"""

from __future__ import annotations

R12, SP, LR = 12, 13, 14
WINDOW = (4, 5, 6, 7, 8, 9, 10, 11)  # the eight registers that hold most of a field element

_NAMES = {SP: "sp", LR: "lr"}
_SHIFTS = {"lsl": 0, "lsr": 1, "asr": 2, "ror": 3}
_LOW = 8  # registers below it fit 16-bit instructions


def name(register: int) -> str:
    """The register's name in assembler."""
    return _NAMES.get(register, f"r{register}")


class Listing:
    """One function's lines. A method per instruction; it uses the 16-bit form if the assembler supports it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def out(self, text: str, comment: str = "") -> None:
        """A line, unchanged."""
        self.lines.append(f"    {text}" + (f"  # {comment}" if comment else ""))

    def note(self, text: str) -> None:
        self.lines.append(f"    # {text}")

    def label(self, label: str) -> None:
        self.out(f"label({label})")

    def wide(self, first: int, second: int, text: str) -> None:
        """A 32-bit instruction.

        first, second: its halves in memory order.
        text: the instruction, for the comment.
        """
        self.out(f"data(2, 0x{first:04X}, 0x{second:04X})", text)

    def narrow(self, half: int, text: str) -> None:
        self.out(f"data(2, 0x{half:04X})", text)

    # --- long multiplication: (high, low) = a * b [+ (high, low)] [umaal: a * b + high + low] ---

    def umull(self, low: int, high: int, a: int, b: int) -> None:
        self._long(0xFBA0, "umull", 0, low, high, a, b)

    def umlal(self, low: int, high: int, a: int, b: int) -> None:
        self._long(0xFBE0, "umlal", 0, low, high, a, b)

    def umaal(self, low: int, high: int, a: int, b: int) -> None:
        self._long(0xFBE0, "umaal", 0x60, low, high, a, b)

    def _long(self, code: int, mnemonic: str, kind: int, low: int, high: int, a: int, b: int) -> None:
        assert low != high
        self.wide(
            code | a, low << 12 | high << 8 | kind | b, f"{mnemonic} {name(low)}, {name(high)}, {name(a)}, {name(b)}"
        )

    # --- sums and differences; those with an s leave the carry ---

    def adds(self, d: int, a: int, b: int) -> None:
        if max(d, a, b) < _LOW:
            self.out(f"add(r{d}, r{a}, r{b})")
        else:
            self._registers(0xEB10, "adds", d, a, b)

    def subs(self, d: int, a: int, b: int) -> None:
        if max(d, a, b) < _LOW:
            self.out(f"sub(r{d}, r{a}, r{b})")
        else:
            self._registers(0xEBB0, "subs", d, a, b)

    def adcs(self, d: int, a: int, b: int) -> None:
        if d == a and max(d, b) < _LOW:
            self.out(f"adc(r{d}, r{b})")
        else:
            self._registers(0xEB50, "adcs", d, a, b)

    def sbcs(self, d: int, a: int, b: int) -> None:
        if d == a and max(d, b) < _LOW:
            self.out(f"sbc(r{d}, r{b})")
        else:
            self._registers(0xEB70, "sbcs", d, a, b)

    def adc(self, d: int, a: int, b: int) -> None:
        self._registers(0xEB40, "adc", d, a, b)

    def sbc(self, d: int, a: int, b: int) -> None:
        self._registers(0xEB60, "sbc", d, a, b)

    def add(self, d: int, a: int, b: int) -> None:
        self._registers(0xEB00, "add", d, a, b)

    def _registers(self, code: int, mnemonic: str, d: int, a: int, b: int) -> None:
        self.wide(code | a, d << 8 | b, f"{mnemonic} {name(d)}, {name(a)}, {name(b)}")

    def adcs0(self, d: int, a: int) -> None:
        self.immediate(0xF150, "adcs", d, a, 0)

    def adc0(self, d: int, a: int) -> None:
        self.immediate(0xF140, "adc", d, a, 0)

    def sbcs0(self, d: int, a: int) -> None:
        self.immediate(0xF170, "sbcs", d, a, 0)

    def immediate(self, code: int, mnemonic: str, d: int, a: int, value: int) -> None:
        assert 0 <= value < 256
        self.wide(code | a, d << 8 | value, f"{mnemonic} {name(d)}, {name(a)}, #{value}")

    # --- moves, bits and shifts ---

    def mov(self, d: int, value: int) -> None:
        """Does not change the flags, unlike the assembler's own `mov` of a number."""
        self.wide(0xF04F, d << 8 | value, f"mov.w {name(d)}, #{value}")

    def eor(self, d: int, a: int, b: int) -> None:
        if d == a and max(d, b) < _LOW:
            self.out(f"eor(r{d}, r{b})")
        else:
            self._registers(0xEA80, "eor", d, a, b)

    def and_(self, d: int, a: int, b: int) -> None:
        if d == a and max(d, b) < _LOW:
            self.out(f"and_(r{d}, r{b})")
        else:
            self._registers(0xEA00, "and", d, a, b)

    def move_shifted(self, d: int, b: int, kind: str, by: int) -> None:
        self._shifted(0xEA4F, f"mov.w {name(d)}, ", d, b, kind, by)

    def eor_shifted(self, d: int, a: int, b: int, kind: str, by: int) -> None:
        self._shifted(0xEA80 | a, f"eor {name(d)}, {name(a)}, ", d, b, kind, by)

    def add_shifted(self, d: int, a: int, b: int, by: int) -> None:
        self._shifted(0xEB00 | a, f"add {name(d)}, {name(a)}, ", d, b, "lsl", by)

    def _shifted(self, first: int, start: str, d: int, b: int, kind: str, by: int) -> None:
        assert 0 < by < 32
        self.wide(
            first, by >> 2 << 12 | d << 8 | (by & 3) << 6 | _SHIFTS[kind] << 4 | b, f"{start}{name(b)}, {kind} #{by}"
        )

    def ubfx(self, d: int, a: int, low: int, width: int) -> None:
        """d = a bit field of a, from bit `low` on."""
        self.wide(
            0xF3C0 | a, low >> 2 << 12 | d << 8 | (low & 3) << 6 | width - 1,
            f"ubfx {name(d)}, {name(a)}, #{low}, #{width}",
        )  # fmt: skip

    def clear_bit_31(self, d: int) -> None:
        self.wide(0xF36F, 7 << 12 | d << 8 | 3 << 6 | 31, f"bfc {name(d)}, #31, #1")

    def clz(self, d: int, a: int) -> None:
        self.wide(0xFAB0 | a, 0xF080 | d << 8 | a, f"clz {name(d)}, {name(a)}")

    def mla(self, d: int, a: int, b: int, plus: int) -> None:
        self.wide(0xFB00 | a, plus << 12 | d << 8 | b, f"mla {name(d)}, {name(a)}, {name(b)}, {name(plus)}")

    def rev(self, register: int) -> None:
        self.narrow(0xBA00 | register << 3 | register, f"rev r{register}, r{register}")

    # --- memory; offsets in words unless said ---

    def load(self, t: int, base: int, word: int) -> None:
        self._word("ldr", 0x9800, 0xF8D0, t, base, word)

    def store(self, t: int, base: int, word: int) -> None:
        self._word("str", 0x9000, 0xF8C0, t, base, word)

    def _word(self, mnemonic: str, from_stack: int, code: int, t: int, base: int, word: int) -> None:
        if base == SP and t < _LOW:
            self.narrow(from_stack | t << 8 | word, f"{mnemonic} r{t}, [sp, #{4 * word}]")
        elif base < _LOW and t < _LOW:
            self.out(f"{mnemonic}(r{t}, [r{base}, {4 * word}])")
        else:
            self.wide(code | base, t << 12 | 4 * word, f"{mnemonic} {name(t)}, [{name(base)}, #{4 * word}]")

    def load_after(self, t: int, base: int, step: int) -> None:
        """Load, then base += step bytes."""
        self.wide(0xF850 | base, t << 12 | 0xB00 | step, f"ldr {name(t)}, [{name(base)}], #{step}")

    def store_after(self, t: int, base: int, step: int) -> None:
        self.wide(0xF840 | base, t << 12 | 0xB00 | step, f"str {name(t)}, [{name(base)}], #{step}")

    def load_byte_after(self, t: int, base: int) -> None:
        """Load a byte, then base += 1."""
        self.wide(0xF810 | base, t << 12 | 0xB01, f"ldrb {name(t)}, [{name(base)}], #1")

    def store_byte_after(self, t: int, base: int) -> None:
        """Store a byte, then base += 1."""
        self.wide(0xF800 | base, t << 12 | 0xB01, f"strb {name(t)}, [{name(base)}], #1")

    def load_pair(self, low: int, high: int, base: int, offset: int) -> None:
        """Load two registers. Unlike `load`, it faults at an address that is not a multiple of 4; offset in bytes."""
        self.wide(
            0xE9D0 | base, low << 12 | high << 8 | offset // 4, f"ldrd {name(low)}, {name(high)}, {_at(base, offset)}"
        )

    def store_pair(self, low: int, high: int, base: int, offset: int) -> None:
        self.wide(
            0xE9C0 | base, low << 12 | high << 8 | offset // 4, f"strd {name(low)}, {name(high)}, {_at(base, offset)}"
        )

    def load_pair_after(self, low: int, high: int, base: int) -> None:
        """Load, then base += 8."""
        self.wide(0xE8F0 | base, low << 12 | high << 8 | 2, f"ldrd {name(low)}, {name(high)}, [{name(base)}], #8")

    def store_pair_after(self, low: int, high: int, base: int) -> None:
        self.wide(0xE8E0 | base, low << 12 | high << 8 | 2, f"strd {name(low)}, {name(high)}, [{name(base)}], #8")

    def store_pair_before(self, low: int, high: int, base: int) -> None:
        """base -= 8, then store."""
        self.wide(0xE960 | base, low << 12 | high << 8 | 2, f"strd {name(low)}, {name(high)}, [{name(base)}, #-8]!")

    def load_eight(self, base: int, first: int = 4) -> None:
        self.wide(0xE890 | base, 0xFF << first, f"ldm {name(base)}, {{r{first}-r{first + 7}}}")

    def store_eight(self, base: int, first: int = 4) -> None:
        self.wide(0xE880 | base, 0xFF << first, f"stm {name(base)}, {{r{first}-r{first + 7}}}")

    def store_eight_after(self, base: int, first: int = 4) -> None:
        """Store, then base += 32."""
        self.wide(0xE8A0 | base, 0xFF << first, f"stm {name(base)}!, {{r{first}-r{first + 7}}}")

    def frame_address(self, d: int, word: int) -> None:
        self.narrow(0xA800 | d << 8 | word, f"add r{d}, sp, #{4 * word}")

    # --- the frame: registers that Python's caller keeps, and words on the stack ---

    def enter(self, words: int, keeps: bool = True) -> None:
        """Save r8 to r11 if they are used, and make room. An even number keeps the stack aligned to 8 bytes."""
        assert words % 2 == 0
        if keeps:
            self.out("push({r8, r9, r10, r11})")
        if words:
            self.narrow(0xB080 | words, f"sub sp, #{4 * words}")

    def leave(self, words: int, keeps: bool = True) -> None:
        """Return 0, an object that needs no memory."""
        if words:
            self.narrow(0xB000 | words, f"add sp, #{4 * words}")
        if keeps:
            self.out("pop({r8, r9, r10, r11})")
        self.out("mov(r0, 0)")


def _at(base: int, offset: int) -> str:
    return f"[{name(base)}, #{offset}]"
