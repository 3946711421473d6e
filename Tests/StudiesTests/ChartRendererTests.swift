import Foundation
import Studies
import Testing

/// Every figure drawn by vl-convert itself, which rejects a specification that is none.
@Suite struct ChartRendererTests {
    private static var python: URL? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let packages = root.appending(path: ".venv/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: packages.path)) ?? []
        let installed = versions.contains {
            FileManager.default.fileExists(atPath: packages.appending(path: "\($0)/site-packages/vl_convert").path)
        }
        return installed ? root.appending(path: ".venv/bin/python") : nil
    }

    @Test(.enabled(if: python != nil, "vl-convert is not installed"), arguments: [1, 2])
    func figuresAreDrawn(runs count: Int) throws {
        let renderer = ChartRenderer(python: try #require(Self.python))
        let report = try StudyReport(runs: (0..<count).map { SampleRuns.run("run\($0)") })
        let folder = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try renderer.write(report.charts, to: folder)
        for chart in report.charts {
            let picture = try Data(contentsOf: folder.appending(path: chart.id + ".png"))
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            let drawing = try String(contentsOf: folder.appending(path: chart.id + ".svg"), encoding: .utf8)
            #expect(drawing.contains("<path"), "\(chart.id) draws nothing")
        }
    }

    @Test func anInterpreterThatIsNotThereIsNamed() throws {
        let renderer = ChartRenderer(python: URL(filePath: "/nowhere/python"))
        #expect {
            try renderer.javascript()
        } throws: { error in
            error.localizedDescription.contains("/nowhere/python")
        }
    }
}
