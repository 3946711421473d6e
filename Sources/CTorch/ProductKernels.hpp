// The inner parts of a matrix product: packing of panels and the register tile.
#pragma once

#include <cstdint>

#include "Product.hpp"

#if defined(__x86_64__) && defined(__linux__)
#define CTORCH_HAS_PRODUCT 1
#endif

namespace ctorch::product {

/// Rows of A and columns of B in a register tile: 14 x 2 vectors of sums, 2 of B, 1 of A fill the 32 vector registers.
constexpr int64_t tile_rows = 14, tile_columns = 32;

/// How many steps of the inner dimension a packed word of 32 bits covers: a float, or two bfloat16 that are multiplied together.
constexpr int64_t steps_per_word(Element element) { return element == Element::float32 ? 1 : 2; }

/// Copies `lanes` rows of `view` (of A as it is, of B transposed), `depth` elements of each, into one panel:
/// word w of row r at panel[w * width + r]. Rows up to `width` and half words at the end are filled with zeros.
void pack(Element element, const MatrixView &view, int64_t first_lane, int64_t lanes, int64_t first_depth, int64_t depth, int64_t width,
          uint32_t *panel);

/// Where a tile finds the words of A: row r, word w at data + r * row_stride + w * word_stride, strides in bytes.
struct TileRows {
    const char *data;
    int64_t row_stride, word_stride;
};

/// Whether tiles read rows of this matrix fast where they lie: words side by side, and rows that do not crowd into a few sets of the
/// first-level cache.
bool reads_in_place(Element element, const MatrixView &view);

/// C[rows, columns] (+)= A rows x B panel; rows <= tile_rows, columns <= tile_columns.
void multiply_tile(Element element, int64_t rows, int64_t columns, int64_t words, const TileRows &a, const uint32_t *b,
                   const ProductTarget &c);

}  // namespace ctorch::product
