// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Two switches, both environment variables, so that a team with another trainer can take only what it needs:
//   ROIFRL_WITHOUT_TORCH=1   leaves out every target that needs libtorch
//   ROIFRL_TORCH=/path/torch the folder of an installed `torch` wheel (default: the one in .venv)
//   ROIFRL_STRICT=1          warnings in our own targets are errors (the gate sets it)
let environment = Context.environment
let withTorch = environment["ROIFRL_WITHOUT_TORCH"] != "1"
let strict = environment["ROIFRL_STRICT"] == "1"

/// The folder of the `torch` wheel: headers under `include`, libraries under `lib`.
func torchFolder() -> String {
    if let folder = environment["ROIFRL_TORCH"] { return folder }
    let library = Context.packageDirectory + "/.venv/lib"
    let pythons = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
    let python = pythons.filter { $0.hasPrefix("python3") }.sorted().first ?? "python3"
    return "\(library)/\(python)/site-packages/torch"
}

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
/// What a server on Hummingbird names: HTTP's types, connections, life cycle, logging.
let serving: [Target.Dependency] = [
    hummingbird, .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"), logging,
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

/// What a language model is asked: the files in Sources/Synthesis/Prompts.
let prompts = ["functions", "anonymise", "trackers", "evolve", "describe", "verify", "refine", "again"]

// Layer 0, pure values; layer 1, the outside world; then what needs libtorch.
var targets: [Target] = [
    library("SeededRandom"),
    library("Constraints", ["SeededRandom"]),
    library("SequentialExecution", ["Rollouts", "SeededRandom"]),
    library("Curriculum"),
    library("Rollouts", ["Tokenization"]),
    library("Tokenization"),
    library("PythonSandbox", ["SequentialExecution"]),
    .target(name: "CHash"),
    library("RunStore", ["CHash", grdb]),
    library("Endpoints", ["CHash", "Tokenization"]),
    library(
        "Datasets", ["Constraints", "SequentialExecution", "Rollouts", "Tokenization", "PythonSandbox", "Endpoints", "SeededRandom"]),
    .target(
        name: "Synthesis",
        dependencies: ["SequentialExecution", "PythonSandbox", "Datasets", "Endpoints", "Rollouts", "RunStore", "Tokenization"],
        // Built into the program, so that it can be moved without them.
        resources: prompts.map { .embedInCode("Prompts/\($0).md") }, swiftSettings: settings),
    library(
        "Evaluation",
        [
            "Constraints", "SequentialExecution", "Rollouts", "Tokenization", "PythonSandbox", "RunStore", "Endpoints", "Datasets",
            "Synthesis", "SeededRandom",
        ]),
    library("Studies", ["RunStore", "Evaluation"]),
    library(
        "Service",
        [
            "Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "PythonSandbox", "Datasets", grdb,
        ] + serving),
    library("TestSupport", ["Constraints", "SeededRandom"]),
    .executableTarget(
        name: "verifier-trials", dependencies: ["Constraints", "Datasets", "TestSupport", argumentParser],
        path: "Benchmarks/VerifierTrials",
        swiftSettings: settings),
    .executableTarget(
        name: "sandbox-trials", dependencies: ["PythonSandbox", "SequentialExecution", argumentParser], path: "Benchmarks/SandboxTrials",
        swiftSettings: settings),
    tests("Constraints", ["Datasets"]),
    tests("SequentialExecution", ["Rollouts"]),
    tests("Curriculum"),
    tests("Rollouts", ["Tokenization"]),
    tests("Tokenization"),
    tests("PythonSandbox", ["SequentialExecution", "Rollouts"]),
    tests("RunStore", ["CHash"]),
    tests("Endpoints", ["Tokenization"]),
    tests("Datasets", ["Constraints", "SequentialExecution", "Rollouts", "Tokenization", "PythonSandbox", "Endpoints"]),
    tests("Synthesis", ["SequentialExecution", "PythonSandbox", "Datasets", "Endpoints", "Rollouts"]),
    tests(
        "Evaluation",
        ["Constraints", "Datasets", "Endpoints", "PythonSandbox", "RunStore", "SequentialExecution", "Rollouts", "Tokenization"]),
    tests("Studies", ["RunStore", "Evaluation", "Tokenization"]),
    tests(
        "Service",
        [
            "Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "PythonSandbox", "Datasets", hummingbirdTesting,
        ] + serving),
]

if withTorch {
    let torch = torchFolder()
    targets += [
        .target(
            name: "CTorch",
            cxxSettings: [
                .unsafeFlags([
                    "-I\(torch)/include", "-I\(torch)/include/torch/csrc/api/include", "-O3", "-DNDEBUG",
                    "-Wno-deprecated-declarations",
                ])
            ],
            linkerSettings: [
                .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"]),
                .linkedLibrary("torch"), .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
        library("Torch", ["CTorch"]),
        library("Policy", ["Torch"]),
        library("Generation", ["Torch", "Policy", "Rollouts"]),
        library("Learning", ["Torch", "Policy", "Rollouts"]),
        library(
            "Training",
            [
                "Torch", "Policy", "Generation", "Learning", "Curriculum", "Rollouts", "Tokenization", "RunStore",
                "Datasets", "SequentialExecution", "Evaluation", toml, logging,
            ]),
        tests("Torch"),
        tests("Policy", ["Torch"]),
        tests("Generation", ["Torch", "Policy", "Rollouts"]),
        tests("Learning", ["Torch", "Policy", "Rollouts"]),
        tests(
            "Training",
            [
                "Torch", "Policy", "Generation", "Learning", "Curriculum", "Rollouts", "RunStore", "Tokenization", "Datasets",
                "Evaluation",
            ]),
        // Runs the built command line as a user does, so it needs the executable beside it but no symbol of it.
        .testTarget(name: "roifrlTests", dependencies: ["RunStore", "TestSupport"], swiftSettings: settings),
    ]
}

// The command line; without libtorch only what needs no model.
let modelFiles = [
    "ModelCommands.swift", "DryRun.swift", "LoadSources.swift", "MachineCheck+Torch.swift", "ServedModel+Torch.swift",
    "CurriculumSimulate+Configuration.swift",
    "Commands/GenerateCommand.swift", "Commands/ScoreCommand.swift", "Commands/LearnCommand.swift",
    "Commands/EvalEngine.swift", "Commands/BenchCommand.swift", "Commands/BenchProduct.swift", "Commands/TrainCommand.swift",
    "Commands/SupervisedCommand.swift",
]
targets.append(
    .executableTarget(
        name: "roifrl",
        dependencies: [
            "Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "PythonSandbox", "Endpoints", "RunStore",
            "Datasets", "Synthesis", "Evaluation", "Studies", "Service", argumentParser, logging,
        ] + (withTorch ? ["Torch", "Policy", "Generation", "Learning", "Training", toml] : []),
        exclude: withTorch ? [] : modelFiles,
        swiftSettings: settings + (withTorch ? [] : [.define("WITHOUT_TORCH")])))

let package = Package(
    name: "roifrl",
    platforms: [.macOS(.v15)],
    products: [
        .library(
            name: "RoIFRLCore",
            targets: ["Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "RunStore", "Datasets"]),
        .library(name: "RoIFRLService", targets: ["Service"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
