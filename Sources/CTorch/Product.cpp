#include "Product.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "Parallel.hpp"
#include "ProductKernels.hpp"
#include "Vector.hpp"

namespace ctorch {

#ifdef CTORCH_HAS_PRODUCT

bool has_product(Element element) {
    static const bool vectors = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    static const bool halves = vectors && __builtin_cpu_supports("avx512bf16") && !__builtin_cpu_supports("amx-bf16");
    return element == Element::float32 ? vectors && __builtin_cpu_supports("avx512bf16") : halves;
}

namespace {

using product::steps_per_word;
using product::tile_columns;
using product::tile_rows;

// Words of the inner dimension that are packed at one time: a panel of B of this depth (64 KiB) and the panels of A beside it stay in the second-level
// cache. It must not depend on the sizes of the matrices beyond K, which fixes the order of sums.
constexpr int64_t block_words = 512;
// Rows of A that one task packs for itself, and columns of B where the rows are few.
constexpr int64_t task_rows = 16 * tile_rows, task_columns = 4 * tile_columns;
// Packed words of B that are shared among tasks at one time (8 MiB).
constexpr int64_t shared_words = int64_t(1) << 21;
// With fewer rows than this, A is shared and tasks divide the columns.
constexpr int64_t few_rows = 2 * task_rows;

/// Uninitialised words on a cache line's boundary.
uint32_t *allocate_words(int64_t words) {
    auto *memory = static_cast<uint32_t *>(std::aligned_alloc(64, size_t((std::max<int64_t>(1, words) * 4 + 63) / 64 * 64)));
    if (!memory) throw std::bad_alloc();
    return memory;
}

/// Words kept by a thread from call to call.
class Workspace {
public:
    uint32_t *reserve(int64_t words) {
        if (words > capacity_) {
            memory_.reset();
            capacity_ = 0;
            memory_.reset(allocate_words(words));
            capacity_ = words;
        }
        return memory_.get();
    }

private:
    struct Free {
        void operator()(void *memory) const { std::free(memory); }
    };
    std::unique_ptr<uint32_t, Free> memory_;
    int64_t capacity_ = 0;
};

Workspace &shared_workspace() {
    thread_local Workspace workspace;
    return workspace;
}

Workspace &own_workspace() {
    thread_local Workspace workspace;
    return workspace;
}

Workspace &sums_workspace() {
    thread_local Workspace workspace;
    return workspace;
}

int64_t divided(int64_t count, int64_t size) { return (count + size - 1) / size; }

/// Cuts `count` rows into as few panels as possible of sizes as equal as possible.
struct RowPanels {
    int64_t count, panels;

    explicit RowPanels(int64_t rows) : count(rows), panels(std::max<int64_t>(1, divided(rows, tile_rows))) {}
    int64_t begin(int64_t panel) const { return panel * count / panels; }
    int64_t rows(int64_t panel) const { return begin(panel + 1) - begin(panel); }
};

/// Packs panels first ..< last of B, each tile_columns wide, from first_depth on.
void pack_panels(Element element, const MatrixView &b, int64_t first_depth, int64_t depth, int64_t first, int64_t last, uint32_t *target) {
    const MatrixView columns = b.transposed();
    const int64_t size = tile_columns * divided(depth, steps_per_word(element));
    for (int64_t p = first; p < last; ++p) {
        const int64_t column = p * tile_columns;
        product::pack(element, columns, column, std::min(tile_columns, b.columns - column), first_depth, depth, tile_columns,
                      target + (p - first) * size);
    }
}

/// One stretch of the inner dimension of one product.
struct Block {
    Element element;
    const MatrixView &a;
    int64_t columns;
    ProductTarget c;
    int64_t first_depth, depth;
    /// The element of the product that C begins with.
    int64_t origin_row = 0, origin_column = 0;

    int64_t words() const { return divided(depth, steps_per_word(element)); }
    bool reads_a_in_place() const { return product::reads_in_place(element, a); }

    /// Packs rows first ..< first + rows of A, panel after panel.
    void pack_a(int64_t first, int64_t rows, uint32_t *target) const {
        const RowPanels panels(rows);
        for (int64_t p = 0; p < panels.panels; ++p)
            product::pack(element, a, first + panels.begin(p), panels.rows(p), first_depth, depth, panels.rows(p),
                          target + panels.begin(p) * words());
    }

