// Indexing, views and layout.
#include <vector>

#include "CTorch.h"
#include "Internal.hpp"

using ctorch::guarded;
using ctorch::unwrap;
using ctorch::wrap;

int ct_embedding(ct_tensor weight, ct_tensor indices, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::embedding(unwrap(weight), unwrap(indices))); });
}

int ct_index_select(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).index_select(dim, unwrap(indices))); });
}

int ct_gather(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).gather(dim, unwrap(indices))); });
}

int ct_index_add_in_place(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor source) {
    return guarded([&] { unwrap(tensor).index_add_(dim, unwrap(indices), unwrap(source)); });
}

int ct_index_copy_in_place(ct_tensor tensor, int64_t dim, ct_tensor indices, ct_tensor source) {
    return guarded([&] { unwrap(tensor).index_copy_(dim, unwrap(indices), unwrap(source)); });
}

int ct_narrow(ct_tensor tensor, int64_t dim, int64_t start, int64_t length, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).narrow(dim, start, length)); });
}

int ct_select(ct_tensor tensor, int64_t dim, int64_t index, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).select(dim, index)); });
}

int ct_concatenate(const ct_tensor *tensors, int64_t count, int64_t dim, bool stack, ct_tensor *out) {
    return guarded([&] {
        std::vector<at::Tensor> parts;
        parts.reserve(static_cast<size_t>(count));
        for (int64_t i = 0; i < count; ++i) parts.push_back(unwrap(tensors[i]));
        *out = wrap(stack ? at::stack(parts, dim) : at::cat(parts, dim));
    });
}

int ct_reshape(ct_tensor tensor, const int64_t *shape, int64_t rank, bool view, ct_tensor *out) {
    return guarded([&] {
        const at::IntArrayRef sizes(shape, static_cast<size_t>(rank));
        *out = wrap(view ? unwrap(tensor).view(sizes) : unwrap(tensor).reshape(sizes));
    });
}

int ct_expand(ct_tensor tensor, const int64_t *shape, int64_t rank, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).expand(at::IntArrayRef(shape, static_cast<size_t>(rank)))); });
}

int ct_transpose(ct_tensor tensor, int64_t first, int64_t second, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).transpose(first, second)); });
}

int ct_permute(ct_tensor tensor, const int64_t *order, int64_t rank, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).permute(at::IntArrayRef(order, static_cast<size_t>(rank)))); });
}

int ct_contiguous(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).contiguous()); });
}

int ct_unsqueeze(ct_tensor tensor, int64_t dim, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).unsqueeze(dim)); });
}

int ct_squeeze(ct_tensor tensor, int64_t dim, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).squeeze(dim)); });
}

int ct_triangle(ct_tensor tensor, int64_t diagonal, bool upper, ct_tensor *out) {
    return guarded([&] { *out = wrap(upper ? unwrap(tensor).triu(diagonal) : unwrap(tensor).tril(diagonal)); });
}
