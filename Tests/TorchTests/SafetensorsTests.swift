import Foundation
import Testing
import Torch

@Suite struct SafetensorsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID().uuidString)")

    private func withFile(_ bytes: [UInt8], _ body: (URL) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "x.safetensors")
        try Data(bytes).write(to: url)
        try body(url)
    }

    private func file(_ header: String, data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) } + [UInt8](header.utf8) + data
    }

    private func message(_ bytes: [UInt8]) throws -> String {
        var message = ""
        try withFile(bytes) { url in
            let error = #expect(throws: TorchError.self) { try SafetensorsFile(url) }
            message = error?.description.replacingOccurrences(of: url.path, with: "FILE") ?? ""
        }
        return message
    }

    @Test func everyTypeAndShapeComesBack() throws {
        try withFile([]) { url in
            var tensors: [(name: String, tensor: Tensor)] = []
            for type in DType.allCases { tensors.append((type.name, try Tensor([1, 0, 1, 1, 0, 1], shape: [2, 3], dtype: type))) }
            tensors.append(("scalar \"\u{e9}/", try Tensor([2.5] as [Float], shape: [])))
            tensors.append(("none", try Tensor([Float](), shape: [0, 7])))
            tensors.append(("turned", try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).transpose()))
            try SafetensorsWriter.write(tensors, to: url, metadata: ["format": "pt", "note": "x"], synchronize: true)
            let file = try SafetensorsFile(url)
            #expect(file.metadata == ["format": "pt", "note": "x"])
            #expect(Set(file.names) == Set(tensors.map(\.name)))
            for (name, tensor) in tensors {
                let read = try file.tensor(name)
                #expect(file.description(of: name)?.dtype == tensor.dtype)
                #expect(file.description(of: name)?.shape == tensor.shape)
                #expect(read.shape == tensor.shape && read.dtype == tensor.dtype)
                #expect(try read.toBytes() == tensor.toBytes())
            }
            #expect(file.description(of: "absent") == nil)
            #expect(throws: TorchError.self) { try file.tensor("absent") }
        }
    }

    @Test func changingAReadTensorLeavesTheFile() throws {
        try withFile([]) { url in
            try SafetensorsWriter.write([("a", Tensor([1, 2] as [Float]))], to: url)
            let tensor = try SafetensorsFile(url).tensor("a")
            try tensor.fill(9)
            #expect(try SafetensorsFile(url).tensor("a").toFloats() == [1, 2])
            #expect(try tensor.toFloats() == [9, 9])
        }
    }

    @Test func aFileCanBeReplacedByItsOwnTensors() throws {
        try withFile([]) { url in
            try SafetensorsWriter.write([("a", Tensor.full([5000], 3)), ("b", Tensor.full([5000], 4))], to: url)
            let before = try SafetensorsFile(url)
            try SafetensorsWriter.write([("c", try before.tensor("b")), ("d", try before.tensor("a"))], to: url)
            let after = try SafetensorsFile(url)
            #expect(try after.tensor("c").isSame(as: Tensor.full([5000], 4)))
            #expect(try after.tensor("d").isSame(as: Tensor.full([5000], 3)))
        }
    }

    @Test func elementsMayLieAnywhere() throws {
        let header = #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#
        try withFile(file(header, data: [7, 0, 0, 0x80, 0x3F])) { url in
            let file = try SafetensorsFile(url)
            #expect(try file.tensor("a").toFloats() == [1])
            #expect(file.names == ["b", "a"])
        }
    }

    @Test func damagedFilesAreRefusedByName() throws {
        let whole = file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: [UInt8](repeating: 0, count: 8))
        #expect(try message([1, 2]) == "FILE: found 2 bytes, expected at least the 8 of the header's length")
        #expect(try message([UInt8](repeating: 255, count: 9)).contains("a header of 18446744073709551615 bytes"))
        #expect(try message([UInt8](whole.prefix(20))).contains("is it truncated?"))
        #expect(
            try message([UInt8](whole.dropLast(3)))
                == "FILE: tensor 'a': found data up to byte 8, expected at most 5, which is all the file holds (is it truncated?)")
        #expect(try message(whole + [0]) == "FILE: found 9 bytes of data, expected 8, where the last tensor ends")
        #expect(try message(file("nothing", data: [])).contains("expected a JSON object of tensors"))
        #expect(try message(file("[]", data: [])).contains("expected a JSON object of tensors"))
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F3","shape":[2],"data_offsets":[0,8]}}"#, "tensor 'a': found dtype F3, expected one of F64, F32"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "tensor 'a': found 8 bytes, expected 12 bytes for shape [3] of F32"),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "tensor 'a': found 8 bytes, expected fewer elements for shape [-2]"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "tensor 'a': found data_offsets [8, 0]"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "tensor 'a': found data_offsets [0]"),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}"#, "expected fewer elements"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "tensor 'a': found data from byte 4, expected from byte 0"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            "tensor 'b': found data from byte 4, expected from byte 8"
        ),
        (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, "shape"),
    ])
    func impossibleHeadersAreRefusedByName(header: String, expected: String) throws {
        #expect(try message(file(header, data: [UInt8](repeating: 0, count: 8))).contains(expected))
    }

    @Test func systemRefusalsNameTheFile() throws {
        let absent = folder.appending(path: "absent.safetensors")
        #expect(throws: TorchError.system(file: absent.path, action: "open it", reason: "No such file or directory")) {
            try SafetensorsFile(absent)
        }
        #expect(throws: TorchError.self) { try SafetensorsFile(FileManager.default.temporaryDirectory) }
        #expect(throws: TorchError.self) { try SafetensorsWriter.write([], to: absent) }
    }

    #if os(Linux)
        @Test func fullDiskIsAnError() throws {
            let full = URL(fileURLWithPath: "/dev/full")
            #expect(throws: TorchError.system(file: "/dev/full", action: "write it", reason: "No space left on device")) {
                try SafetensorsWriter.write([("a", Tensor.zeros([100_000]))], to: full)
            }
        }
    #endif

    @Test func theSameNameTwiceIsRefused() throws {
        try withFile([]) { url in
            let tensor = try Tensor.zeros([1])
            #expect(throws: TorchError.self) { try SafetensorsWriter.write([("a", tensor), ("a", tensor)], to: url) }
        }
    }
}
