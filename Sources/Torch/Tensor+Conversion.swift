import CTorch

extension Tensor {
    /// This tensor with another element type or on another device; itself (sharing memory) where nothing changes. Differentiable.
    public func to(dtype: DType? = nil, device: Device? = nil) throws(TorchError) -> Tensor {
        let type = dtype ?? self.dtype
        let place = device ?? self.device
        return try made { ct_to(handle, type.rawValue, place.name, $0) }
    }

    /// A copy with memory of its own. Differentiable.
    public func clone() throws(TorchError) -> Tensor { try made { ct_clone(handle, $0) } }

    /// Copies `source` into this tensor in place, converting type and device; not recorded for differentiation.
    public func copy(from source: Tensor) throws(TorchError) { try check(ct_copy(handle, source.handle)) }

    /// Sets every element in place; not recorded for differentiation.
    public func fill(_ value: Double) throws(TorchError) { try check(ct_fill(handle, value)) }

    /// The elements in row-major order.
    public func toFloats() throws(TorchError) -> [Float] { try elements(.float32, of: Float.self) }

    /// The elements in row-major order.
    public func toDoubles() throws(TorchError) -> [Double] { try elements(.float64, of: Double.self) }

    /// The elements in row-major order, fractions cut off.
    public func toInts() throws(TorchError) -> [Int] { try elements(.int64, of: Int.self) }

    /// The elements in row-major order; everything but zero is true.
    public func toBools() throws(TorchError) -> [Bool] { try elements(.bool, of: UInt8.self).map { $0 != 0 } }

    /// The elements' bytes in row-major order.
    public func toBytes() throws(TorchError) -> [UInt8] {
        let type = dtype
        return try buffer(type, bytes: count * type.size, of: UInt8.self, count: count * type.size)
    }

    /// The only element.
    /// - Throws: `TorchError.wrongElementCount` where there is not exactly one.
    public func item() throws(TorchError) -> Double {
        let values = try toDoubles()
        guard values.count == 1, let value = values.first else {
            throw .wrongElementCount(found: 1, expected: values.count, shape: shape)
        }
        return value
    }

    /// Calls `body` with the elements of a contiguous tensor on the CPU, which the buffer's bounds cover exactly.
    public func withUnsafeBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        try withUnsafeMutableBytes { try body(UnsafeRawBufferPointer($0)) }
    }

    /// Calls `body` with the elements of a contiguous tensor on the CPU, which the buffer's bounds cover exactly.
    public func withUnsafeMutableBytes<Value>(_ body: (UnsafeMutableRawBufferPointer) throws -> Value) throws -> Value {
        var data: UnsafeMutableRawPointer?
        try check(ct_data(handle, &data))
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeMutableRawBufferPointer(start: data, count: count * dtype.size))
    }

    private func elements<Element>(_ type: DType, of: Element.Type) throws(TorchError) -> [Element] {
        try buffer(type, bytes: count * type.size, of: Element.self, count: count)
    }

    private func buffer<Element>(
        _ type: DType, bytes: Int, of: Element.Type, count: Int
    ) throws(TorchError) -> [Element] {
        var status: Int32 = 0
        let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = ct_copy_to_buffer(handle, type.rawValue, buffer.baseAddress, Int64(bytes))
            initialized = status == 0 ? count : 0
        }
        try check(status)
        return elements
    }
}
