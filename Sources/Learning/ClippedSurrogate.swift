/// The clipped surrogate of PPO, `-min(r A, clamp(r, 1 - low, 1 + high) A)`, which every loss here but CISPO minimises
/// (Schulman et al. 2017, equation 7; separate ends as in DAPO).
public enum ClippedSurrogate {
    public static func term(ratio: Double, advantage: Double, clip: ClipRange) -> PolicyTerm {
        let lowest = 1 - clip.low
        let highest = 1 + clip.high
        if advantage < 0, ratio < lowest {
            return PolicyTerm(value: -lowest * advantage, byLogRatio: 0, byLogProbability: 0, clip: .low)
        }
        if advantage > 0, ratio > highest {
            return PolicyTerm(value: -highest * advantage, byLogRatio: 0, byLogProbability: 0, clip: .high)
        }
        // d r / d log r = r, so value and derivative are the same number.
        let value = -ratio * advantage
        return PolicyTerm(value: value, byLogRatio: value, byLogProbability: 0, clip: .none)
    }
}

extension PolicyLoss {
    public func term(ratio: Double, advantage: Double, logProbability: Double, clip: ClipRange) -> PolicyTerm {
        ClippedSurrogate.term(ratio: ratio, advantage: advantage, clip: clip)
    }
}
