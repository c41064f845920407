/* Numbers modulo p = 2^255 - 19 in five limbs of 51 bits, for public values only: nothing here hides what it computes with.
 *
 * A product takes limbs below 2^54 and gives limbs below 2^51 + 2^13 ("tight"). The sum of two tight ones is below 2^53
 * ("loose"), as is what `less` may take away; what it gives is below 2^54. So one sum or difference may stand between two
 * products, which is all that the formulas of points.h ask for. */
#ifndef TAMGA_FIELD_H
#define TAMGA_FIELD_H
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 wide;
typedef struct { uint64_t v[5]; } number;

#define INLINE static inline __attribute__((always_inline)) /* calls by value would cost more than the products */
#define LIMB ((1ULL << 51) - 1)

static const number ZERO = {{0}}, ONE = {{1}};
static const number D2 = {{1859910466990425ULL, 932731440258426ULL, 1072319116312658ULL, 1815898335770999ULL,
                           633789495995903ULL}}; /* 2 d */
static const number D = {{929955233495203ULL, 466365720129213ULL, 1662059464998953ULL, 2033849074728123ULL,
                          1442794654840575ULL}}; /* d = -121665 / 121666 */
static const number ROOT = {{1718705420411056ULL, 234908883556509ULL, 2233514472574048ULL, 2117202627021982ULL,
                             765476049583133ULL}}; /* of -1 */

INLINE number plus(number a, number b) {
    for (int i = 0; i < 5; i++) a.v[i] += b.v[i];
    return a;
}

INLINE number less(number a, number b) { /* + 4 p, so that no limb falls below 0 */
    a.v[0] += 0x1FFFFFFFFFFFB4ULL - b.v[0];
    for (int i = 1; i < 5; i++) a.v[i] += 0x1FFFFFFFFFFFFCULL - b.v[i];
    return a;
}

INLINE number carried(wide r0, wide r1, wide r2, wide r3, wide r4) {
    number h;
    r1 += (uint64_t)(r0 >> 51);
    r2 += (uint64_t)(r1 >> 51);
    r3 += (uint64_t)(r2 >> 51);
    r4 += (uint64_t)(r3 >> 51);
    h.v[0] = ((uint64_t)r0 & LIMB) + 19 * (uint64_t)(r4 >> 51);
    h.v[1] = ((uint64_t)r1 & LIMB) + (h.v[0] >> 51);
    h.v[0] &= LIMB;
    h.v[2] = (uint64_t)r2 & LIMB;
    h.v[3] = (uint64_t)r3 & LIMB;
    h.v[4] = (uint64_t)r4 & LIMB;
    return h;
}

INLINE number times(number f, number g) {
    const uint64_t *a = f.v, *b = g.v;
    uint64_t b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
    return carried((wide)a[0] * b[0] + (wide)a[1] * b4 + (wide)a[2] * b3 + (wide)a[3] * b2 + (wide)a[4] * b1,
                   (wide)a[0] * b[1] + (wide)a[1] * b[0] + (wide)a[2] * b4 + (wide)a[3] * b3 + (wide)a[4] * b2,
                   (wide)a[0] * b[2] + (wide)a[1] * b[1] + (wide)a[2] * b[0] + (wide)a[3] * b4 + (wide)a[4] * b3,
                   (wide)a[0] * b[3] + (wide)a[1] * b[2] + (wide)a[2] * b[1] + (wide)a[3] * b[0] + (wide)a[4] * b4,
                   (wide)a[0] * b[4] + (wide)a[1] * b[3] + (wide)a[2] * b[2] + (wide)a[3] * b[1] + (wide)a[4] * b[0]);
}

INLINE number square(number f) {
    const uint64_t *a = f.v;
    uint64_t twice0 = 2 * a[0], twice1 = 2 * a[1], a3 = 19 * a[3], a4 = 19 * a[4];
    return carried((wide)a[0] * a[0] + (wide)twice1 * a4 + (wide)(2 * a[2]) * a3,
                   (wide)twice0 * a[1] + (wide)(2 * a[2]) * a4 + (wide)a[3] * a3,
                   (wide)twice0 * a[2] + (wide)a[1] * a[1] + (wide)(2 * a[3]) * a4,
                   (wide)twice0 * a[3] + (wide)twice1 * a[2] + (wide)a[4] * a4,
                   (wide)twice0 * a[4] + (wide)twice1 * a[3] + (wide)a[2] * a[2]);
}

static number squares(number a, int count) {
    while (count--) a = square(a);
    return a;
}

/* a^(2^250 - 1), from which both powers below follow; *eleventh is a^11. */
static number long_power(number a, number *eleventh) {
    number a2 = square(a), a9 = times(a, squares(a2, 2));
    *eleventh = times(a2, a9);
    number to5 = times(a9, square(*eleventh)), to10 = times(squares(to5, 5), to5), to20 = times(squares(to10, 10), to10);
    number to40 = times(squares(to20, 20), to20), to50 = times(squares(to40, 10), to10);
    number to100 = times(squares(to50, 50), to50), to200 = times(squares(to100, 100), to100);
    return times(squares(to200, 50), to50);
}

static number inverse(number a) { /* a^(p - 2); of 0 it is 0 */
    number eleventh, power = long_power(a, &eleventh);
    return times(squares(power, 5), eleventh);
}

static number root_power(number a) { /* a^((p - 5) / 8) */
    number eleventh, power = long_power(a, &eleventh);
    return times(squares(power, 2), a);
}

static void to_bytes(uint8_t out[32], number a) { /* the one canonical encoding */
    uint64_t *v = a.v, carry;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 4; i++) v[i + 1] += v[i] >> 51, v[i] &= LIMB;
        v[0] += 19 * (v[4] >> 51), v[4] &= LIMB;
    }
    carry = (v[0] + 19) >> 51; /* 1 in the end where a is p or more */
    for (int i = 1; i < 5; i++) carry = (v[i] + carry) >> 51;
    v[0] += 19 * carry;
    for (int i = 0; i < 4; i++) v[i + 1] += v[i] >> 51, v[i] &= LIMB;
    v[4] &= LIMB;
    uint64_t words[4] = {v[0] | v[1] << 51, v[1] >> 13 | v[2] << 38, v[2] >> 26 | v[3] << 25, v[3] >> 39 | v[4] << 12};
    memcpy(out, words, 32);
}

static int from_bytes(number *a, const uint8_t in[32]) { /* bit 255 aside; 0 where it is p or more */
    uint64_t words[4];
    uint8_t back[32];
    memcpy(words, in, 32);
    a->v[0] = words[0] & LIMB;
    a->v[1] = (words[0] >> 51 | words[1] << 13) & LIMB;
    a->v[2] = (words[1] >> 38 | words[2] << 26) & LIMB;
    a->v[3] = (words[2] >> 25 | words[3] << 39) & LIMB;
    a->v[4] = (words[3] >> 12) & LIMB;
    to_bytes(back, *a);
    return memcmp(back, in, 31) == 0 && back[31] == (in[31] & 0x7F);
}

static int same(number a, number b) {
    uint8_t one[32], other[32];
    to_bytes(one, a);
    to_bytes(other, b);
    return memcmp(one, other, 32) == 0;
}

/* Each of so many numbers inverted in place, none of them 0, with one inversion in all; before: room for as many. */
static void inverse_of_each(number *some, number *before, int count) {
    number product = ONE;
    for (int i = 0; i < count; i++) before[i] = product, product = times(product, some[i]);
    product = inverse(product);
    while (count--) {
        number inverted = times(product, before[count]);
        product = times(product, some[count]);
        some[count] = inverted;
    }
}
#endif
