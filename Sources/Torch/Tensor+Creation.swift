import CTorch

extension Tensor {
    /// A tensor of the given elements, in row-major order.
    /// - Parameter shape: nil makes a vector.
    public convenience init(
        _ elements: [Float], shape: [Int]? = nil, dtype: DType = .float32, device: Device = .cpu
    ) throws(TorchError) {
        self.init(owning: try Self.copy(elements, as: .float32, shape: shape, dtype: dtype, device: device))
    }

    /// A tensor of the given elements, in row-major order; int64 unless told otherwise.
    public convenience init(
        _ elements: [Int], shape: [Int]? = nil, dtype: DType = .int64, device: Device = .cpu
    ) throws(TorchError) {
        self.init(owning: try Self.copy(elements, as: .int64, shape: shape, dtype: dtype, device: device))
    }

    /// A tensor of the given elements, in row-major order.
    public convenience init(
        _ elements: [Int32], shape: [Int]? = nil, dtype: DType = .int32, device: Device = .cpu
    ) throws(TorchError) {
        self.init(owning: try Self.copy(elements, as: .int32, shape: shape, dtype: dtype, device: device))
    }

    /// A tensor of the given truth values, in row-major order.
    public convenience init(_ elements: [Bool], shape: [Int]? = nil, device: Device = .cpu) throws(TorchError) {
        self.init(owning: try Self.copy(elements, as: .bool, shape: shape, dtype: .bool, device: device))
    }

    /// A tensor of the bytes' elements, copied.
    /// - Throws: where the bytes are not exactly what shape and type need.
    public convenience init(
        bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, device: Device = .cpu
    ) throws(TorchError) {
        self.init(owning: try Self.copy(bytes, shape: shape, dtype: dtype, device: device))
    }

    /// Elements of no particular value.
    public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_empty($0, $1, dtype.rawValue, device.name, out) } }
    }

    /// The same value everywhere.
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_full($0, $1, value, dtype.rawValue, device.name, out) } }
    }

    public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
        try full(shape, 0, dtype: dtype, device: device)
    }

    public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
        try full(shape, 1, dtype: dtype, device: device)
    }

    /// Zeros with this tensor's shape, on its device.
    public func zerosLike(dtype: DType? = nil) throws(TorchError) -> Tensor {
        try .zeros(shape, dtype: dtype ?? self.dtype, device: device)
    }

    /// start, start + step ... below `end`.
    public static func arange(
        _ start: Int = 0, _ end: Int, step: Int = 1, dtype: DType = .int64, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try made { ct_arange(Int64(start), Int64(end), Int64(step), dtype.rawValue, device.name, $0) }
    }

    /// Standard normal, from the device's global generator.
    public static func randn(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_random(true, $0, $1, dtype.rawValue, device.name, out) } }
    }

    /// Uniform in [0, 1), from the device's global generator.
    public static func rand(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_random(false, $0, $1, dtype.rawValue, device.name, out) } }
    }

    /// Fills in place with normal values of a generator seeded with `seed` alone: the same values on any device.
    public func fillNormal(mean: Double = 0, deviation: Double, seed: UInt64) throws(TorchError) {
        try check(ct_fill_normal(handle, mean, deviation, seed))
    }

    /// A CPU tensor on memory that `owner` keeps alive, without a copy. Changing the tensor changes the memory.
    package static func over(
        _ memory: UnsafeMutableRawPointer, shape: [Int], dtype: DType, owner: AnyObject
    ) throws(TorchError) -> Tensor {
        // The retain is balanced by the shim's call of the release function, which comes on failure too.
        let context = Unmanaged.passRetained(owner).toOpaque()
        return try made { out in
            withSizes(shape) { sizes, rank in
                ct_from_external(
                    memory, sizes, rank, dtype.rawValue, { context in context.map { Unmanaged<AnyObject>.fromOpaque($0).release() } },
                    context, out)
            }
        }
    }

    private static func copy<Element>(
        _ elements: [Element], as source: DType, shape: [Int]?, dtype: DType, device: Device
    ) throws(TorchError) -> ct_tensor {
        let shape = shape ?? [elements.count]
        try checkCount(elements.count, shape: shape)
        let copied: Result<ct_tensor, TorchError> = elements.withUnsafeBytes { bytes in
            Result { () throws(TorchError) in try copy(bytes, shape: shape, dtype: source, device: device) }
        }
        let handle = try copied.get()
        guard dtype != source else { return handle }
        defer { ct_release(handle) }
        var converted: ct_tensor?
        try check(ct_to(handle, dtype.rawValue, device.name, &converted))
        guard let converted else { throw .libtorch("no tensor was made") }
        return converted
    }

    private static func copy(
        _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, device: Device
    ) throws(TorchError) -> ct_tensor {
        var handle: ct_tensor?
        try check(
            withSizes(shape) { sizes, rank in
                ct_from_buffer(bytes.baseAddress, Int64(bytes.count), sizes, rank, dtype.rawValue, device.name, &handle)
            })
        guard let handle else { throw .libtorch("no tensor was made") }
        return handle
    }

    private static func checkCount(_ found: Int, shape: [Int]) throws(TorchError) {
        guard let expected = elementCount(of: shape), expected == found else {
            throw .wrongElementCount(found: found, expected: elementCount(of: shape) ?? .max, shape: shape)
        }
    }

    /// The product of the sizes; nil where a size is negative or the product does not fit.
    static func elementCount(of shape: [Int]) -> Int? {
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}
