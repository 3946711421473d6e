/// The detector's sampling: languages' probabilities by n-grams that are drawn at random, averaged over seven trials.
///
/// The random stream and the order of every sum are the library's, so its answers come out to the last bit.
struct LanguageSampler {
    private static let trials = 7
    private static let width = GramTable.width

    let table: GramTable
    /// How many languages there are, at most `GramTable.width`.
    let languages: Int

    /// The average probabilities, by language.
    func probabilities(of grams: [Int32]) -> [Double] {
        var random = SeededTwister()
        var total = [Double](repeating: 0, count: Self.width)
        var current = [Double](repeating: 0, count: Self.width)
        current.withUnsafeMutableBufferPointer { current in
            for _ in 0..<Self.trials {
                for index in 0..<Self.width { current[index] = index < languages ? 1 / Double(languages) : 0 }
                sample(grams, &random, current)
                for index in 0..<languages { total[index] += current[index] / Double(Self.trials) }
            }
        }
        return Array(total.prefix(languages))
    }

    /// One trial: n-grams until one language is all but certain.
    private func sample(_ grams: [Int32], _ random: inout SeededTwister, _ current: UnsafeMutableBufferPointer<Double>) {
        let smoothing = (0.5 + random.gauss() * 0.05) / 10_000
        var step = 0
        while true {
            multiply(current, by: table.rows[Int(grams[random.below(grams.count)])], smoothing)
            if step % 5 == 0, normalize(current) > 0.99999 || step >= 1000 { return }
            step += 1
        }
    }

    /// Every language's probability times (smoothing + the n-gram's frequency in it).
    @inline(__always)
    private func multiply(_ current: UnsafeMutableBufferPointer<Double>, by row: GramTable.Row, _ smoothing: Double) {
        let start = Int(row.start)
        if row.count == GramTable.Row.dense {
            table.vectors.withUnsafeBufferPointer { vectors in
                let vector = UnsafeRawPointer(vectors.baseAddress.unsafelyUnwrapped + start)
                Self.eachEight(current) { lanes, offset in
                    lanes *= vector.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self) + smoothing
                }
            }
            return
        }
        table.values.withUnsafeBufferPointer { values in
            table.languages.withUnsafeBufferPointer { languages in
                // A row of few languages: those are set right after all have been multiplied.
                var kept = (0.0, 0.0, 0.0, 0.0, 0.0)
                withUnsafeMutableBytes(of: &kept) { bytes in
                    let kept = bytes.assumingMemoryBound(to: Double.self)
                    let count = Int(row.count)
                    for entry in 0..<count { kept[entry] = current[Int(languages[start + entry])] * (smoothing + values[start + entry]) }
                    Self.eachEight(current) { lanes, _ in lanes *= smoothing }
                    for entry in 0..<count { current[Int(languages[start + entry])] = kept[entry] }
                }
            }
        }
    }

    /// Divides by the sum and gives the highest.
    private func normalize(_ current: UnsafeMutableBufferPointer<Double>) -> Double {
        var sum = 0.0
        for index in 0..<languages { sum += current[index] }
        var best = SIMD8<Double>(repeating: 0)
        Self.eachEight(current) { lanes, _ in
            lanes /= sum
            best.replace(with: lanes, where: lanes .> best)
        }
        return best.max()
    }

    /// Changes eight numbers at a time; `offset` counts bytes.
    @inline(__always)
    private static func eachEight(_ numbers: UnsafeMutableBufferPointer<Double>, _ body: (inout SIMD8<Double>, _ offset: Int) -> Void) {
        let raw = UnsafeMutableRawBufferPointer(numbers)
        for offset in stride(from: 0, to: width * 8, by: 64) {
            var lanes = raw.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            body(&lanes, offset)
            raw.storeBytes(of: lanes, toByteOffset: offset, as: SIMD8<Double>.self)
        }
    }
}
