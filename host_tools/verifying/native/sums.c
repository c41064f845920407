/* Sums of multiples of public points of edwards25519, for verifying many ballots; called from compiled.py, which says what
 * each of these is for. Encodings and scalars are 32 bytes, little endian. Nothing is kept between calls. */
#include <stdlib.h>
#include "points.h"

#define COLUMNS 32 /* of a table: multiples 1 to 128 of 256^column times the point */
#define ENTRIES 128
#define MOST_BITS 256 /* of a weight */

static int bit(const uint8_t *scalar, int at) { return scalar[at >> 3] >> (at & 7) & 1; }

/* So many bits of a scalar from one place on; those past bit 255 are 0. */
static int bits(const uint8_t *scalar, int at, int count) {
    uint32_t value = 0;
    for (int i = 0; i < 4 && (at >> 3) + i < 32; i++) value |= (uint32_t)scalar[(at >> 3) + i] << 8 * i;
    return value >> (at & 7) & ((1U << count) - 1);
}

/* out: u = (1 + y) / (1 - y) of each point. 0 where a y is not below p, or is 1 or -1: no point of odd order has these. */
int tamga_montgomery(uint8_t *out, const uint8_t *points, int64_t count) {
    number over[TOGETHER], under[TOGETHER], room[TOGETHER];
    for (int64_t at = 0; at < count; at += TOGETHER) {
        int some = count - at < TOGETHER ? (int)(count - at) : TOGETHER;
        for (int i = 0; i < some; i++) {
            number y;
            if (!from_bytes(&y, points + 32 * (at + i))) return 0;
            over[i] = plus(ONE, y), under[i] = less(ONE, y);
            if (same(over[i], ZERO) || same(under[i], ZERO)) return 0;
        }
        inverse_of_each(under, room, some);
        for (int i = 0; i < some; i++) to_bytes(out + 32 * (at + i), times(over[i], under[i]));
    }
    return 1;
}

int64_t tamga_table_bytes(void) { return COLUMNS * ENTRIES * sizeof(affine); }

/* table: of a point, for tamga_rows. 0 where it is none. */
int tamga_table(void *table, const uint8_t *encoding) {
    affine *entry = table, base;
    if (!decoded(&base, encoding)) return 0;
    point column = point_of(&base);
    for (int i = 0; i < COLUMNS; i++) {
        addend step = addend_of(column);
        point multiple = column;
        point some[ENTRIES];
        number z[ENTRIES], room[ENTRIES];
        for (int j = 0; j < ENTRIES; j++) some[j] = multiple, z[j] = multiple.z, multiple = add(multiple, &step, 0);
        inverse_of_each(z, room, ENTRIES);
        for (int j = 0; j < ENTRIES; j++) {
            number x = times(some[j].x, z[j]), y = times(some[j].y, z[j]);
            *entry++ = (affine){plus(y, x), less(y, x), times(times(x, y), D2)};
        }
        for (int j = 0; j < 8; j++) column = doubled(column);
    }
    return 1;
}

/* Adds to each sum a scalar below 2^255 times the point of a table: column by column, so that each is read once for all. */
static void add_fixed(point *sums, const affine *table, const uint8_t *scalars, int count) {
    uint8_t carries[TOGETHER] = {0};
    for (int column = 0; column < COLUMNS; column++, table += ENTRIES)
        for (int i = 0; i < count; i++) {
            int digit = scalars[32 * i + column] + carries[i];
            carries[i] = digit > ENTRIES;
            digit -= carries[i] << 8;
            if (digit) sums[i] = add_affine(sums[i], table + abs(digit) - 1, digit < 0);
        }
}

/* So many odd digits, below 16, of a number of `length` bits, each followed by at least four zeros. */
static void odd_digits(int8_t digits[MOST_BITS + 1], const uint8_t *scalar, int length) {
    int carry = 0;
    memset(digits, 0, length + 1);
    for (int at = 0; at <= length;) {
        int here = (at < length ? bit(scalar, at) : 0) + carry;
        if (!(here & 1)) { carry = here >> 1, at++; continue; }
        int digit = carry;
        for (int i = 0; i < 5 && at + i < length; i++) digit += bit(scalar, at + i) << i;
        carry = digit > 16;
        digits[at] = (int8_t)(digit - (carry << 5));
        at += 5;
    }
}

