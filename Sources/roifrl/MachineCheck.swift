import Constraints
import Datasets
import Foundation
import PythonSandbox

/// One thing that `roifrl doctor` looked at.
struct MachineCheck: Encodable {
    enum State: String, Encodable {
        case ok
        /// Something works less well without it.
        case recommended
        /// Training does not work without it.
        case missing
    }

    var name: String
    var state: State
    var found: String
    /// The command that mends it; nil where nothing is to be mended.
    var mend: String?
}

/// Looks at the machine. Every check answers, whatever is missing.
struct MachineChecks {
    static let setup = "Scripts/setup"

    func all() -> [MachineCheck] {
        [system] + engine + [python] + packages + [sandbox, languageData, memory, disk]
    }

    private var system: MachineCheck {
        let process = ProcessInfo.processInfo
        return MachineCheck(
            name: "system", state: .ok,
            found: "\(process.operatingSystemVersionString), \(process.activeProcessorCount) processor cores, \(Self.compiler)")
    }

    private static var compiler: String {
        #if compiler(>=6.4)
            "built with Swift 6.4 or later"
        #elseif compiler(>=6.3)
            "built with Swift 6.3"
        #else
            "built with Swift 6.2"
        #endif
    }

    private var python: MachineCheck {
        do {
            let interpreter = try PythonInterpreter.find()
            return MachineCheck(name: "python", state: .ok, found: interpreter.path)
        } catch {
            return MachineCheck(name: "python", state: .missing, found: error.localizedDescription, mend: "install Python 3.10 or later")
        }
    }

    /// What of the pinned requirements the interpreter has.
    private var packages: [MachineCheck] {
        let wanted = ["numpy", "safetensors", "langdetect", "syllapy", "pyarrow", "math-verify", "vl-convert-python"]
        let versions = PythonEnvironment.versions(of: wanted)
        return wanted.map { name in
            let version = versions[name]
            return MachineCheck(
                name: "python: \(name)", state: version == nil ? .recommended : .ok, found: version ?? "not installed",
                mend: version == nil ? Self.setup : nil)
        }
    }

    private var sandbox: MachineCheck {
        do {
            let worker = try PythonWorker()
            let strongest = worker.level == .namespaces
            return MachineCheck(
                name: "sandbox", state: strongest ? .ok : .recommended,
                found: worker.level.rawValue + (worker.levelReason.isEmpty ? "" : ": \(worker.levelReason)"),
                mend: strongest ? nil : "apt-get install bubblewrap")
        } catch {
            return MachineCheck(name: "sandbox", state: .missing, found: error.localizedDescription, mend: Self.setup)
        }
    }

    private var languageData: MachineCheck {
        let resources = TextResources.find()
        let missing = TextNeed.allCases.filter(resources.isMissing)
        let isFetched = missing.contains { need in LanguageData.packages.contains { $0.need == need } }
        return MachineCheck(
            name: "language data", state: missing.isEmpty ? .ok : .recommended,
            found: missing.isEmpty
                ? TextNeed.allCases.map(\.rawValue).joined(separator: ", ")
                : missing.map { "\($0.rawValue) \(resources.absence(of: $0) ?? ""): \($0.fallback)" }.joined(separator: "; "),
            mend: missing.isEmpty ? nil : isFetched ? "roifrl doctor --fetch" : Self.setup)
    }

    private var memory: MachineCheck {
        let gigabytes = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        return MachineCheck(name: "memory", state: .ok, found: String(format: "%.1f GiB", gigabytes))
    }

    private var disk: MachineCheck {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: ".")
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue else {
            return MachineCheck(name: "disk", state: .recommended, found: "free space unknown")
        }
        let gigabytes = free / 1_073_741_824
        return MachineCheck(
            name: "disk", state: gigabytes < 5 ? .recommended : .ok, found: String(format: "%.0f GiB free here", gigabytes),
            mend: gigabytes < 5 ? "make room: a run keeps checkpoints of the model and its optimiser" : nil)
    }
}