    /// The words of A for the panel that begins `begin` rows after first_row; `packed` as `pack_a` left it, or null.
    product::TileRows tile_rows(int64_t first_row, int64_t begin, int64_t rows, const uint32_t *packed) const {
        if (packed) return {reinterpret_cast<const char *>(packed + begin * words()), 4, 4 * rows};
        const int64_t size = element == Element::float32 ? 4 : 2;
        return {static_cast<const char *>(a.data) + size * ((first_row + begin) * a.row_stride + first_depth), size * a.row_stride, 4};
    }

    /// All tiles of some rows by packed panels.
    void multiply(int64_t first_row, int64_t rows, const uint32_t *packed_a, int64_t first_panel, int64_t last_panel,
                  const uint32_t *packed_b) const {
        const RowPanels panels(rows);
        const int64_t size = c.element == Element::float32 ? 4 : 2;
        for (int64_t q = first_panel; q < last_panel; ++q) {
            const int64_t column = q * tile_columns, width = std::min(tile_columns, columns - column);
            const uint32_t *right = packed_b + (q - first_panel) * tile_columns * words();
            for (int64_t p = 0; p < panels.panels; ++p) {
                ProductTarget target = c;
                target.data = static_cast<char *>(c.data) + size * ((first_row + panels.begin(p) - origin_row) * c.stride + column - origin_column);
                const auto left = tile_rows(first_row, panels.begin(p), panels.rows(p), packed_a);
                product::multiply_tile(element, panels.rows(p), width, words(), left, right, target);
            }
        }
    }
};

/// Tasks divide the columns and share A.
void multiply_few_rows(const Block &block, const MatrixView &b) {
    const int64_t rows = block.a.rows, panels = divided(block.columns, tile_columns), step = task_columns / tile_columns;
    uint32_t *packed_a = nullptr;
    if (!block.reads_a_in_place()) {
        packed_a = shared_workspace().reserve(rows * block.words());
        block.pack_a(0, rows, packed_a);
    }
    parallel_tasks(divided(panels, step), [&](int64_t task) {
        const int64_t first = task * step, last = std::min(panels, first + step);
        uint32_t *packed_b = own_workspace().reserve(step * tile_columns * block.words());
        pack_panels(block.element, b, block.first_depth, block.depth, first, last, packed_b);
        block.multiply(0, rows, packed_a, first, last, packed_b);
    });
}

/// B is packed once for all, as much of it as fits; tasks divide the rows.
void multiply_many_rows(const Block &block, const MatrixView &b) {
    const int64_t rows = block.a.rows, panels = divided(block.columns, tile_columns), words = block.words();
    const int64_t step = std::max<int64_t>(1, shared_words / (tile_columns * words));
    uint32_t *packed_b = shared_workspace().reserve(std::min(step, panels) * tile_columns * words);
    for (int64_t first = 0; first < panels; first += step) {
        const int64_t last = std::min(panels, first + step);
        parallel_tasks(last - first, [&](int64_t p) {
            pack_panels(block.element, b, block.first_depth, block.depth, first + p, first + p + 1, packed_b + p * tile_columns * words);
        });
        const int64_t tasks = divided(rows, task_rows);
        parallel_tasks(tasks, [&](int64_t task) {
            const int64_t begin = task * rows / tasks, count = (task + 1) * rows / tasks - begin;
            uint32_t *packed_a = nullptr;
            if (!block.reads_a_in_place()) {
                packed_a = own_workspace().reserve(count * words);
                block.pack_a(begin, count, packed_a);
            }
            block.multiply(begin, count, packed_a, first, last, packed_b);
        });
    }
}

int64_t depth_block(Element element) { return block_words * steps_per_word(element); }

/// The sum over nothing.
void clear(int64_t rows, int64_t columns, const ProductTarget &c) {
    if (c.accumulates) return;
    const int64_t size = c.element == Element::float32 ? 4 : 2;
    for (int64_t row = 0; row < rows; ++row)
        std::memset(static_cast<char *>(c.data) + row * c.stride * size, 0, size_t(columns * size));
}

/// Block after block of the inner dimension, each added to what the ones before it left.
void multiply_blocks(Element element, const MatrixView &a, const MatrixView &b, ProductTarget c) {
    int64_t first = 0;
    do {
        const Block block{element, a, b.columns, c, first, std::min(depth_block(element), a.columns - first)};
        if (a.rows < few_rows) {
            multiply_few_rows(block, b);
        } else {
            multiply_many_rows(block, b);
        }
        c.accumulates = true;
        first += depth_block(element);
    } while (first < a.columns);
}

/// Sums of several blocks would be rounded after each of them: they are kept in float32, for some rows at a time.
void multiply_wide(Element element, const MatrixView &a, const MatrixView &b, const ProductTarget &c) {
    const int64_t columns = b.columns, slab = std::max<int64_t>(few_rows, shared_words / std::max<int64_t>(1, columns));
    const std::unique_ptr<float[]> sums(new float[size_t(std::min(slab, a.rows) * columns)]);
    for (int64_t first = 0; first < a.rows; first += slab) {
        const int64_t rows = std::min(slab, a.rows - first);
        const auto each_row = [&](auto body) {
            parallel_pieces(rows, 16, [&](int64_t begin, int64_t end, int64_t) {
                for (int64_t row = begin; row < end; ++row)
                    body(sums.get() + row * columns, static_cast<c10::BFloat16 *>(c.data) + (first + row) * c.stride);
            });
        };
        if (c.accumulates) each_row([&](float *wide, c10::BFloat16 *narrow) { vector::widen(narrow, wide, columns); });
        MatrixView slice = a;
        slice.rows = rows;
        slice.data = static_cast<const char *>(a.data) + first * a.row_stride * (element == Element::float32 ? 4 : 2);
        multiply_blocks(element, slice, b, {sums.get(), columns, Element::float32, c.accumulates});
        each_row([&](float *wide, c10::BFloat16 *narrow) { vector::narrow(wide, narrow, columns); });
    }
}

/// A product with a B that is packed already: tasks divide rows and columns, and each goes through all blocks of the inner dimension.
class PackedProduct {
public:
    PackedProduct(const MatrixView &a, const PackedMatrix &b, const ProductTarget &c, const void *base)
        : a_(a), b_(b), c_(base ? ProductTarget{c.data, c.stride, c.element, true} : c), base_(static_cast<const char *>(base)),
          row_tasks_(divided(a.rows, task_rows)), panels_(divided(b.columns(), tile_columns)), in_place_(product::reads_in_place(b.element(), a)) {
        const int64_t wanted = tasks_per_thread * thread_count();
        column_tasks_ = std::clamp<int64_t>(divided(wanted, row_tasks_), 1, panels_);
    }

