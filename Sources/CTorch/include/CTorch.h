// The only door to libtorch. Handles are opaque and owned by the caller: every `ct_tensor *` result is a new handle that must be
// released with `ct_release` exactly once. Every function that can fail returns 0 on success and another value on failure; the
// message is then in `ct_last_error`, per thread. No C++ exception leaves this header.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CTorchKernels.h"
#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

const char *ct_last_error(void);
void ct_release(ct_tensor tensor);

// Element types: the numbers of c10::ScalarType, which are part of libtorch's serialised formats and never change.

enum ct_dtype {
    ct_uint8 = 0,
    ct_int8 = 1,
    ct_int16 = 2,
    ct_int32 = 3,
    ct_int64 = 4,
    ct_float16 = 5,
    ct_float32 = 6,
    ct_float64 = 7,
    ct_bool = 11,
    ct_bfloat16 = 15,
};

// Creation. `device` is libtorch's own name for it: "cpu", "cuda", "cuda:1", "mps".

int ct_empty(const int64_t *shape, int64_t rank, int dtype, const char *device, ct_tensor *out);
int ct_full(const int64_t *shape, int64_t rank, double value, int dtype, const char *device, ct_tensor *out);
int ct_arange(int64_t start, int64_t end, int64_t step, int dtype, const char *device, ct_tensor *out);
/// Standard normal (`normal` true) or uniform in [0, 1), from the device's global generator.
int ct_random(bool normal, const int64_t *shape, int64_t rank, int dtype, const char *device, ct_tensor *out);
/// Fills in place from a generator of its own, seeded with `seed`, always drawn in float32 on the CPU: the same values on any device.
int ct_fill_normal(ct_tensor tensor, double mean, double deviation, uint64_t seed);
/// Copies `bytes` bytes, which must be exactly what shape and dtype need.
int ct_from_buffer(const void *data, int64_t bytes, const int64_t *shape, int64_t rank, int dtype, const char *device,
                   ct_tensor *out);
/// A CPU tensor over memory of the caller; `release(context)` is called once, when the last tensor on it is gone, and also on failure.
int ct_from_external(void *data, const int64_t *shape, int64_t rank, int dtype, void (*release)(void *), void *context,
                     ct_tensor *out);
int ct_to(ct_tensor tensor, int dtype, const char *device, ct_tensor *out);
int ct_clone(ct_tensor tensor, ct_tensor *out);
/// In place, converting element type and device, broadcasting `source`; not recorded for differentiation.
int ct_copy(ct_tensor destination, ct_tensor source);
int ct_fill(ct_tensor tensor, double value);

// Description.

int64_t ct_rank(ct_tensor tensor);
void ct_shape(ct_tensor tensor, int64_t *sizes);
int64_t ct_element_count(ct_tensor tensor);
int ct_dtype_of(ct_tensor tensor);
int64_t ct_element_size(ct_tensor tensor);
bool ct_is_contiguous(ct_tensor tensor);
bool ct_is_cpu(ct_tensor tensor);
/// Writes the device's name into `name` (at most `capacity` bytes with the closing zero).
void ct_device_of(ct_tensor tensor, char *name, int64_t capacity);
/// The elements of a contiguous CPU tensor.
int ct_data(ct_tensor tensor, void **data);
/// Converts to `dtype`, moves to the CPU and copies into `buffer` of exactly `bytes` bytes, in row-major order.
int ct_copy_to_buffer(ct_tensor tensor, int dtype, void *buffer, int64_t bytes);

// Elementwise operations.

enum ct_unary {
    ct_negate,
    ct_exp,
    ct_log,
    ct_sqrt,
    ct_rsqrt,
    ct_cos,
    ct_sin,
    ct_abs,
    ct_sigmoid,
    ct_silu,
    ct_tanh,
    ct_reciprocal,
    ct_relu,
    ct_floor,
    ct_is_finite,
};
int ct_apply_unary(int operation, ct_tensor tensor, ct_tensor *out);

enum ct_binary {
    ct_add,
    ct_subtract,
    ct_multiply,
    ct_divide,
    ct_power,
    ct_maximum,
    ct_minimum,
    ct_equal,
    ct_less,
    ct_greater,
};
int ct_apply_binary(int operation, ct_tensor left, ct_tensor right, ct_tensor *out);
int ct_apply_scalar(int operation, ct_tensor left, double right, ct_tensor *out);
/// right is the tensor: `left - tensor`, `left / tensor`, `left ^ tensor`.
int ct_apply_scalar_left(int operation, double left, ct_tensor right, ct_tensor *out);
/// add, subtract, multiply, divide only.
int ct_apply_binary_in_place(int operation, ct_tensor left, ct_tensor right);
int ct_apply_scalar_in_place(int operation, ct_tensor left, double right);
/// left += scale * right.
int ct_add_scaled_in_place(ct_tensor left, ct_tensor right, double scale);
int ct_clamp(ct_tensor tensor, double minimum, double maximum, ct_tensor *out);
int ct_where(ct_tensor condition, ct_tensor left, ct_tensor right, ct_tensor *out);
int ct_masked_fill(ct_tensor tensor, ct_tensor mask, double value, ct_tensor *out);

// Products.

