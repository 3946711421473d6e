import CTorch

/// libtorch as a whole: version, threads, random state.
public enum Runtime {
    /// The libtorch this build was compiled against.
    public static var version: String { ct_version().map { String(cString: $0) } ?? "" }

    /// Threads that one operation on the CPU may use.
    public static var threads: Int {
        get { Int(ct_thread_count()) }
        set { ct_set_thread_count(Int32(clamping: Swift.max(newValue, 1))) }
    }

    /// Whether matrix products of this type on the processor are our own kernels, which sum every element in the same order whatever the
    /// sizes: a row's bits do not depend on the rows beside it.
    public static func hasOwnProducts(_ dtype: DType) -> Bool { ct_has_own_product(dtype.rawValue) }

    /// Lets the process keep the memory of freed tensors for later ones. Otherwise every large tensor is fresh memory, which the system
    /// clears page by page. For programs, not libraries: it concerns all of the process's allocations.
    public static func keepFreedMemory() { ct_keep_freed_memory() }

    /// Seeds the global generators of all devices.
    public static func seed(_ seed: UInt64) throws(TorchError) { try check(ct_manual_seed(seed)) }

    /// The state of a device's global generator, to be set again later.
    public static func randomState(of device: Device = .cpu) throws(TorchError) -> [UInt8] {
        try made { ct_random_state(device.name, $0) }.toBytes()
    }

    /// Sets the state of a device's global generator; it goes on exactly where the state was taken.
    public static func setRandomState(_ state: [UInt8], of device: Device = .cpu) throws(TorchError) {
        let result: Result<Tensor, TorchError> = state.withUnsafeBytes { bytes in
            Result { () throws(TorchError) in try Tensor(bytes: bytes, shape: [bytes.count], dtype: .uint8) }
        }
        try check(ct_set_random_state(device.name, try result.get().handle))
    }
}

/// Calls `body`, which computes many small things on the CPU, with threads of our own held together: they look for work between two
/// operations instead of being called for each, and none is waited for that has nothing to do. Operations of libtorch itself stay on the calling
/// thread meanwhile, so this is not for few and large ones. One caller has the threads at a time; beside it, `body` is just called.
public func withThreadTeam<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    var result: Result<Value, Failure>?
    // C is given a pointer to the closure, which lives until the call returns.
    func run(_ compute: () -> Void) {
        withoutActuallyEscaping(compute) { compute in
            var box = compute
            withUnsafeMutablePointer(to: &box) { context in
                ct_with_team({ $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, context)
            }
        }
    }
    run { result = Result(catching: body) }
    guard let result else { return try body() }
    return try result.get()
}
