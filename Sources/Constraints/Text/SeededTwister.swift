internal import Foundation

/// CPython's random stream after `seed(0)`: the Mersenne Twister of Matsumoto and Nishimura, and what Python draws from it.
struct SeededTwister {
    private static let outputs: [UInt32] = firstOutputs(1 << 15)

    private let stream = SeededTwister.outputs
    private var next = 0
    private var spareGauss: Double?

    @inline(__always)
    private mutating func word() -> UInt32 {
        let value = stream[next]
        next = (next + 1) & (1 << 15 - 1)
        return value
    }

    private mutating func uniform() -> Double {
        let high = Double(word() >> 5)
        let low = Double(word() >> 6)
        return (high * 67_108_864 + low) / 9_007_199_254_740_992
    }

    /// A standard normal number; pairs are made together.
    mutating func gauss() -> Double {
        if let spare = spareGauss {
            spareGauss = nil
            return spare
        }
        let angle = uniform() * (2 * Double.pi)
        let radius = (-2 * log(1 - uniform())).squareRoot()
        spareGauss = sin(angle) * radius
        return cos(angle) * radius
    }

    /// A whole number below `limit`, by rejection of the top bits.
    mutating func below(_ limit: Int) -> Int {
        let bits = Int.bitWidth - limit.leadingZeroBitCount
        while true {
            let value = Int(word() >> UInt32(32 - bits))
            if value < limit { return value }
        }
    }

    private static func firstOutputs(_ count: Int) -> [UInt32] {
        var state = seededState()
        var outputs: [UInt32] = []
        while outputs.count < count {
            twist(&state)
            for word in state { outputs.append(tempered(word)) }
        }
        return outputs
    }

    /// Seeding by the one-word key 0.
    private static func seededState() -> [UInt32] {
        var state = [UInt32](repeating: 0, count: 624)
        state[0] = 19_650_218
        for index in 1..<624 {
            state[index] = 1_812_433_253 &* (state[index - 1] ^ (state[index - 1] >> 30)) &+ UInt32(index)
        }
        var index = 1
        for _ in 0..<624 {
            state[index] = (state[index] ^ ((state[index - 1] ^ (state[index - 1] >> 30)) &* 1_664_525))
            index += 1
            if index == 624 {
                state[0] = state[623]
                index = 1
            }
        }
        for _ in 0..<623 {
            state[index] = (state[index] ^ ((state[index - 1] ^ (state[index - 1] >> 30)) &* 1_566_083_941)) &- UInt32(index)
            index += 1
            if index == 624 {
                state[0] = state[623]
                index = 1
            }
        }
        state[0] = 0x8000_0000
        return state
    }

    private static func twist(_ state: inout [UInt32]) {
        for index in 0..<624 {
            let mixed = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7fff_ffff)
            state[index] = state[(index + 397) % 624] ^ (mixed >> 1) ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
        }
    }

    private static func tempered(_ word: UInt32) -> UInt32 {
        var value = word
        value ^= value >> 11
        value ^= (value << 7) & 0x9d2c_5680
        value ^= (value << 15) & 0xefc6_0000
        return value ^ (value >> 18)
    }
}
