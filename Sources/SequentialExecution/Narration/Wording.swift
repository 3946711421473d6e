/// Chooses among ways to say the same, by the seed and the place alone: a change elsewhere in the function changes no words here.
///
/// Seeds below ``plainSeeds`` are plain: form `seed` of every choice, counted around, so that these few seeds use every form.
struct Wording: Sendable {
    static let plainSeeds: UInt64 = 12
    /// What is brief has this many wordings, which are plain ones.
    static let briefForms: UInt64 = 3

    let seed: UInt64
    let isBrief: Bool

    init(seed: UInt64, style: Narrator.Style) {
        isBrief = style == .brief
        self.seed = isBrief ? seed % Self.briefForms : seed
    }

    /// A number below `count` that seed, place and slot decide.
    func index(of count: Int, at place: String, _ slot: String = "") -> Int {
        guard count > 1 else { return 0 }
        if seed < Self.plainSeeds { return Int(seed % UInt64(count)) }
        var generator = SeededGenerator(seed: seed ^ StableHash.of(place + "/" + slot))
        return generator.integer(in: 0...(count - 1))
    }

    func pick(_ forms: [String], at place: String, _ slot: String = "") -> String {
        forms[index(of: forms.count, at: place, slot)]
    }
}
