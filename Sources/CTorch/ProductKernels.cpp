#include "ProductKernels.hpp"

#ifdef CTORCH_HAS_PRODUCT

#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"))), apply_to = function)

namespace ctorch::product {
namespace {

using Tile = void (*)(int64_t columns, int64_t words, const TileRows &a, const uint32_t *b, const ProductTarget &c);

template <Element element>
inline __m512 fused(__m512 a, __m512 b, __m512 sum) {
    if constexpr (element == Element::float32) {
        return _mm512_fmadd_ps(a, b, sum);
    } else {
        return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b);
    }
}

inline __m512 widened(const uint16_t *source, __mmask16 mask) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, source)), 16));
}

inline void store(const ProductTarget &c, int64_t offset, __mmask16 mask, __m512 sum) {
    if (c.element == Element::float32) {
        float *target = static_cast<float *>(c.data) + offset;
        if (c.accumulates) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(mask, target));
        _mm512_mask_storeu_ps(target, mask, sum);
    } else {
        auto *target = static_cast<uint16_t *>(c.data) + offset;
        if (c.accumulates) sum = _mm512_add_ps(sum, widened(target, mask));
        _mm256_mask_storeu_epi16(target, mask, (__m256i)_mm512_cvtneps_pbh(sum));
    }
}

inline __m512 broadcast(const char *word) {
    int32_t bits;
    std::memcpy(&bits, word, sizeof bits);
    return _mm512_castsi512_ps(_mm512_set1_epi32(bits));
}

template <Element element, int rows>
void tile(int64_t columns, int64_t words, const TileRows &a, const uint32_t *b, const ProductTarget &c) {
    __m512 left[rows], right[rows];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) left[r] = right[r] = _mm512_setzero_ps();
    // A pointer for every third row: with the stride, and twice the stride, as index registers they reach all rows.
    constexpr int pointers = (rows + 2) / 3;
    const char *rows_of_a[pointers];
#pragma clang loop unroll(full)
    for (int p = 0; p < pointers; ++p) rows_of_a[p] = a.data + 3 * p * a.row_stride;
    const int64_t row_stride = a.row_stride, word_stride = a.word_stride;
    for (int64_t word = 0; word < words; ++word, b += tile_columns) {
        const __m512 first = _mm512_loadu_ps(b), second = _mm512_loadu_ps(b + 16);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m512 value = broadcast(rows_of_a[r / 3] + (r % 3) * row_stride);
            left[r] = fused<element>(value, first, left[r]);
            right[r] = fused<element>(value, second, right[r]);
        }
#pragma clang loop unroll(full)
        for (int p = 0; p < pointers; ++p) rows_of_a[p] += word_stride;
    }
    const auto mask = [&](int64_t first) {
        const int64_t count = std::clamp<int64_t>(columns - first, 0, 16);
        return __mmask16((1u << count) - 1);
    };
    const __mmask16 left_mask = mask(0), right_mask = mask(16);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        store(c, r * c.stride, left_mask, left[r]);
        if (right_mask) store(c, r * c.stride + 16, right_mask, right[r]);
    }
}

template <Element element>
constexpr Tile tiles[tile_rows] = {tile<element, 1>,  tile<element, 2>,  tile<element, 3>,  tile<element, 4>,  tile<element, 5>,
                                   tile<element, 6>,  tile<element, 7>,  tile<element, 8>,  tile<element, 9>,  tile<element, 10>,
                                   tile<element, 11>, tile<element, 12>, tile<element, 13>, tile<element, 14>};

