/// Adds up how long phases take.
enum Clock {
    static func time<Value>(_ seconds: inout Double, _ body: () throws -> Value) rethrows -> Value {
        let start = ContinuousClock.now
        defer {
            let (whole, attoseconds) = (ContinuousClock.now - start).components
            seconds += Double(whole) + Double(attoseconds) * 1e-18
        }
        return try body()
    }
}
