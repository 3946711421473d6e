extension Narrator {
    /// How much is said around the steps.
    public enum Style: String, Sendable, Codable, CaseIterable {
        /// As one person explains a procedure to another, in wording that varies from step to step.
        case conversational
        /// The steps and little else, in a few fixed wordings: for models of a few million parameters and their short contexts.
        case brief
    }
}