/* out: of each group of points the sum of them, each times its weight of so many bits, 128 or 256. 0 where one is no point, -1
 * without memory. */
int tamga_weighted_sums(uint8_t *out, const uint8_t *weights, int64_t weight_bits, const uint8_t *points, int64_t groups,
                   int64_t each) {
    addend (*odd)[8] = malloc(each * sizeof *odd);
    int8_t (*digits)[MOST_BITS + 1] = malloc(each * sizeof *digits);
    point sums[TOGETHER];
    int good = odd && digits ? 1 : -1;
    for (int64_t group = 0; group < groups && good == 1; group++) {
        for (int64_t i = 0; i < each && good == 1; i++, points += 32, weights += weight_bits / 8) {
            affine base;
            if (!decoded(&base, points)) { good = 0; break; }
            point multiple = point_of(&base);
            addend twice = addend_of(doubled(multiple));
            for (int j = 0; j < 8; j++) odd[i][j] = addend_of(multiple), multiple = add(multiple, &twice, 0);
            odd_digits(digits[i], weights, (int)weight_bits);
        }
        if (good != 1) break;
        point sum = IDENTITY;
        for (int at = (int)weight_bits; at >= 0; at--) {
            sum = doubled(sum);
            for (int64_t i = 0; i < each; i++)
                if (digits[i][at]) sum = add(sum, &odd[i][abs(digits[i][at]) >> 1], digits[i][at] < 0);
        }
        sums[group % TOGETHER] = sum;
        if (group % TOGETHER == TOGETHER - 1 || group == groups - 1)
            encoded_each(out + 32 * (group - group % TOGETHER), sums, (int)(group % TOGETHER) + 1);
    }
    free(odd), free(digits);
    return good;
}

/* out: for each base, and each of its rows, f G + e H - c base: f and e below 2^255 from of_g and of_h, c of 16 bytes from
 * of_base, g and h the tables of G and H. 0 where a base is no point. */
int tamga_rows(uint8_t *out, const void *g, const void *h, const uint8_t *of_g, const uint8_t *of_h, const uint8_t *of_base,
               const uint8_t *bases, int64_t count, int64_t rows) {
    point sums[TOGETHER];
    int waiting = 0;
    for (int64_t base = 0; base < count; base++, bases += 32) {
        addend some[16]; /* the sums of any of four points: the base times 1, 2^32, 2^64, 2^96 */
        affine first;
        if (!decoded(&first, bases)) return 0;
        point teeth = point_of(&first);
        for (int tooth = 0; tooth < 4; tooth++) {
            int low = 1 << tooth;
            some[low] = addend_of(teeth);
            for (int i = 1; i < low; i++) some[low + i] = addend_of(add(teeth, &some[i], 0));
            for (int i = 0; i < 32 && tooth < 3; i++) teeth = doubled(teeth);
        }
        for (int64_t row = 0; row < rows; row++, of_base += 16) {
            point sum = IDENTITY;
            for (int at = 31; at >= 0; at--) {
                int i = bit(of_base, at) | bit(of_base, at + 32) << 1 | bit(of_base, at + 64) << 2 | bit(of_base, at + 96) << 3;
                sum = doubled(sum);
                if (i) sum = add(sum, &some[i], 1);
            }
            sums[waiting++] = sum;
            if (waiting < TOGETHER && (base < count - 1 || row < rows - 1)) continue;
            add_fixed(sums, g, of_g, waiting);
            add_fixed(sums, h, of_h, waiting);
            encoded_each(out, sums, waiting);
            out += 32 * waiting, of_g += 32 * waiting, of_h += 32 * waiting, waiting = 0;
        }
    }
    return 1;
}

/* The bits of a digit with which `count` points need the fewest additions. */
static int digit_bits(int64_t count) {
    int best = 3;
    for (int i = 4; i < 14; i++)
        if ((256 / i + 1) * (count + (2LL << (i - 1))) < (256 / best + 1) * (count + (2LL << (best - 1)))) best = i;
    return best;
}

