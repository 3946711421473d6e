/// Accuracy over a set of replies as LogicIFEval counts it.
///
/// A question is a function with all its test cases and counts only if every case is right, output and statistics both.
public struct SequentialAccuracy: Sendable, Equatable {
    /// What one reply got right.
    public struct Case: Sendable, Equatable {
        public var taskID: String
        public var complexity: Double?
        public var outputIsRight: Bool
        public var statisticsAreRight: Bool

        public init(taskID: String, complexity: Double?, outputIsRight: Bool, statisticsAreRight: Bool) {
            self.taskID = taskID
            self.complexity = complexity
            self.outputIsRight = outputIsRight
            self.statisticsAreRight = statisticsAreRight
        }
    }

    public var cases: Int
    public var questions: Int
    /// Shares of cases.
    public var caseAccuracy: Double
    public var outputAccuracy: Double
    public var statisticsAccuracy: Double
    /// Share of questions with every case right.
    public var questionAccuracy: Double
    /// Share of questions whose outputs, and whose statistics, are all right.
    public var questionOutputAccuracy: Double
    public var questionStatisticsAccuracy: Double

    public init(_ cases: [Case]) {
        let questions = Dictionary(grouping: cases, by: \.taskID).values
        self.cases = cases.count
        self.questions = questions.count
        caseAccuracy = Self.share(cases) { $0.outputIsRight && $0.statisticsAreRight }
        outputAccuracy = Self.share(cases, \.outputIsRight)
        statisticsAccuracy = Self.share(cases, \.statisticsAreRight)
        questionAccuracy = Self.share(questions) { $0.allSatisfy { $0.outputIsRight && $0.statisticsAreRight } }
        questionOutputAccuracy = Self.share(questions) { $0.allSatisfy(\.outputIsRight) }
        questionStatisticsAccuracy = Self.share(questions) { $0.allSatisfy(\.statisticsAreRight) }
    }

    private static func share<Items: Collection>(_ items: Items, _ holds: (Items.Element) -> Bool) -> Double {
        items.isEmpty ? 0 : Double(items.count(where: holds)) / Double(items.count)
    }
}
