// Matrix products of our own for processors with AVX-512 and its bfloat16 instructions: blocked and packed after Goto and van de Geijn (2008).
//
// Every element of a result is summed in the order of the inner dimension, whatever the sizes of the matrices and however many
// threads there are: a row's bits do not depend on the rows beside it.
#pragma once

#include <cstdint>

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

}  // namespace ctorch
