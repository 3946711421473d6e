import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct EventFileTests {
    /// Bytes that TensorBoard's own reader was seen to read as these values.
    @Test func bytesAreThoseOfTheFormat() throws {
        try withTemporaryFolder { folder in
            let first = try EventFile(folder: folder, wallTime: 1.5)
            try first.append(step: 1, wallTime: 2, scalars: [("a", 0.25), ("loss", -1)])
            #expect(first.url.lastPathComponent.hasPrefix("events.out.tfevents.1."))
            #expect(
                try hexadecimal(first) == """
                    1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c\
                    2400000000000000422b804d09000000000000004010012a170a080a0161150000803e0a0b0a046c6f737315000080bf9187dde3
                    """)
            let resumed = try EventFile(folder: folder, wallTime: 2.5, resumedAfter: 6)
            try resumed.append(step: 300, wallTime: 3, scalars: [("a", 0.25), ("nan", .nan)])
            try resumed.append(step: 301, wallTime: 3, scalars: [])
            #expect(
                try hexadecimal(resumed) == """
                    1800000000000000a37f4b220900000000000004401a0d627261696e2e4576656e743a32b19bcaec\
                    0f000000000000006d532b0909000000000000044010073a0208019aaf83ce\
                    2400000000000000422b804d09000000000000084010ac022a160a080a0161150000803e0a0a0a036e616e150000c07f5cb84627
                    """)
        }
    }

    private func hexadecimal(_ file: EventFile) throws -> String {
        try Data(contentsOf: file.url).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func secondFileOfOneSecondHasItsOwnName() throws {
        try withTemporaryFolder { folder in
            let first = try EventFile(folder: folder, wallTime: 1)
            let second = try EventFile(folder: folder, wallTime: 1)
            #expect(first.url != second.url)
        }
    }
}