    void run() {
        if (!in_place_) pack_a();
        parallel_tasks(row_tasks_ * column_tasks_, [&](int64_t task) { compute(task / column_tasks_, task % column_tasks_); });
    }

private:
    // So many that the end of a thread's share can be taken over by another.
    static constexpr int64_t tasks_per_thread = 8;

    const MatrixView &a_;
    const PackedMatrix &b_;
    const ProductTarget c_;
    const char *const base_;
    const int64_t row_tasks_, panels_;
    const bool in_place_;
    int64_t column_tasks_;
    uint32_t *packed_a_ = nullptr;

    int64_t first_row(int64_t task) const { return task * a_.rows / row_tasks_; }
    int64_t blocks() const { return divided(a_.columns, depth_block(b_.element())); }
    int64_t words_before(int64_t block) const { return block * block_words; }

    Block block(int64_t index, const ProductTarget &c) const {
        const int64_t first = index * depth_block(b_.element());
        Block block{b_.element(), a_, b_.columns(), c, first, std::min(depth_block(b_.element()), a_.columns - first)};
        block.c.accumulates = c.accumulates || index > 0;
        return block;
    }

    /// The words of the rows from `row` on, for one block.
    uint32_t *rows_of_a(int64_t index, int64_t row, int64_t words) const {
        return packed_a_ ? packed_a_ + a_.rows * words_before(index) + row * words : nullptr;
    }

    void pack_a() {
        packed_a_ = shared_workspace().reserve(a_.rows * divided(a_.columns, steps_per_word(b_.element())));
        parallel_tasks(row_tasks_, [&](int64_t task) {
            const int64_t row = first_row(task), count = first_row(task + 1) - row;
            for (int64_t index = 0; index < blocks(); ++index) {
                const Block part = block(index, c_);
                part.pack_a(row, count, rows_of_a(index, row, part.words()));
            }
        });
    }

