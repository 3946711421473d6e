import Datasets
import Rollouts
import Testing

@Suite struct MathVerifierTests {
    @Test(arguments: [
        ("So \\boxed{72} it is.", "72", 1.0), ("The answer is 1,234.", "1234", 1.0), ("\\boxed{\\frac{1}{2}}", "0.5", 1.0),
        ("<think>\\boxed{3}</think>It is 4.", "3", 0.0), ("no idea", "3", 0.0), ("first 5, then 7", "7", 1.0),
        ("\\boxed{x + 1}", "x+1", 1.0),
    ])
    func finalAnswersAreComparedByValue(reply: String, answer: String, reward: Double) {
        #expect(MathVerifier(answer: answer).reward(for: reply).value == reward)
    }
}