/// Transposes 16 x 16 words in registers: v[r] holds row r before, column r after.
inline void transpose(__m512i v[16]) {
    __m512i t[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; ++i) {
        t[2 * i] = _mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; ++i) {
        v[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
        v[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
        v[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
        v[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; ++i) {
        t[i] = _mm512_shuffle_i32x4(v[i], v[4 + i], 0x88);
        t[4 + i] = _mm512_shuffle_i32x4(v[i], v[4 + i], 0xdd);
        t[8 + i] = _mm512_shuffle_i32x4(v[8 + i], v[12 + i], 0x88);
        t[12 + i] = _mm512_shuffle_i32x4(v[8 + i], v[12 + i], 0xdd);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; ++i) {
        v[i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88);
        v[8 + i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd);
        v[4 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88);
        v[12 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd);
    }
}

/// Lanes lie `stride` bytes apart, their words side by side.
void pack_transposed(const char *source, int64_t stride, int64_t lanes, int64_t bytes, int64_t width, uint32_t *panel) {
    const int64_t words = (bytes + 3) / 4;
    for (int64_t word = 0; word < words; word += 16) {
        const int64_t count = std::min<int64_t>(16, words - word), left = std::min<int64_t>(64, bytes - 4 * word);
        const __mmask64 read = left == 64 ? ~__mmask64(0) : (__mmask64(1) << left) - 1;
        for (int64_t lane = 0; lane < width; lane += 16) {
            __m512i v[16];
#pragma clang loop unroll(full)
            for (int r = 0; r < 16; ++r)
                v[r] = lane + r < lanes ? _mm512_maskz_loadu_epi8(read, source + (lane + r) * stride + 4 * word) : _mm512_setzero_si512();
            transpose(v);
            const __mmask16 write = __mmask16((1u << std::min<int64_t>(16, width - lane)) - 1);
            uint32_t *target = panel + word * width + lane;
            if (count == 16) {
#pragma clang loop unroll(full)
                for (int w = 0; w < 16; ++w) _mm512_mask_storeu_epi32(target + w * width, write, v[w]);
            } else {
                for (int64_t w = 0; w < count; ++w) _mm512_mask_storeu_epi32(target + w * width, write, v[w]);
            }
        }
    }
}

/// Lanes lie side by side, their elements `stride` apart.
void pack_rows(const float *source, int64_t stride, int64_t lanes, int64_t depth, int64_t width, uint32_t *panel) {
    for (int64_t k = 0; k < depth; ++k, source += stride, panel += width) {
        for (int64_t lane = 0; lane < width; lane += 16) {
            const int64_t count = std::clamp<int64_t>(lanes - lane, 0, 16), room = std::min<int64_t>(16, width - lane);
            const __m512i v = _mm512_maskz_loadu_epi32(__mmask16((1u << count) - 1), source + lane);
            _mm512_mask_storeu_epi32(panel + lane, __mmask16((1u << room) - 1), v);
        }
    }
}

/// The same for bfloat16: two steps of the inner dimension share a word.
void pack_row_pairs(const uint16_t *source, int64_t stride, int64_t lanes, int64_t depth, int64_t width, uint32_t *panel) {
    for (int64_t k = 0; k < depth; k += 2, source += 2 * stride, panel += width) {
        const bool paired = k + 1 < depth;
        for (int64_t lane = 0; lane < width; lane += 16) {
            const int64_t count = std::clamp<int64_t>(lanes - lane, 0, 16), room = std::min<int64_t>(16, width - lane);
            const __mmask16 read = __mmask16((1u << count) - 1);
            __m512i v = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(read, source + lane));
            if (paired) {
                const __m512i next = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(read, source + stride + lane));
                v = _mm512_or_epi32(v, _mm512_slli_epi32(next, 16));
            }
            _mm512_mask_storeu_epi32(panel + lane, __mmask16((1u << room) - 1), v);
        }
    }
}

}  // namespace

void pack(Element element, const MatrixView &view, int64_t first_lane, int64_t lanes, int64_t first_depth, int64_t depth, int64_t width,
          uint32_t *panel) {
    const int64_t size = element == Element::float32 ? 4 : 2;
    const char *source = static_cast<const char *>(view.data) + size * (first_lane * view.row_stride + first_depth * view.column_stride);
    if (view.column_stride == 1) {
        pack_transposed(source, size * view.row_stride, lanes, size * depth, width, panel);
    } else if (element == Element::float32) {
        pack_rows(reinterpret_cast<const float *>(source), view.column_stride, lanes, depth, width, panel);
    } else {
        pack_row_pairs(reinterpret_cast<const uint16_t *>(source), view.column_stride, lanes, depth, width, panel);
    }
}

bool reads_in_place(Element element, const MatrixView &view) {
    constexpr int64_t set_span = 4096, crowd = 7;
    if (view.column_stride != 1) return false;
    // The pair at the end of a row of odd length would reach into what follows.
    if (element == Element::bfloat16 && view.columns % 2 != 0) return false;
    const int64_t stride = view.row_stride * (element == Element::float32 ? 4 : 2);
    const int64_t distinct = set_span / std::gcd(std::max<int64_t>(1, stride), set_span);
    return distinct * crowd >= tile_rows;
}

void multiply_tile(Element element, int64_t rows, int64_t columns, int64_t words, const TileRows &a, const uint32_t *b,
                   const ProductTarget &c) {
    const auto &table = element == Element::float32 ? tiles<Element::float32> : tiles<Element::bfloat16>;
    table[rows - 1](columns, words, a, b, c);
}

}  // namespace ctorch::product

#pragma clang attribute pop

#endif
