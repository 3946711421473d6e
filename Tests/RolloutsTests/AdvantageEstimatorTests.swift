import Rollouts
import Testing

@Suite struct AdvantageEstimatorTests {
    @Test func groupScaleUsesTheSampleDeviation() {
        // Mean 0.5, squared distances 0.25 * 2, three degrees of freedom.
        let deviation = (0.5 / 3.0).squareRoot() + 1e-4
        let advantages = AdvantageEstimator().advantages(of: [1, 0.5, 0, 0.5])
        #expect(advantages == [Float(0.5 / deviation), 0, Float(-0.5 / deviation), 0])
    }

    @Test func withoutScaleOnlyTheMeanIsTaken() {
        #expect(AdvantageEstimator(scale: .none).advantages(of: [3, 1]) == [1, -1])
    }

    @Test(arguments: [[], [0.7], [0.1, 0.1, 0.1]])
    func agreementTeachesNothing(rewards: [Double]) {
        #expect(AdvantageEstimator().advantages(of: rewards) == [Float](repeating: 0, count: rewards.count))
    }
}
