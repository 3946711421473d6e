import CTorch

// The crossing into C. A handle written to `out` by the shim is owned by the caller; each of these functions hands it to exactly one
// `Tensor`, whose deinit releases it.

/// Throws libtorch's message, first line, unless `status` is 0.
@inline(__always)
func check(_ status: Int32) throws(TorchError) {
    if status != 0 { throw lastError() }
}

/// The message libtorch left for this thread.
@inline(never)
func lastError() -> TorchError {
    let message = ct_last_error().map { String(cString: $0) } ?? ""
    return .libtorch(message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? "no message")
}

/// The tensor that a call of the shim makes.
@inline(__always)
func made(_ body: (UnsafeMutablePointer<ct_tensor?>) -> Int32) throws(TorchError) -> Tensor {
    var handle: ct_tensor?
    try check(body(&handle))
    guard let handle else { throw .libtorch("no tensor was made") }
    return Tensor(owning: handle)
}

/// Calls `body` with the sizes as C wants them.
@inline(__always)
func withSizes<Result>(_ sizes: [Int], _ body: (UnsafePointer<Int64>?, Int64) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(sizes.count, 1)) { buffer in
        for (index, size) in sizes.enumerated() { buffer[index] = Int64(size) }
        return body(UnsafePointer(buffer.baseAddress), Int64(sizes.count))
    }
}
