import CTorch

/// Where a tensor lives, by libtorch's name: `cpu`, `cuda`, `cuda:1`, `mps`.
public struct Device: Hashable, Sendable, CustomStringConvertible {
    /// libtorch's name for the device.
    public let name: String

    public static let cpu = Device(unchecked: "cpu")

    /// The kinds we know; after the CPU, the best first.
    private static let kinds: [String] = ["cpu", "cuda", "mps"]

    package init(unchecked name: String) { self.name = name }

    /// The device a configuration names; `auto` is the best one this machine has: CUDA, then Apple's GPU, then the CPU.
    /// - Throws: `TorchError.unknownDevice` where the name is none, or this machine or this libtorch has no such device.
    public init(named name: String) throws(TorchError) {
        guard name != "auto" else {
            let best = Self.kinds.dropFirst().first { (kind: String) in ct_device_available(kind) }
            self.name = best ?? "cpu"
            return
        }
        guard ct_device_available(name) else {
            let available = Self.kinds.filter { (kind: String) in ct_device_available(kind) }
            throw .unknownDevice(found: name, expected: "auto or one this machine has (\(available.joined(separator: ", ")))")
        }
        self.name = name
    }

    /// Whether the device is the CPU.
    public var isCPU: Bool { name == "cpu" }

    public var description: String { name }

    /// Waits until everything queued on the device has run.
    public func synchronize() throws(TorchError) { try check(ct_synchronize(name)) }
}
