// Matrix products of our own for processors with AVX-512 and its bfloat16 instructions: blocked and packed after Goto and van de Geijn (2008).
//
// Every element of a result is summed in the order of the inner dimension, whatever the sizes of the matrices and however many
// threads there are: a row's bits do not depend on the rows beside it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace ctorch {

/// Elements are float32, or bfloat16 summed in float32.
enum class Element { float32, bfloat16 };

/// A matrix of any strides, counted in elements; one of the two strides must be 1.
struct MatrixView {
    const void *data;
    int64_t rows, columns, row_stride, column_stride;

    MatrixView transposed() const { return {data, columns, rows, column_stride, row_stride}; }
};

/// Where a product goes: row-major, `stride` elements from row to row.
struct ProductTarget {
    void *data;
    int64_t stride;
    Element element;
    /// The product is added to what is there.
    bool accumulates;
};

/// Whether this processor has the instructions for products of such elements, and nothing better in libtorch's own libraries.
bool has_product(Element element);

/// C = A B, or C += A B. A [M, K] and B [K, N] have the same element type. Uses all threads unless called inside a parallel region.
void multiply(Element element, const MatrixView &a, const MatrixView &b, const ProductTarget &c);

/// The right matrix B [K, N] of many products, packed once for all of them.
class PackedMatrix {
public:
    /// Only where `has_product(element)`.
    PackedMatrix(Element element, int64_t rows, int64_t columns);

    Element element() const { return element_; }
    int64_t rows() const { return rows_; }
    int64_t columns() const { return columns_; }
    int64_t bytes() const;

    /// Takes the elements of B, which has this matrix's sizes. Uses all threads.
    void pack(const MatrixView &b);
    /// The panels of one block of the inner dimension, side by side.
    const uint32_t *panels(int64_t block) const { return memory_.get() + offsets_[size_t(block)]; }

private:
    struct Free {
        void operator()(void *memory) const;
    };

    Element element_;
    int64_t rows_, columns_;
    /// Where every block begins, and where the last one ends.
    std::vector<int64_t> offsets_;
    std::unique_ptr<uint32_t, Free> memory_;
};

/// C = A B, or C += A B, to the bit what `multiply` gives for the B that was packed. With a `base`, which is laid out as C is
/// and does not overlap it, C = base + A B, whatever C held.
void multiply(const MatrixView &a, const PackedMatrix &b, const ProductTarget &c, const void *base = nullptr);

}  // namespace ctorch
