#include "Vector.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#if defined(__x86_64__) && defined(__linux__)
#define CTORCH_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CTORCH_CLONES
#endif

// Sums may be reordered into lanes; the order is fixed for a given instruction set, so results repeat on the same machine.
#pragma clang fp reassociate(on) contract(fast)

namespace ctorch::vector {

// exp to about one unit in the last place: 2^n times a degree-6 polynomial on [-ln2/2, ln2/2]. Arguments below the range give 0.
static inline __attribute__((always_inline)) float fast_exp(float x) {
    const float clamped = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer; the bits of the sum hold it.
    float shifted;
    int32_t exponent;
    {
#pragma clang fp reassociate(off)
        shifted = clamped * 1.44269504088896341f + 12582912.0f;
        std::memcpy(&exponent, &shifted, sizeof exponent);
        exponent = (exponent - 0x4B400000 + 127) << 23;
        shifted -= 12582912.0f;
    }
    float r = clamped - shifted * 0.693359375f;
    r = r + shifted * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    float power;
    std::memcpy(&power, &exponent, sizeof power);
    const float result = p * power;
    return x < -87.0f ? 0.0f : result;
}

CTORCH_CLONES void widen(const c10::BFloat16 *source, float *target, int64_t count) {
    const auto *bits = reinterpret_cast<const uint16_t *>(source);
    auto *words = reinterpret_cast<uint32_t *>(target);
    for (int64_t i = 0; i < count; ++i) words[i] = static_cast<uint32_t>(bits[i]) << 16;
}

CTORCH_CLONES void narrow(const float *source, c10::BFloat16 *target, int64_t count) {
    const auto *words = reinterpret_cast<const uint32_t *>(source);
    auto *bits = reinterpret_cast<uint16_t *>(target);
    for (int64_t i = 0; i < count; ++i) {
        const uint32_t word = words[i];
        const uint32_t rounded = word + 0x7FFFu + ((word >> 16) & 1u);
        const bool nan = (word & 0x7FFFFFFFu) > 0x7F800000u;
        bits[i] = nan ? uint16_t(0x7FC0) : static_cast<uint16_t>(rounded >> 16);
    }
}

CTORCH_CLONES float sum_of_squares(const float *x, int64_t count) {
    float sum = 0;
    for (int64_t i = 0; i < count; ++i) sum += x[i] * x[i];
    return sum;
}

CTORCH_CLONES float dot(const float *x, const float *y, int64_t count) {
    float sum = 0;
    for (int64_t i = 0; i < count; ++i) sum += x[i] * y[i];
    return sum;
}

CTORCH_CLONES float maximum(const float *x, int64_t count) {
    float largest = -std::numeric_limits<float>::infinity();
    for (int64_t i = 0; i < count; ++i) largest = x[i] > largest ? x[i] : largest;
    return largest;
}

static inline __attribute__((always_inline)) float wide(float x) { return x; }
static inline __attribute__((always_inline)) float wide(c10::BFloat16 x) {
    const uint32_t bits = static_cast<uint32_t>(x.x) << 16;
    float result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}

/// Four rows at a time, so that several sums are under way.
template <typename Number>
static inline __attribute__((always_inline)) void row_scores_of(const float *query, const Number *rows, int64_t count, int64_t width,
                                                                float *scores) {
    int64_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const Number *a = rows + r * width, *b = a + width, *c = b + width, *d = c + width;
        float sa = 0, sb = 0, sc = 0, sd = 0;
        for (int64_t i = 0; i < width; ++i) {
            sa += query[i] * wide(a[i]);
            sb += query[i] * wide(b[i]);
            sc += query[i] * wide(c[i]);
            sd += query[i] * wide(d[i]);
        }
        scores[r] = sa;
        scores[r + 1] = sb;
        scores[r + 2] = sc;
        scores[r + 3] = sd;
    }
    for (; r < count; ++r) {
        float sum = 0;
        for (int64_t i = 0; i < width; ++i) sum += query[i] * wide(rows[r * width + i]);
        scores[r] = sum;
    }
}

template <typename Number>
static inline __attribute__((always_inline)) void add_weighted_rows_of(const float *weights, const Number *rows, int64_t count,
                                                                       int64_t width, float *target) {
    int64_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const Number *a = rows + r * width, *b = a + width, *c = b + width, *d = c + width;
        const float wa = weights[r], wb = weights[r + 1], wc = weights[r + 2], wd = weights[r + 3];
        for (int64_t i = 0; i < width; ++i) target[i] += wa * wide(a[i]) + wb * wide(b[i]) + wc * wide(c[i]) + wd * wide(d[i]);
    }
    for (; r < count; ++r) {
        for (int64_t i = 0; i < width; ++i) target[i] += weights[r] * wide(rows[r * width + i]);
    }
}

