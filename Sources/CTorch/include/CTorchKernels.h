// The fused operations of the transformer. On CPU in float32 and bfloat16 they are our own kernels; elsewhere the same
// mathematics composed from ATen. T is the number of packed tokens; every function follows the conventions of CTorch.h.
#ifndef CTORCH_KERNELS_H
#define CTORCH_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Root-mean-square normalisation over the last dimension, `x * weight / sqrt(mean(x^2) + epsilon)`. Differentiable.
/// x [T, H], weight [H] -> [T, H].
int ct_rms_norm(ct_tensor x, ct_tensor weight, double epsilon, ct_tensor *out);

/// Splits the fused projection and rotates it: per head, an optional RMS norm (`query_norm`, `key_norm` [D], or null), then rotary
/// embedding in the half-split layout of Hugging Face. Differentiable.
/// qkv [T, (heads + 2 kv_heads) D]; cos, sin float32 [T, D / 2] -> query [T, heads, D], key and value [T, kv_heads, D].
int ct_split_rotary(ct_tensor qkv, ct_tensor query_norm, ct_tensor key_norm, double epsilon, ct_tensor cos, ct_tensor sin,
                    int64_t heads, int64_t kv_heads, ct_tensor *query, ct_tensor *key, ct_tensor *value);

/// `silu(gate) * up` of the fused projection. Differentiable. gate_up [T, 2 I] (gate first) -> [T, I].
int ct_swiglu(ct_tensor gate_up, ct_tensor *out);

/// Causal attention over packed segments, grouped queries. Segment i is tokens start[i] ..< start[i] + length[i]; its tokens see
/// each other causally and, where parent[i] >= 0, all tokens of segment parent[i] (which itself has no parent). A group's shared prompt is the parent
/// of its completions. Differentiable in query, key and value.
/// query [T, heads, D], key and value [T, kv_heads, D] -> [T, heads, D].
int ct_segment_attention(ct_tensor query, ct_tensor key, ct_tensor value, const int64_t *start, const int64_t *length,
                         const int64_t *parent, int64_t segments, double scale, ct_tensor *out);

/// Attention of a generation step over a paged cache, which first takes the T tokens' keys and values: token t goes to slots[t] = block *
/// block_size + offset. The tokens are `segments` packed prompts, each of which sees itself causally, and behind them one new token per row. A row
/// attends to its shared prefix (blocks of prefix prefix_of_row[r]; -1: none), in the cache already or written by this call, and to its own blocks,
/// the new token counted. All are of one type, on one device. prefix_blocks holds the block numbers of prefix p at prefix_offsets[p] ..< prefix_offsets[p + 1], likewise own_blocks per row.
/// Not differentiable.
/// query [T, heads, D]; key, value [T, kv_heads, D]; caches [blocks, kv_heads, block_size, D] -> [T, heads, D].
int ct_cached_attention(ct_tensor query, ct_tensor key, ct_tensor value, ct_tensor key_cache, ct_tensor value_cache, const int64_t *slots,
                        int64_t segments, const int64_t *segment_lengths, int64_t rows, const int32_t *prefix_of_row, int64_t prefixes,
                        const int32_t *prefix_offsets, const int32_t *prefix_blocks, const int32_t *prefix_lengths,
                        const int32_t *own_offsets, const int32_t *own_blocks, const int32_t *own_lengths, double scale, ct_tensor *out);

/// Draws one token per row. temperature 0 is greedy. top_k 0 and top_p 1 leave the distribution whole; both cut it after the
/// temperature. uniform in [0, 1) decides by inverse cumulative distribution over the tokens in descending order of
/// probability where cut, in vocabulary order where whole. log_probability is that of the token under the whole distribution at the
/// temperature (at temperature 1 where greedy). logits [rows, V], any device; arrays have `rows` elements.
int ct_sample(ct_tensor logits, const float *temperature, const int32_t *top_k, const float *top_p, const double *uniform,
              int64_t *tokens, float *log_probabilities);

/// Log-probabilities and entropies of target tokens under a language-model head, chunk_rows rows at a time, so that no
/// [T, V] tensor exists. hidden [T, H], weight [V, H]; targets: T token ids. Results are float32 arrays of T elements;
/// `entropy` may be null. Not differentiable: `ct_head_backward` is its derivative.
int ct_head_log_probabilities(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature,
                              int64_t chunk_rows, float *log_probabilities, float *entropy);

/// Gradient of sum_t coefficient[t] * log_probability[t]. Adds to weight_gradient (float32 or the weight's type, [V, H]; null: skipped) and
/// returns the gradient of hidden [T, H].
int ct_head_backward(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature, int64_t chunk_rows,
                     const float *coefficients, ct_tensor weight_gradient, ct_tensor *hidden_gradient);

/// Both in one pass: after each chunk's log-probabilities are known, `coefficient` is called with the rows
/// first ..< first + count and fills coefficients[first ..< first + count], so logits are computed once.
typedef void (*ct_coefficient_function)(void *context, int64_t first, int64_t count, const float *log_probabilities,
                                        const float *entropy, float *coefficients);
int ct_head_fused(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature, int64_t chunk_rows,
                  ct_coefficient_function coefficient, void *context, float *log_probabilities, float *entropy,
                  ct_tensor weight_gradient, ct_tensor *hidden_gradient);

#ifdef __cplusplus
}
#endif
#endif
