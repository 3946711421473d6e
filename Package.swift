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

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

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
    library("Synthesis", ["SequentialExecution", "PythonSandbox", "Datasets"]),
    library("Evaluation", ["Constraints", "SequentialExecution", "Rollouts", "Tokenization", "Datasets"]),
    library("Studies", ["RunStore", "Evaluation"]),
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
    tests("Synthesis", ["SequentialExecution", "PythonSandbox", "Datasets", "Rollouts"]),
    tests("Evaluation", ["Constraints", "Datasets", "SequentialExecution", "Rollouts", "Tokenization"]),
    tests("Studies", ["RunStore", "Evaluation"]),
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
    "ModelCommands.swift", "DryRun.swift", "LoadSources.swift", "MachineCheck+Torch.swift", "Commands/CurriculumCommand.swift",
    "Commands/GenerateCommand.swift", "Commands/ScoreCommand.swift", "Commands/LearnCommand.swift",
    "Commands/EvalCommand.swift", "Commands/BenchCommand.swift", "Commands/BenchProduct.swift", "Commands/TrainCommand.swift",
    "Commands/SupervisedCommand.swift",
]
targets.append(
    .executableTarget(
        name: "roifrl",
        dependencies: [
            "Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "PythonSandbox", "Endpoints", "RunStore",
            "Datasets", "Synthesis", "Evaluation", "Studies", argumentParser,
        ] + (withTorch ? ["Torch", "Policy", "Generation", "Learning", "Training", toml, logging] : []),
        exclude: withTorch ? [] : modelFiles,
        swiftSettings: settings + (withTorch ? [] : [.define("WITHOUT_TORCH")])))

let package = Package(
    name: "roifrl",
    platforms: [.macOS(.v15)],
    products: [
        .library(
            name: "RoIFRLCore",
            targets: ["Constraints", "SequentialExecution", "Curriculum", "Rollouts", "Tokenization", "RunStore", "Datasets"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