    void compute(int64_t row_task, int64_t column_task) const {
        const int64_t row = first_row(row_task), rows = first_row(row_task + 1) - row;
        const int64_t first = column_task * panels_ / column_tasks_, last = (column_task + 1) * panels_ / column_tasks_;
        if (base_) take_base(row, rows, first, last);
        if (c_.element == Element::float32 || blocks() == 1) {
            for (int64_t index = 0; index < blocks(); ++index) add(block(index, c_), index, row, rows, first, last);
            return;
        }
        // Sums of several blocks would be rounded after each of them: they are kept in float32.
        const int64_t column = first * tile_columns, width = std::min(last * tile_columns, b_.columns()) - column;
        auto *sums = reinterpret_cast<float *>(sums_workspace().reserve(rows * width));
        const auto narrow = [&](int64_t i) { return static_cast<c10::BFloat16 *>(c_.data) + (row + i) * c_.stride + column; };
        if (c_.accumulates)
            for (int64_t i = 0; i < rows; ++i) vector::widen(narrow(i), sums + i * width, width);
        for (int64_t index = 0; index < blocks(); ++index) {
            Block part = block(index, {sums, width, Element::float32, c_.accumulates});
            part.origin_row = row;
            part.origin_column = column;
            add(part, index, row, rows, first, last);
        }
        for (int64_t i = 0; i < rows; ++i) vector::narrow(sums + i * width, narrow(i), width);
    }

    /// Copies the base into the task's part of C, which the same thread adds to next, while it is in its cache.
    void take_base(int64_t row, int64_t rows, int64_t first_panel, int64_t last_panel) const {
        const int64_t size = c_.element == Element::float32 ? 4 : 2, column = first_panel * tile_columns;
        const int64_t bytes = size * (std::min(last_panel * tile_columns, b_.columns()) - column);
        for (int64_t i = row; i < row + rows; ++i) {
            const int64_t offset = size * (i * c_.stride + column);
            std::memcpy(static_cast<char *>(c_.data) + offset, base_ + offset, size_t(bytes));
        }
    }

    void add(const Block &part, int64_t index, int64_t row, int64_t rows, int64_t first, int64_t last) const {
        part.multiply(row, rows, rows_of_a(index, row, part.words()), first, last, b_.panels(index) + first * tile_columns * part.words());
    }
};

}  // namespace

void PackedMatrix::Free::operator()(void *memory) const { std::free(memory); }

PackedMatrix::PackedMatrix(Element element, int64_t rows, int64_t columns) : element_(element), rows_(rows), columns_(columns), offsets_{0} {
    const int64_t panels = divided(columns, tile_columns);
    for (int64_t first = 0; first < rows; first += depth_block(element)) {
        const int64_t depth = std::min(depth_block(element), rows - first);
        offsets_.push_back(offsets_.back() + panels * tile_columns * divided(depth, steps_per_word(element)));
    }
    memory_.reset(allocate_words(offsets_.back()));
}

int64_t PackedMatrix::bytes() const { return 4 * offsets_.back(); }

void PackedMatrix::pack(const MatrixView &b) {
    const int64_t panels = divided(columns_, tile_columns), blocks = int64_t(offsets_.size()) - 1;
    parallel_tasks(panels * blocks, [&](int64_t task) {
        const int64_t panel = task % panels, index = task / panels, first = index * depth_block(element_);
        const int64_t depth = std::min(depth_block(element_), rows_ - first), words = divided(depth, steps_per_word(element_));
        pack_panels(element_, b, first, depth, panel, panel + 1, memory_.get() + offsets_[size_t(index)] + panel * tile_columns * words);
    });
}

void multiply(const MatrixView &a, const PackedMatrix &b, const ProductTarget &c, const void *base) {
    if (a.rows == 0 || b.columns() == 0) return;
    if (a.columns == 0 && !base) return clear(a.rows, b.columns(), c);
    PackedProduct(a, b, c, base).run();
}

void multiply(Element element, const MatrixView &a, const MatrixView &b, const ProductTarget &c) {
    if (a.rows == 0 || b.columns == 0) return;
    if (a.columns == 0) return clear(a.rows, b.columns, c);
    if (c.element == Element::bfloat16 && a.columns > depth_block(element)) {
        multiply_wide(element, a, b, c);
    } else {
        multiply_blocks(element, a, b, c);
    }
}

#else

bool has_product(Element) { return false; }
void multiply(Element, const MatrixView &, const MatrixView &, const ProductTarget &) {}
void multiply(const MatrixView &, const PackedMatrix &, const ProductTarget &, const void *) {}

void PackedMatrix::Free::operator()(void *memory) const { std::free(memory); }
PackedMatrix::PackedMatrix(Element element, int64_t rows, int64_t columns) : element_(element), rows_(rows), columns_(columns), offsets_{0} {}
int64_t PackedMatrix::bytes() const { return 0; }
void PackedMatrix::pack(const MatrixView &) {}

#endif

}  // namespace ctorch
