/// Unicode normalisation form C, on UTF-8 bytes.
///
/// Text below U+0300 is in form C already; elsewhere only the spans around scalars that could change are rewritten.
enum CanonicalComposition {
    private struct Tables {
        /// One-step decompositions; the second part is 0 where there is only one.
        var decompositions: [UInt32: (UInt32, UInt32)] = [:]
        /// Composites keyed by their two parts.
        var compositions: [UInt64: UInt32] = [:]
        /// Non-zero canonical combining classes.
        var combiningClasses: [UInt32: UInt8] = [:]
    }

    private static let tables: Tables = {
        var tables = Tables()
        let excluded = Set(UnicodeCanonicalData.compositionExclusions)
        let steps = UnicodeCanonicalData.decompositions
        for i in stride(from: 0, to: steps.count, by: 3) {
            tables.decompositions[steps[i]] = (steps[i + 1], steps[i + 2])
            if steps[i + 2] != 0, !excluded.contains(steps[i]) {
                tables.compositions[UInt64(steps[i + 1]) << 32 | UInt64(steps[i + 2])] = steps[i]
            }
        }
        let runs = UnicodeCanonicalData.combiningClasses
        for i in stride(from: 0, to: runs.count, by: 3) {
            for scalar in runs[i]...runs[i + 1] { tables.combiningClasses[scalar] = UInt8(runs[i + 2]) }
        }
        return tables
    }()

    // Hangul syllables are arithmetic (The Unicode Standard, section 3.12).
    private static let syllableBase: UInt32 = 0xAC00
    private static let leadBase: UInt32 = 0x1100
    private static let vowelBase: UInt32 = 0x1161
    private static let trailBase: UInt32 = 0x11A7
    private static let leadCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let trailCount: UInt32 = 28
    private static let syllableCount: UInt32 = 11172

    /// Sets the `composing` bit of every scalar that is not inert: combining classes above 0, scalars that form C replaces,
    /// and second parts of composites.
    static func markComposing(_ table: inout [UInt8]) {
        let bit = ScalarClass.composing
        for scalar in tables.combiningClasses.keys { table[Int(scalar)] |= bit }
        for (scalar, parts) in tables.decompositions {
            if tables.compositions[UInt64(parts.0) << 32 | UInt64(parts.1)] != scalar { table[Int(scalar)] |= bit }
        }
        for parts in tables.compositions.keys { table[Int(parts & 0xFFFF_FFFF)] |= bit }
        for scalar in vowelBase..<vowelBase + vowelCount { table[Int(scalar)] |= bit }
        for scalar in trailBase + 1..<trailBase + trailCount { table[Int(scalar)] |= bit }
    }

    /// The text in form C, or nil if it is in form C already.
    static func compose(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.contains(where: { $0 >= 0xCC }) else { return nil }
        let classes = ScalarClass.table
        var output: [UInt8] = []
        var copied = 0
        var previous = 0
        var index = 0
        while index < text.count {
            let (scalar, length) = ValidUTF8.scalar(text, index)
            guard classes[scalar] & ScalarClass.composing != 0 else {
                previous = index
                index &+= length
                continue
            }
            // The span: the inert scalar before, and every composing one from here.
            let first = index
            index = max(previous, copied)
            output.append(contentsOf: text[copied..<index])
            var span: [UInt32] = []
            while index < text.count {
                let (scalar, length) = ValidUTF8.scalar(text, index)
                if index > first, classes[scalar] & ScalarClass.composing == 0 { break }
                span.append(UInt32(truncatingIfNeeded: scalar))
                index &+= length
            }
            for scalar in composed(span) { ValidUTF8.append(scalar, to: &output) }
            copied = index
            previous = index
        }
        guard copied > 0 else { return nil }
        output.append(contentsOf: text[copied...])
        return output
    }

    private static func composed(_ span: [UInt32]) -> [UInt32] {
        var scalars: [UInt32] = []
        for scalar in span { decompose(scalar, into: &scalars) }
        var classes = scalars.map { tables.combiningClasses[$0] ?? 0 }
        order(&scalars, &classes)
        return recompose(scalars, classes)
    }

    private static func decompose(_ scalar: UInt32, into result: inout [UInt32]) {
        if scalar >= syllableBase, scalar < syllableBase + syllableCount {
            let index = scalar - syllableBase
            result.append(leadBase + index / (vowelCount * trailCount))
            result.append(vowelBase + index % (vowelCount * trailCount) / trailCount)
            if index % trailCount != 0 { result.append(trailBase + index % trailCount) }
        } else if let (first, second) = tables.decompositions[scalar] {
            decompose(first, into: &result)
            if second != 0 { decompose(second, into: &result) }
        } else {
            result.append(scalar)
        }
    }

    /// Sorts every run of non-zero classes by class, keeping the order of equals.
    private static func order(_ scalars: inout [UInt32], _ classes: inout [UInt8]) {
        var start = 0
        while start < scalars.count {
            guard classes[start] != 0 else {
                start += 1
                continue
            }
            let end = classes[start...].firstIndex(of: 0) ?? scalars.count
            if end - start > 1 {
                let sorted = (start..<end).sorted { (classes[$0], $0) < (classes[$1], $1) }
                scalars.replaceSubrange(start..<end, with: sorted.map { scalars[$0] })
                classes.replaceSubrange(start..<end, with: sorted.map { classes[$0] })
            }
            start = end
        }
    }

    private static func recompose(_ scalars: [UInt32], _ classes: [UInt8]) -> [UInt32] {
        var result: [UInt32] = []
        var starter: Int?
        var lastClass: UInt8 = 0
        for (scalar, combiningClass) in zip(scalars, classes) {
            // Blocked unless nothing kept since the starter has a class at least as high.
            let adjacent = starter == result.count - 1
            if let at = starter, adjacent || (lastClass != 0 && lastClass < combiningClass), let composite = pair(result[at], scalar) {
                result[at] = composite
                continue
            }
            if combiningClass == 0 { starter = result.count }
            lastClass = combiningClass
            result.append(scalar)
        }
        return result
    }

    private static func pair(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if first >= leadBase, first < leadBase + leadCount, second >= vowelBase, second < vowelBase + vowelCount {
            return syllableBase + ((first - leadBase) * vowelCount + second - vowelBase) * trailCount
        }
        if first >= syllableBase, first < syllableBase + syllableCount, (first - syllableBase) % trailCount == 0,
            second > trailBase, second < trailBase + trailCount
        {
            return first + second - trailBase
        }
        return tables.compositions[UInt64(first) << 32 | UInt64(second)]
    }
}
