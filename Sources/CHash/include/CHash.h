#ifndef CHASH_H
#define CHASH_H

#include <stddef.h>
#include <stdint.h>

/// SHA-256's compression function over whole blocks of 64 bytes; updates the eight words of `state` in place.
/// Uses the processor's SHA instructions where it has them. Keeps no pointer.
void chash_sha256_blocks(uint32_t *state, const uint8_t *data, size_t blocks);

/// The same without special instructions, for processors that lack them.
void chash_sha256_blocks_portable(uint32_t *state, const uint8_t *data, size_t blocks);

#endif
