/* Points of edwards25519 (RFC 8032, section 5.1), in the formulas of Hisil, Wong, Carter and Dawson (2008), which are complete:
 * no sum of two points of the curve needs a case of its own. */
#ifndef TAMGA_POINTS_H
#define TAMGA_POINTS_H
#include "field.h"

typedef struct { number x, y, z, t; } point;            /* x / z, y / z; t = x y / z */
typedef struct { number sum, difference, t2d; } affine; /* y + x, y - x, 2 d x y: of a point that is added often */
typedef struct { affine at; number z2; } addend;        /* the same times z, and 2 z */

static const point IDENTITY = {{{0}}, {{1}}, {{1}}, {{0}}};

INLINE point finished(number e, number f, number g, number h) {
    return (point){times(e, f), times(g, h), times(f, g), times(e, h)};
}

INLINE point doubled(point p) {
    number a = square(p.x), b = square(p.y), z = square(p.z), both = plus(a, b);
    number e = less(square(plus(p.x, p.y)), both), g = less(b, a), f = less(plus(plus(z, z), a), b);
    return finished(e, f, g, both); /* every coordinate with the other sign: the same point */
}

INLINE point joined(point p, const affine *q, number z2, int minus) {
    number a = times(less(p.y, p.x), minus ? q->sum : q->difference);
    number b = times(plus(p.y, p.x), minus ? q->difference : q->sum);
    number c = times(p.t, q->t2d), e = less(b, a), f = less(z2, c), g = plus(z2, c), h = plus(b, a);
    return minus ? finished(e, g, f, h) : finished(e, f, g, h);
}

INLINE point add_affine(point p, const affine *q, int minus) { return joined(p, q, plus(p.z, p.z), minus); }

INLINE point add(point p, const addend *q, int minus) { return joined(p, &q->at, times(p.z, q->z2), minus); }

static inline addend addend_of(point p) {
    return (addend){{plus(p.y, p.x), less(p.y, p.x), times(p.t, D2)}, plus(p.z, p.z)};
}

static inline point point_of(const affine *q) { return add_affine(IDENTITY, q, 0); }

/* 0 where the bytes are not the canonical encoding of a point of the curve. */
static int decoded(affine *q, const uint8_t in[32]) {
    number x, y;
    uint8_t bytes[32];
    if (!from_bytes(&y, in)) return 0;
    number y2 = square(y), u = less(y2, ONE), v = plus(times(D, y2), ONE), v3 = times(square(v), v);
    number u3 = times(u, v3);
    x = times(u3, root_power(times(u3, square(square(v)))));
    number check = times(v, square(x));
    if (!same(check, u)) {
        if (!same(plus(check, u), ZERO)) return 0;
        x = times(x, ROOT);
    }
    to_bytes(bytes, x);
    int odd = bytes[0] & 1, sign = in[31] >> 7, zero = same(x, ZERO);
    if (zero && sign) return 0;
    if (odd != sign) x = times(less(ZERO, x), ONE);
    *q = (affine){plus(y, x), less(y, x), times(times(x, y), D2)};
    return 1;
}

static void encoded(uint8_t out[32], point p, number z_inverse) {
    uint8_t x[32];
    to_bytes(x, times(p.x, z_inverse));
    to_bytes(out, times(p.y, z_inverse));
    out[31] |= (x[0] & 1) << 7;
}

#define TOGETHER 256 /* points whose denominators are inverted together */

static void encoded_each(uint8_t *out, const point *some, int count) { /* at most TOGETHER */
    number z[TOGETHER], room[TOGETHER];
    for (int i = 0; i < count; i++) z[i] = some[i].z;
    inverse_of_each(z, room, count);
    for (int i = 0; i < count; i++) encoded(out + 32 * i, some[i], z[i]);
}
#endif
