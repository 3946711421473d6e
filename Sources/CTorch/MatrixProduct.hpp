// Row-major float32 matrix products for use inside a parallel region: the BLAS that libtorch carries where it exports one.
#pragma once

#include <cstdint>

namespace ctorch {

/// C[m, n] = alpha A[m, k] B[n, k]^T + beta C
void product_nt(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc);
/// C[m, n] = alpha A[m, k] B[k, n] + beta C
void product_nn(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc);
/// C[m, n] = alpha A[k, m]^T B[k, n] + beta C
void product_tn(int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                float *c, int64_t ldc);

}  // namespace ctorch
