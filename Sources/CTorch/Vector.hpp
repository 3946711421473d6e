// Row-sized loops over float32, compiled once per instruction set and chosen at load time. Everything numeric in our CPU kernels
// that is not a matrix product goes through these.
#pragma once

#include <c10/util/BFloat16.h>

#include <cstdint>

namespace ctorch::vector {

/// float32 <- bfloat16, exact.
void widen(const c10::BFloat16 *source, float *target, int64_t count);
/// bfloat16 <- float32, round to nearest even.
void narrow(const float *source, c10::BFloat16 *target, int64_t count);

float sum_of_squares(const float *x, int64_t count);
float dot(const float *x, const float *y, int64_t count);
float maximum(const float *x, int64_t count);
/// scores[r] = query . rows[r], rows of `width` floats one after another.
void row_scores(const float *query, const float *rows, int64_t count, int64_t width, float *scores);
/// target += sum_r weights[r] rows[r]
void add_weighted_rows(const float *weights, const float *rows, int64_t count, int64_t width, float *target);
void row_scores_bfloat16(const float *query, const c10::BFloat16 *rows, int64_t count, int64_t width, float *scores);
void add_weighted_rows_bfloat16(const float *weights, const c10::BFloat16 *rows, int64_t count, int64_t width, float *target);
/// target[i] = p[i] (d[i] - delta)
void softmax_backward(const float *p, const float *d, float delta, float *target, int64_t count);
/// target = a x
void scaled_copy(float a, const float *x, float *target, int64_t count);
/// y += a x
void axpy(float a, const float *x, float *y, int64_t count);
/// x *= a
void scale(float a, float *x, int64_t count);
/// x[i] <- exp(x[i] - shift); returns the sum.
float exp_shifted_in_place(float *x, float shift, int64_t count);
/// sum of exp(a (x[i] - shift)) and, in `weighted`, of exp(...) * a (x[i] - shift).
float exp_sum(const float *x, float a, float shift, int64_t count, float *weighted);
/// target[i] = coefficient * exp(a (x[i] - shift))
void exp_scaled(const float *x, float a, float shift, float coefficient, float *target, int64_t count);

/// out = w x r
void scaled_product(const float *x, const float *w, float r, float *out, int64_t count);
/// For y = w x r with r = rsqrt(mean(x^2) + eps): dx = r (w dy - x r^2 mean(w dy x)); dw += dy x r.
void rms_norm_backward(const float *x, const float *w, const float *dy, float r, float *dx, float *dw, int64_t count);

/// out = silu(gate) up
void swiglu(const float *gate, const float *up, float *out, int64_t count);
void swiglu_backward(const float *gate, const float *up, const float *dy, float *d_gate, float *d_up, int64_t count);

/// Half-split rotation of one head: (x1, x2) -> (x1 c - x2 s, x2 c + x1 s). In place when out == x.
void rotate(const float *x, const float *cos, const float *sin, float *out, int64_t half);
/// Its transpose.
void rotate_back(const float *x, const float *cos, const float *sin, float *out, int64_t half);

}  // namespace ctorch::vector