CTORCH_CLONES void row_scores(const float *query, const float *rows, int64_t count, int64_t width, float *scores) {
    row_scores_of(query, rows, count, width, scores);
}

CTORCH_CLONES void row_scores_bfloat16(const float *query, const c10::BFloat16 *rows, int64_t count, int64_t width, float *scores) {
    row_scores_of(query, rows, count, width, scores);
}

CTORCH_CLONES void add_weighted_rows(const float *weights, const float *rows, int64_t count, int64_t width, float *target) {
    add_weighted_rows_of(weights, rows, count, width, target);
}

CTORCH_CLONES void add_weighted_rows_bfloat16(const float *weights, const c10::BFloat16 *rows, int64_t count, int64_t width,
                                              float *target) {
    add_weighted_rows_of(weights, rows, count, width, target);
}

CTORCH_CLONES void softmax_backward(const float *p, const float *d, float delta, float *target, int64_t count) {
    for (int64_t i = 0; i < count; ++i) target[i] = p[i] * (d[i] - delta);
}

CTORCH_CLONES void scaled_copy(float a, const float *x, float *target, int64_t count) {
    for (int64_t i = 0; i < count; ++i) target[i] = a * x[i];
}

CTORCH_CLONES void axpy(float a, const float *x, float *y, int64_t count) {
    for (int64_t i = 0; i < count; ++i) y[i] += a * x[i];
}

CTORCH_CLONES void scale(float a, float *x, int64_t count) {
    for (int64_t i = 0; i < count; ++i) x[i] *= a;
}

CTORCH_CLONES float exp_shifted_in_place(float *x, float shift, int64_t count) {
    float sum = 0;
    for (int64_t i = 0; i < count; ++i) {
        x[i] = fast_exp(x[i] - shift);
        sum += x[i];
    }
    return sum;
}

CTORCH_CLONES float exp_sum(const float *x, float a, float shift, int64_t count, float *weighted) {
    float sum = 0, moment = 0;
    for (int64_t i = 0; i < count; ++i) {
        const float d = a * (x[i] - shift);
        const float e = fast_exp(d);
        sum += e;
        moment += e * d;
    }
    *weighted = moment;
    return sum;
}

CTORCH_CLONES void exp_scaled(const float *x, float a, float shift, float coefficient, float *target, int64_t count) {
    for (int64_t i = 0; i < count; ++i) target[i] = coefficient * fast_exp(a * (x[i] - shift));
}

CTORCH_CLONES void scaled_product(const float *x, const float *w, float r, float *out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) out[i] = w[i] * (x[i] * r);
}

CTORCH_CLONES void rms_norm_backward(const float *x, const float *w, const float *dy, float r, float *dx, float *dw, int64_t count) {
    float moment = 0;
    for (int64_t i = 0; i < count; ++i) moment += w[i] * dy[i] * x[i];
    const float correction = moment * r * r / static_cast<float>(count);
    for (int64_t i = 0; i < count; ++i) {
        dw[i] += dy[i] * (x[i] * r);
        dx[i] = r * (w[i] * dy[i] - x[i] * correction);
    }
}

CTORCH_CLONES void swiglu(const float *gate, const float *up, float *out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) out[i] = gate[i] / (1.0f + fast_exp(-gate[i])) * up[i];
}

CTORCH_CLONES void swiglu_backward(const float *gate, const float *up, const float *dy, float *d_gate, float *d_up, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        const float g = gate[i], d = dy[i];
        const float s = 1.0f / (1.0f + fast_exp(-g));
        const float u = up[i];
        d_up[i] = d * g * s;
        d_gate[i] = d * u * s * (1.0f + g * (1.0f - s));
    }
}

CTORCH_CLONES void rotate(const float *x, const float *cos, const float *sin, float *out, int64_t half) {
    for (int64_t i = 0; i < half; ++i) {
        const float a = x[i], b = x[half + i];
        out[i] = a * cos[i] - b * sin[i];
        out[half + i] = b * cos[i] + a * sin[i];
    }
}

CTORCH_CLONES void rotate_back(const float *x, const float *cos, const float *sin, float *out, int64_t half) {
    for (int64_t i = 0; i < half; ++i) {
        const float a = x[i], b = x[half + i];
        out[i] = a * cos[i] + b * sin[i];
        out[half + i] = b * cos[i] - a * sin[i];
    }
}

}  // namespace ctorch::vector
