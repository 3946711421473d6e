import Torch

extension MachineChecks {
    /// What training computes with.
    var engine: [MachineCheck] { [libtorch, device] }

    private var libtorch: MachineCheck {
        let version = Runtime.version
        return MachineCheck(
            name: "libtorch", state: version.isEmpty ? .missing : .ok,
            found: version.isEmpty ? "does not answer" : "\(version), \(Runtime.threads) threads",
            mend: version.isEmpty ? MachineChecks.setup : nil)
    }

    private var device: MachineCheck {
        let best = (try? Device(named: "auto"))?.name ?? "cpu"
        return MachineCheck(name: "device", state: .ok, found: best == "cpu" ? "cpu (no accelerator that this libtorch can use)" : best)
    }
}
