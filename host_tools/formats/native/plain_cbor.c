/* Whether bytes are one value in deterministic CBOR (RFC 8949 4.2.1) of the kinds that nearly all signed objects are
   made of: integers, byte and text strings, lists, maps in order, false, true, null.

   It says yes or "I do not know": tags, and whatever is wrong, are left to Python, which finds the words for it. It reads
   and keeps nothing; a list or map takes one place of a stack of fixed size, so no input can go deeper. */

#include <stdint.h>
#include <string.h>

enum { UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, SIMPLE };
enum { DEEPEST = 16, FALSE_ = 20, TRUE_ = 21, NULL_ = 22 };

struct level {
    uint64_t left;              /* values that are still to come: a map's keys and values are counted alike */
    const uint8_t *key;         /* of a map: its last key, to compare the next one with; NULL before the first */
    int64_t key_size;
    int is_map;
};

/* The number of a head, and where what follows it begins; NULL where it is cut short or not the shortest. */
static const uint8_t *head(const uint8_t *at, const uint8_t *end, uint64_t *number) {
    static const uint64_t least[4] = {24, 1u << 8, 1u << 16, (uint64_t)1 << 32};
    unsigned info = *at++ & 31;
    if (info < 24) {
        *number = info;
        return at;
    }
    if (info > 27 || end - at < 1 << (info - 24))
        return NULL;
    *number = 0;
    for (int left = 1 << (info - 24); left; left--)
        *number = *number << 8 | *at++;
    return *number >= least[info - 24] ? at : NULL;
}

/* Whether one key comes before another in the bytewise order of their encodings. */
static int is_before(const uint8_t *one, int64_t one_size, const uint8_t *other, int64_t other_size) {
    int order = memcmp(one, other, one_size < other_size ? one_size : other_size);
    return order < 0 || (order == 0 && one_size < other_size);
}

int tamga_plain_cbor(const uint8_t *at, int64_t size) {
    const uint8_t *end = at + size;
    struct level levels[DEEPEST] = {{1, NULL, 0, 0}}, *level = levels;
    for (;;) {
        while (level->left == 0) {
            if (level == levels)
                return at == end;
            level--;
        }
        if (at >= end)
            return 0;
        const uint8_t *begins = at;
        int kind = *at >> 5, is_key = level->is_map && level->left % 2 == 0;
        uint64_t number;
        if (!(at = head(at, end, &number)))
            return 0;
        if (kind == BYTES || kind == TEXT) {
            if (number > (uint64_t)(end - at))
                return 0;
            at += number;
        } else if (kind == TAG || (kind == SIMPLE && (number < FALSE_ || number > NULL_)))
            return 0;
        if (is_key) {
            if (kind >= LIST)
                return 0;
            if (level->key && !is_before(level->key, level->key_size, begins, at - begins))
                return 0;
            level->key = begins;
            level->key_size = at - begins;
        }
        level->left--;
        if (kind == LIST || kind == MAP) {
            if (number > (uint64_t)(end - at) || level == levels + DEEPEST - 1)
                return 0;
            *++level = (struct level){kind == MAP ? 2 * number : number, NULL, 0, kind == MAP};
        }
    }
}