/* Points of the subgroup, from y of an eighth of each: whatever is eight times a point of the curve is of it. 0 where one is not
 * eight times that, in the encoding given, or is the identity. */
static int eightfold(affine *out, const uint8_t *points, const uint8_t *eighths, int64_t count) {
    point some[TOGETHER];
    number z[TOGETHER], room[TOGETHER];
    for (int64_t at = 0; at < count; at += TOGETHER) {
        int number_of = count - at < TOGETHER ? (int)(count - at) : TOGETHER;
        for (int i = 0; i < number_of; i++) {
            affine eighth;
            if (!decoded(&eighth, eighths + 32 * (at + i))) return 0;
            some[i] = doubled(doubled(doubled(point_of(&eighth))));
            z[i] = some[i].z;
        }
        inverse_of_each(z, room, number_of);
        for (int i = 0; i < number_of; i++) {
            const uint8_t *due = points + 32 * (at + i);
            uint8_t x_bytes[32], y_bytes[32];
            number x = times(some[i].x, z[i]), y = times(some[i].y, z[i]);
            to_bytes(x_bytes, x), to_bytes(y_bytes, y);
            if (memcmp(y_bytes, due, 31) || y_bytes[31] != (due[31] & 0x7F) || same(x, ZERO)) return 0;
            if ((x_bytes[0] & 1) != due[31] >> 7) x = times(less(ZERO, x), ONE); /* an eighth may have either sign */
            *out++ = (affine){plus(y, x), less(y, x), times(times(x, y), D2)};
        }
    }
    return 1;
}

/* out: the sum of each point times its scalar, any 256 bits. By digits from the highest on; of each the points with the same
 * digit are added up first. eighths: of so many of the first points, which must be as above. 0 where one is no point, -1 without
 * memory. */
int tamga_total(uint8_t *out, const uint8_t *scalars, const uint8_t *points, int64_t count, const uint8_t *eighths,
                int64_t of_eighths) {
    int width = digit_bits(count), half = 1 << (width - 1), good = 1, top = 0;
    affine *some = malloc((count + 1) * sizeof *some);
    point *sums = malloc(half * sizeof *sums);
    uint8_t *filled = malloc(half), *carries = calloc(count + 1, 1);
    int16_t *digits = NULL;
    if (!some || !sums || !filled || !carries) good = -1;
    if (good == 1) good = eightfold(some, points, eighths, of_eighths);
    for (int64_t i = 0; i < count && good == 1; i++) {
        if (i >= of_eighths && !decoded(&some[i], points + 32 * i)) good = 0;
        for (int at = 255; at >= top; at--)
            if (bit(scalars + 32 * i, at)) top = at + 1;
    }
    int columns = top / width + 1;
    if (good == 1 && !(digits = malloc((count + 1) * columns * sizeof *digits))) good = -1;
    for (int column = 0; column < columns && good == 1; column++)
        for (int64_t i = 0; i < count; i++) {
            int digit = bits(scalars + 32 * i, column * width, width) + carries[i];
            carries[i] = digit > half;
            digits[column * count + i] = (int16_t)(digit - (carries[i] << width));
        }
    point sum = IDENTITY;
    for (int column = columns - 1; column >= 0 && good == 1; column--) {
        for (int i = 0; i < width; i++) sum = doubled(sum);
        memset(filled, 0, half);
        int highest = 0;
        for (int64_t i = 0; i < count; i++) {
            int digit = digits[column * count + i], at = abs(digit) - 1;
            if (!digit) continue;
            sums[at] = add_affine(filled[at] ? sums[at] : IDENTITY, &some[i], digit < 0);
            filled[at] = 1;
            if (at >= highest) highest = at + 1;
        }
        point running = IDENTITY, all = IDENTITY;
        while (highest--) {
            if (filled[highest]) {
                addend more = addend_of(sums[highest]);
                running = add(running, &more, 0);
            }
            addend now = addend_of(running);
            all = add(all, &now, 0);
        }
        addend now = addend_of(all);
        sum = add(sum, &now, 0);
    }
    if (good == 1) encoded_each(out, &sum, 1);
    free(some), free(sums), free(filled), free(carries), free(digits);
    return good;
}
