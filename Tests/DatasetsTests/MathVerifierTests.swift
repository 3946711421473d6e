import Datasets
import Foundation
import PythonSandbox
import Rollouts
import TestSupport
import Testing
import Tokenization

/// Rewards by math-verify, where a Python with it is at hand.
@Suite(.serialized) struct MathVerifierTests {
    private static let equivalence = try? MathEquivalence(workers: 1)

    @Test(
        .enabled(if: Self.equivalence != nil),
        arguments: [
            ("So \\boxed{72} it is.", "72", 1.0), ("The answer is 1,234.", "1234", 1.0), ("\\boxed{\\frac{1}{2}}", "0.5", 1.0),
            ("<think>\\boxed{3}</think>It is 4.", "3", 0.0), ("<think>It is 3", "3", 0.0), ("no idea", "3", 0.0), ("", "3", 0.0),
            ("first 5, then 7", "7", 1.0), ("\\boxed{x + 1}", "1+x", 1.0), ("\\boxed{-7}", "7", 0.0), ("$x = 5$", "5", 1.0),
            ("\\boxed{[2,5)}", "[2,5)", 1.0), ("\\boxed{50\\%}", "50\\%", 1.0), ("It costs 18 dollars.", "18", 1.0),
            ("\\boxed{12 \\text{ cm}}", "12", 1.0), ("\\boxed{\\left( 3, \\frac{\\pi}{2} \\right)}", "(3, \\pi/2)", 1.0),
            ("\\boxed{" + String(repeating: "{", count: 3_000), "3", 0.0), ("\\boxed{9^{9^{9^{9}}}}", "3", 0.0),
        ])
    func answersAreComparedByValue(reply: String, answer: String, reward: Double) throws {
        let verifier = MathVerifier(answer: answer, equivalence: try #require(Self.equivalence))
        #expect(verifier.reward(for: reply).value == reward, "\(verifier.reward(for: reply).components)")
    }

    @Test(.enabled(if: Self.equivalence != nil)) func repliesOfAGroupAreComparedTogether() throws {
        let verifier = MathVerifier(answer: "8", equivalence: try #require(Self.equivalence))
        let replies = (0..<20).map { "I get \\boxed{\($0)}" }
        #expect(verifier.rewards(for: replies).map(\.value) == (0..<20).map { $0 == 8 ? 1 : 0 })
        #expect(verifier.reward(for: "\\boxed{7}").components[0].evidence == "found 7; required: 8")
    }

    @Test func whereMathVerifyIsMissingTheErrorSaysSo() throws {
        // Python without site packages.
        try withTemporaryFolder { folder in
            let found = try PythonInterpreter.find()
            let script = folder.appending(path: "python")
            try Data("#!/bin/sh\nexec \(found.path) -S \"$@\"\n".utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            let bare = PythonInterpreter(path: script.path, folders: found.folders + [folder.path])
            #expect {
                try MathEquivalence(workers: 1, interpreter: bare)
            } throws: { error in
                "\(error.localizedDescription)".contains("math-verify is missing")
            }
        }
    }

    @Test(.enabled(if: Self.equivalence != nil)) func rowsOfBothShapes() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "math.jsonl").path
            try Data(
                """
                {"problem": "1 + 1?", "answer": "2"}
                {"question": "700 + 500?", "answer": "700 + 500 = 1,200\\n#### 1,200"}
                {"problem": "2 + 1?", "answer": 3}
                {"problem": "Half?", "answer": 0.5}

                """.utf8
            ).write(to: URL(filePath: file))
            let prompts = try MathDataset.prompts(path: file, source: "math", equivalence: try #require(Self.equivalence))
            #expect(prompts.map { ($0.verifier as? MathVerifier)?.answer } == ["2", "1200", "3", "0.5"])
            #expect(prompts[0].messages.map(\.content) == ["1 + 1?\n\nReason step by step and put the final answer in \\boxed{}."])
            try Data("{\"problem\": \"1 + 1?\"}\n".utf8).write(to: URL(filePath: file))
            #expect(
                throws: DatasetError.badLine(path: file, line: 1, reason: "expected problem (or question) and answer, both strings")
            ) {
                try MathDataset.prompts(path: file, source: "math", equivalence: try #require(Self.equivalence))
            }
        }
    }
}