int ct_matmul(ct_tensor left, ct_tensor right, ct_tensor *out);
/// Whether products of CPU tensors of this type go through our own kernels, in which a row's bits do not depend on the other rows.
bool ct_has_own_product(int dtype);
/// x W^T + b; `bias` may be null.
int ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out);
/// base + x W^T, one pass; base [T, O], input [T, I], weight [O, I].
int ct_linear_add(ct_tensor base, ct_tensor input, ct_tensor weight, ct_tensor *out);
/// A weight [O, I] packed for `ct_linear_packed`, owned by the caller; null where such products do not go through our own kernels. It keeps
/// the weight alive, and has no elements before the first `ct_refresh_packed`.
int ct_pack_weight(ct_tensor weight, ct_packed *out);
void ct_release_packed(ct_packed packed);
int64_t ct_packed_bytes(ct_packed packed);
/// Takes the weight's elements if they were changed since.
int ct_refresh_packed(ct_packed packed);
/// (base +) x W^T (+ b), to the bit what `ct_linear` and `ct_linear_add` give; `bias` and `base` may be null. Not differentiable.
int ct_linear_packed(ct_tensor input, ct_packed weight, ct_tensor bias, ct_tensor base, ct_tensor *out);
int ct_outer(ct_tensor left, ct_tensor right, ct_tensor *out);

// Reductions. `all` true reduces every dimension and ignores `dim`.

enum ct_reduction { ct_sum, ct_mean, ct_max, ct_min, ct_argmax, ct_norm, ct_logsumexp };
int ct_reduce(int operation, ct_tensor tensor, bool all, int64_t dim, bool keep, ct_tensor *out);
int ct_softmax(ct_tensor tensor, int64_t dim, bool logarithm, ct_tensor *out);
int ct_cumulative_sum(ct_tensor tensor, int64_t dim, ct_tensor *out);
int ct_top_k(ct_tensor tensor, int64_t count, int64_t dim, ct_tensor *values, ct_tensor *indices);
int ct_same(ct_tensor left, ct_tensor right, bool *out);
int ct_all_close(ct_tensor left, ct_tensor right, double relative, double absolute, bool *out);

// Indexing and layout. `ct_narrow`, `ct_select`, `ct_view`, `ct_transpose`, `ct_permute`, `ct_expand` return views.

int ct_embedding(ct_tensor weight, ct_tensor indices, ct_tensor *out);
int ct_index_select(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor *out);
int ct_gather(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor *out);
int ct_index_add_in_place(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor source);
int ct_index_copy_in_place(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor source);
int ct_narrow(ct_tensor tensor, int64_t dim, int64_t start, int64_t length, ct_tensor *out);
int ct_select(ct_tensor tensor, int64_t dim, int64_t index, ct_tensor *out);
int ct_concatenate(const ct_tensor *tensors, int64_t count, int64_t dim, bool stack, ct_tensor *out);
int ct_reshape(ct_tensor tensor, const int64_t *shape, int64_t rank, bool view, ct_tensor *out);
int ct_expand(ct_tensor tensor, const int64_t *shape, int64_t rank, ct_tensor *out);
int ct_transpose(ct_tensor tensor, int64_t first, int64_t second, ct_tensor *out);
int ct_permute(ct_tensor tensor, const int64_t *order, int64_t rank, ct_tensor *out);
int ct_contiguous(ct_tensor tensor, ct_tensor *out);
int ct_unsqueeze(ct_tensor tensor, int64_t dim, ct_tensor *out);
int ct_squeeze(ct_tensor tensor, int64_t dim, ct_tensor *out);
int ct_triangle(ct_tensor tensor, int64_t diagonal, bool upper, ct_tensor *out);

// Differentiation.

int ct_detach(ct_tensor tensor, ct_tensor *out);
int ct_set_requires_grad(ct_tensor tensor, bool value);
bool ct_requires_grad(ct_tensor tensor);
/// The accumulated gradient, sharing memory with it; `out` is null where there is none.
int ct_gradient(ct_tensor tensor, ct_tensor *out);
/// Replaces the gradient; a null handle drops it.
int ct_set_gradient(ct_tensor tensor, ct_tensor gradient);
/// Adds to the gradients of the leaves. `gradients` or any of its elements may be null for scalars.
int ct_backward(const ct_tensor *tensors, const ct_tensor *gradients, int64_t count, bool retain_graph);
/// Per thread.
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool value);

// Optimisation.

/// One AdamW step on one tensor, in one pass over memory, in the order of operations of torch.optim.AdamW. `parameter`,
/// `average` and `square_average` are float32 and changed in place; `gradient` is float32 or bfloat16 and multiplied by
/// `gradient_scale` first; `rounded` (null: none) receives the new parameter in its own type. `step` counts from 1.
int ct_adamw_step(ct_tensor parameter, ct_tensor gradient, ct_tensor average, ct_tensor square_average, ct_tensor rounded,
                  double learning_rate, double beta1, double beta2, double epsilon, double weight_decay, int64_t step,
                  double gradient_scale);
/// The Euclidean norm over all tensors together, as torch.nn.utils.clip_grad_norm_ computes it.
int ct_global_norm(const ct_tensor *tensors, int64_t count, double *norm);

// The machine.

bool ct_device_available(const char *device);
/// Lets the process keep the memory of freed tensors for later ones, rather than give every large one back to the system, which clears
/// each page anew when it is asked for again.
void ct_keep_freed_memory(void);
int ct_thread_count(void);
void ct_set_thread_count(int count);
/// Calls `body`, which makes many small calls of our own kernels, with the threads held together meanwhile; libtorch's own operations stay on
/// the calling thread.
void ct_with_team(void (*body)(void *context), void *context);
int ct_manual_seed(uint64_t seed);
/// State of the device's global generator as a byte tensor.
int ct_random_state(const char *device, ct_tensor *out);
int ct_set_random_state(const char *device, ct_tensor state);
/// Waits until everything queued on the device has run; nothing to do on the CPU.
int ct_synchronize(const char *device);
/// libtorch's version, for example "2.13.0".
const char *ct_version(void);

#ifdef __cplusplus
}
#endif
#endif
