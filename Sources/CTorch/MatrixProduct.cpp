#include "MatrixProduct.hpp"

#include <algorithm>

#include "Product.hpp"
#include "Vector.hpp"

// The Fortran entry point; absent from builds of libtorch whose BLAS is hidden, where the loops below take over.
extern "C" void sgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k, const float *alpha,
                       const float *a, const int *lda, const float *b, const int *ldb, const float *beta, float *c, const int *ldc)
    __attribute__((weak));

namespace ctorch {
namespace {

void blas(char first, char second, int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b,
          int64_t ldb, float beta, float *c, int64_t ldc) {
    // Column-major BLAS sees our row-major matrices transposed, so the operands change places.
    const int rows = static_cast<int>(n), columns = static_cast<int>(m), depth = static_cast<int>(k);
    const int first_stride = static_cast<int>(ldb), second_stride = static_cast<int>(lda), result_stride = static_cast<int>(ldc);
    sgemm_(&first, &second, &rows, &columns, &depth, &alpha, b, &first_stride, a, &second_stride, &beta, c, &result_stride);
}

/// Whether our own product does it.
bool applies(float alpha, float beta) {
    static const bool available = has_product(Element::float32);
    return available && alpha == 1 && (beta == 0 || beta == 1);
}

void prepare(int64_t m, int64_t n, float beta, float *c, int64_t ldc) {
    for (int64_t i = 0; i < m; ++i) {
        if (beta == 0) {
            std::fill(c + i * ldc, c + i * ldc + n, 0.0f);
        } else if (beta != 1) {
            vector::scale(beta, c + i * ldc, n);
        }
    }
}

}  // namespace

void product_nt(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc) {
    if (applies(alpha, beta)) return multiply(Element::float32, {a, m, k, lda, 1}, {b, k, n, 1, ldb}, {c, ldc, Element::float32, beta == 1});
    if (sgemm_) return blas('T', 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    prepare(m, n, beta, c, ldc);
    for (int64_t i = 0; i < m; ++i)
        for (int64_t j = 0; j < n; ++j) c[i * ldc + j] += alpha * vector::dot(a + i * lda, b + j * ldb, k);
}

void product_nn(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc) {
    if (applies(alpha, beta)) return multiply(Element::float32, {a, m, k, lda, 1}, {b, k, n, ldb, 1}, {c, ldc, Element::float32, beta == 1});
    if (sgemm_) return blas('N', 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    prepare(m, n, beta, c, ldc);
    for (int64_t i = 0; i < m; ++i)
        for (int64_t j = 0; j < k; ++j) vector::axpy(alpha * a[i * lda + j], b + j * ldb, c + i * ldc, n);
}

void product_tn(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc) {
    if (applies(alpha, beta)) return multiply(Element::float32, {a, m, k, 1, lda}, {b, k, n, ldb, 1}, {c, ldc, Element::float32, beta == 1});
    if (sgemm_) return blas('N', 'T', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    prepare(m, n, beta, c, ldc);
    for (int64_t j = 0; j < k; ++j)
        for (int64_t i = 0; i < m; ++i) vector::axpy(alpha * a[j * lda + i], b + j * ldb, c + i * ldc, n);
}

}  // namespace ctorch
